"""What may be done with consumer warnings and the publication of complaint information."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("advisories.see", _("see consumer warnings before they are published"))
WRITE = Permission("advisories.write", _("write consumer warnings"))
CHECK = Permission("advisories.check", _("check consumer warnings that others wrote"))
PUBLISH = Permission("advisories.publish", _("publish and withdraw consumer warnings"))
DISCLOSE = Permission("advisories.disclose", _("publish complaint information and hear businesses on it"))

PERMISSIONS = (SEE, WRITE, CHECK, PUBLISH, DISCLOSE)
