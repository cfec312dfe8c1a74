"""The list of questions as a spreadsheet."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hengzhi.alarms.queries import with_findings
from hengzhi.alarms.wording import sentence
from hengzhi.register.models import Record

CHUNK = 500


def heads() -> list[str]:
    return [
        _("Number"), _("Kind of warning"), _("Subject"), _("Finding"), _("State"), _("Answer given"), _("Due on"),
        _("Asked on"), _("Last seen on"), _("Area"), _("Category"), _("Business"), _("Observed"), _("Expected"),
        _("Taken up as"),
    ]


def rows(records: QuerySet[Record]) -> Iterator[tuple]:
    """Yield a row for each question, in their order, worded in the reader's language."""
    for record in with_findings(records).iterator(chunk_size=CHUNK):
        alarm = record.alarm
        yield (
            record.code, alarm.get_question_display(), record.title, sentence(alarm), record.state_label,
            alarm.get_answer_display(), record.due_on, record.opened_on, alarm.last_seen_on, str(record.area or ""),
            alarm.category_name, str(alarm.enterprise or ""), alarm.observed, alarm.expected, alarm.taken_up_as,
        )
