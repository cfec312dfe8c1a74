from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import MANAGEMENT, MenuItem
from hengzhi.exchange.contract import imports

MENU = (MenuItem(_("Import"), "exchange:list", tuple(target.permission for target in imports().values()), 25, MANAGEMENT),)
