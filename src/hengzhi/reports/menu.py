from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import MenuItem
from hengzhi.reports.permissions import SEE

MENU = (MenuItem(_("Reports"), "reports:list", (SEE,), 40),)
