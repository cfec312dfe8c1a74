from django.utils.translation import gettext_lazy as _

from hengzhi.alarms.permissions import SEE
from hengzhi.core.shell import COMPLAINTS, MenuItem

MENU = (MenuItem(_("Early warning"), "alarms:list", (SEE,), 25, COMPLAINTS),)
