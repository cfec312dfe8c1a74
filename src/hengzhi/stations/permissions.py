"""What may be done with liaison stations."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("stations.see", _("see liaison stations, their liaisons, training and cases"))
KEEP = Permission("stations.keep", _("set up and close liaison stations, name liaisons, record training"))
MEDIATE = Permission("stations.mediate", _("record what a liaison station settles at the source"))

PERMISSIONS = (SEE, KEEP, MEDIATE)
