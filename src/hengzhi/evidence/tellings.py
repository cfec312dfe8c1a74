"""What is told of evidence, to who offered it."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from hengzhi.evidence.models import Evidence
from hengzhi.notices.catalogue import NoticeKind, Rule
from hengzhi.notices.staff import Staff
from hengzhi.register.models import AuditEvent

ACCEPTED = NoticeKind(
    "evidence.accepted", _("Evidence accepted"), _("A file you offered is accepted."), _("%(who)s accepted a file of yours"),
    for_groups=False,
)
RETURNED = NoticeKind(
    "evidence.returned", _("Evidence returned"), _("A file you offered is returned, with the reason on the record."),
    _("%(who)s returned a file of yours"), mail=True, for_groups=False,
)
NOTICE_KINDS = (ACCEPTED, RETURNED)


def who_offered(event: AuditEvent, staff: Staff) -> Collection[int]:
    """Return who offered the file."""
    return set(Evidence.objects.filter(pk=event.facts["evidence"]).values_list("offered_by", flat=True))


RULES = (Rule(ACCEPTED, who_offered, ("evidence_accepted",)), Rule(RETURNED, who_offered, ("evidence_returned",)))
