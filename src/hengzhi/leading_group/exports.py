"""Lists of the leading group as tables: the page and the spreadsheet show the same cells."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hengzhi.leading_group.models import Member
from hengzhi.leading_group.queries import Completeness, Cover, Roll, with_answers, with_attendance, with_tasks
from hengzhi.register.models import Record


@dataclass(frozen=True)
class Listing:
    """A list of one kind: its name, what each line joins, its heads and the cells of a line."""

    kind: str
    name: str
    joined: Callable[[QuerySet[Record]], QuerySet[Record]]
    order: tuple[str, ...]
    heads: Callable[[], list[str]]
    cells: Callable[[Record], tuple]


def names(departments: Iterable) -> str:
    return pgettext("between names", ", ").join(str(one) for one in departments)


def _meeting_heads() -> list[str]:
    return [
        _("Number"), _("Meeting"), _("Day"), _("Place"), _("In the chair"), _("Present"), _("Delegates"), _("Absent"),
        _("Decisions"), _("State"),
    ]


def _meeting_cells(record: Record) -> tuple:
    meeting = record.meeting
    return (
        record.code, record.title, meeting.meets_on, meeting.place, meeting.chair, record.present, record.delegate,
        record.absent, record.decided, record.state_label,
    )


def _decision_heads() -> list[str]:
    return [
        _("Number"), _("Decision"), _("Meeting"), _("Responsible departments"), _("Due on"), _("Tasks"), _("Tasks done"),
        _("Carried out on"), _("State"),
    ]


def _decision_cells(record: Record) -> tuple:
    decision = record.decision
    return (
        record.code, record.title, decision.meeting.record.title, names(decision.responsible.all()), decision.due_on,
        record.tasks, record.tasks_done, decision.finished_on, record.state_label,
    )


def _document_heads() -> list[str]:
    return [
        _("Number"), _("Title"), _("Document number"), _("Issued on"), _("Answers by"), _("Answers asked"), _("Answered"),
        _("State"),
    ]


def _document_cells(record: Record) -> tuple:
    document = record.group_document
    return (
        record.code, record.title, document.number, document.issued_on, document.answers_due_on, record.asked, record.came,
        record.state_label,
    )


LISTINGS: Mapping[str, Listing] = {
    "meetings": Listing(
        "meeting", gettext_lazy("Meetings"), with_attendance, ("-meeting__meets_on", "-pk"), _meeting_heads, _meeting_cells
    ),
    "decisions": Listing(
        "decision", gettext_lazy("Decisions"), with_tasks, ("-decision__meeting__meets_on", "decision__position"),
        _decision_heads, _decision_cells,
    ),
    "documents": Listing(
        "document", gettext_lazy("Documents"), with_answers, ("-opened_on", "-pk"), _document_heads, _document_cells
    ),
}


def roll_heads() -> list[str]:
    return [_("Part in the group"), _("Department"), _("Name"), _("Post"), _("Since"), _("Until")]


def roll_rows(roll: Roll) -> Iterator[tuple]:
    """Yield who was in the group on a day, heads first."""
    for member in (*roll.heads, *roll.members):
        department = member.department.name_zh if member.department else ""
        role = str(Member.Role(member.role).label)
        yield role, department, member.name, member.post, member.starts_on, member.ends_on


def answer_heads() -> list[str]:
    return [
        _("Department"), _("Number"), _("State"), _("Due on"), _("Answered on"), _("Answer accepted on"), _("Reminded on"),
        _("Measures"), _("Tasks of the plan"),
    ]


def answer_rows(found: Completeness) -> Iterator[tuple]:
    """Yield the answers to a document, a line a department."""
    for answer in found.answers:
        record = answer.record
        yield (
            record.department.name, record.code, record.state_label, answer.due_on, answer.answered_on, answer.accepted_on,
            answer.reminded_on, answer.text, names(task.record.code for task in answer.tasks.all()),
        )


def gap_words(line, cell) -> str:
    """Say in words what is missing in an empty cell."""
    return _("%(area)s: %(department)s has named nobody for “%(duty)s”") % {
        "area": cell.area, "department": line.department, "duty": line.duty,
    }


def cover_heads() -> list[str]:
    return [_("Duty"), _("Department"), _("Area"), _("Responsible post"), _("Name"), _("Since"), _("Gap")]


def cover_rows(cover: Cover) -> Iterator[tuple]:
    """Yield a line for each cell that is borne, the empty ones in words."""
    for line in cover.lines:
        for cell in line.cells:
            if not cell.is_borne:
                continue
            charge = cell.charge
            known = (charge.post, charge.name, charge.starts_on, "") if charge else ("", "", None, gap_words(line, cell))
            yield (line.duty.name, line.department.name, cell.area.name, *known)
