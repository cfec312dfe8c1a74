from django.utils.translation import gettext_lazy as _

from hengzhi.accounts.permissions import MANAGE
from hengzhi.core.shell import MANAGEMENT, MenuItem

MENU = (MenuItem(_("Accounts"), "accounts:users", (MANAGE,), 85, MANAGEMENT),)
