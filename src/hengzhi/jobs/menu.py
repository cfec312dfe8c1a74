from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import MANAGEMENT, MenuItem
from hengzhi.jobs.permissions import SEE

MENU = (MenuItem(_("Background jobs"), "jobs:list", (SEE,), 90, MANAGEMENT),)
