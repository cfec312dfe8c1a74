"""What may be done with the register as a whole."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

AUDIT = Permission("register.audit", _("read the audit trail"))

PERMISSIONS = (AUDIT,)
