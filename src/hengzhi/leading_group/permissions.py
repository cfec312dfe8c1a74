"""What may be done in the leading group."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("leading_group.see", _("see the leading group, its meetings, decisions and documents"))
KEEP = Permission(
    "leading_group.keep", _("keep the leading group: members, meetings, decisions, documents and who covers what")
)
ANSWER = Permission("leading_group.answer", _("answer the documents of the leading group for the own department"))

PERMISSIONS = (SEE, KEEP, ANSWER)
