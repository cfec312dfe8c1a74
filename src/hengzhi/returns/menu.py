from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import PROGRAMME, MenuItem
from hengzhi.returns.permissions import OVERVIEW, SEE

MENU = (MenuItem(_("Returns"), "returns:list", (SEE, OVERVIEW), 16, PROGRAMME),)
