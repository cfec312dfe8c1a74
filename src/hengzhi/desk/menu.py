from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import MenuItem

MENU = (MenuItem(_("Calendar"), "desk:calendar", (), 60), MenuItem(_("Desk"), "desk:home", (), 10),)
