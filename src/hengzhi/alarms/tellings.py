"""What is told of early warnings: a new question, to those who answer it."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from hengzhi.alarms.kinds import ALARM_KIND
from hengzhi.alarms.permissions import ANSWER
from hengzhi.notices.catalogue import NoticeKind, Rule
from hengzhi.notices.staff import Staff
from hengzhi.register.models import AuditEvent

RAISED = NoticeKind(
    "alarm.raised", _("Early warning"), _("The early warning asks a question that you may answer."),
    _("The early warning asks"),
    ngettext_lazy("the early warning asks %(count)d question", "the early warning asks %(count)d questions", "count"),
    mail=True, list_url="alarms:list",
)
NOTICE_KINDS = (RAISED,)


def answerers(event: AuditEvent, staff: Staff) -> Collection[int] | None:
    """Return who may see and answer a question that still waits."""
    record = event.record
    if record is None or record.kind != ALARM_KIND.code or not record.is_open:
        return None
    return staff.seeing(record) & staff.holding(record, ANSWER)


RULES = (Rule(RAISED, answerers, ("open", "ask_again")),)
