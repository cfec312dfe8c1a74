from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import COMPLAINTS, MenuItem
from hengzhi.stations.permissions import SEE

MENU = (MenuItem(_("Liaison stations"), "stations:list", (SEE,), 26, COMPLAINTS),)
