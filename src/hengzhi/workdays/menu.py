from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import MANAGEMENT, MenuItem
from hengzhi.workdays.permissions import PUBLISH

MENU = (MenuItem(_("Work calendar"), "workdays:years", (PUBLISH,), 85, MANAGEMENT),)
