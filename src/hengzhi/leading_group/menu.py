from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import PROGRAMME, MenuItem
from hengzhi.leading_group.permissions import SEE

MENU = (MenuItem(_("Leading group"), "leading_group:home", (SEE,), 12, PROGRAMME),)
