from django.utils.translation import gettext_lazy as _

from hengzhi.complaints.permissions import SEE
from hengzhi.core.shell import COMPLAINTS, MenuItem

MENU = (MenuItem(_("Complaints"), "complaints:list", (SEE,), 20, COMPLAINTS),)
