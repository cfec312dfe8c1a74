"""What may be done with consumer warnings."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("advisories.see", _("see consumer warnings before they are published"))
WRITE = Permission("advisories.write", _("write consumer warnings"))
CHECK = Permission("advisories.check", _("check consumer warnings that others wrote"))
PUBLISH = Permission("advisories.publish", _("publish and withdraw consumer warnings"))

PERMISSIONS = (SEE, WRITE, CHECK, PUBLISH)
