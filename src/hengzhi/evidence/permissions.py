"""What may be done with evidence. Who sees a record sees its evidence; that needs no permission of its own."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

OFFER = Permission("evidence.offer", _("offer files as evidence"))
DECIDE = Permission("evidence.decide", _("accept files as evidence or return them"))

PERMISSIONS = (OFFER, DECIDE)
