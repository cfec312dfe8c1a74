"""What may be done with jobs that others started."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("jobs.see", _("see background jobs, stop them, run failed ones again or discard them"))

PERMISSIONS = (SEE,)
