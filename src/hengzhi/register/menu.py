from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import MenuItem
from hengzhi.register.permissions import AUDIT

MENU = (MenuItem(_("Audit trail"), "register:audit", (AUDIT,), 80),)
