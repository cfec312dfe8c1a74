from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import PROGRAMME, MenuItem
from hengzhi.programme.permissions import SEE

MENU = (MenuItem(_("Plan of the year"), "programme:list", (SEE,), 15, PROGRAMME),)
