"""What may be done with the work calendar."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

PUBLISH = Permission("workdays.publish", _("edit and publish the work calendar of a year"))

PERMISSIONS = (PUBLISH,)
