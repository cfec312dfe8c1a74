"""What may be done with the questions of the early warning."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.permissions import Permission

SEE = Permission("alarms.see", _("see the questions of the early warning"))
SEE_CONDUCT = Permission("alarms.see_conduct", _("see questions about how cases were handled"))
ANSWER = Permission("alarms.answer", _("answer questions of the early warning and have it look now"))

PERMISSIONS = (SEE, SEE_CONDUCT, ANSWER)
