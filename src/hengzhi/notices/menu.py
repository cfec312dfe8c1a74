from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import MANAGEMENT, MenuItem
from hengzhi.notices.permissions import MANAGE

MENU = (MenuItem(_("Messages sent"), "notices:deliveries", (MANAGE,), 85, MANAGEMENT),)
