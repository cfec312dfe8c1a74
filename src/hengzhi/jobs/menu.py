from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import MenuItem
from hengzhi.jobs.permissions import SEE

MENU = (MenuItem(_("Background jobs"), "jobs:list", (SEE,), 90),)
