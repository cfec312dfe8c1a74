from django.utils.translation import gettext_lazy as _

from hengzhi.core.shell import COMPLAINTS, MANAGEMENT, MenuItem
from hengzhi.register.permissions import AUDIT, FIND_PEOPLE, SEE_RETENTION

MENU = (
    MenuItem(_("Find by phone"), "vault:find", (FIND_PEOPLE,), 22, COMPLAINTS),
    MenuItem(_("Audit trail"), "register:audit", (AUDIT,), 80, MANAGEMENT),
    MenuItem(_("Retention of identities"), "vault:retention", (SEE_RETENTION,), 82, MANAGEMENT),
)
