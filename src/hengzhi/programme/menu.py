from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import PROGRAMME, MenuItem
from hengzhi.programme.permissions import OVERVIEW, SEE

MENU = (
    MenuItem(_("Overview"), "programme:overview", (OVERVIEW,), 10, PROGRAMME),
    MenuItem(_("Plan of the year"), "programme:list", (SEE,), 15, PROGRAMME),
)
