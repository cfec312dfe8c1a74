"""What may be done with reports."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("reports.see", _("read reports and follow their figures"))
BUILD = Permission("reports.build", _("take snapshots and build reports"))

PERMISSIONS = (SEE, BUILD)
