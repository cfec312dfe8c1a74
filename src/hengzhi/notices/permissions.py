"""What may be done with notices beyond one's own."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

MANAGE = Permission("notices.manage", _("connect group robots and other programs, and see what was sent to whom"))

PERMISSIONS = (MANAGE,)
