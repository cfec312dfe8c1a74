"""What may be done with accounts."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

MANAGE = Permission("accounts.manage", _("manage accounts and roles"))
DEPUTE = Permission("accounts.depute", _("name who acts for a colleague on leave"))

PERMISSIONS = (MANAGE, DEPUTE)
