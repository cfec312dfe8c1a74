"""Reads over the leading group, shaped for pages: every page is a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q, QuerySet

from hengzhi.leading_group.models import (
    AgendaItem,
    Attendance,
    Charge,
    Decision,
    DocumentAnswer,
    Duty,
    Group,
    Member,
    in_office_on,
)
from hengzhi.leading_group.workflow import UNANSWERED, AnswerState, DecisionState, DocumentState, MeetingState
from hengzhi.organisations.models import Area, Department
from hengzhi.programme.models import Task
from hengzhi.register.models import Record


def records_of(user, kind: str) -> QuerySet[Record]:
    """Return the records of a kind of ours that `user` may know of."""
    return Record.objects.visible_to(user).filter(kind=kind)


def compositions(user) -> QuerySet[Group]:
    """Return the compositions that took office and that `user` may know of, newest first, with how many sat in each."""
    seen = Group.objects.filter(record__in=records_of(user, "group"), starts_on__isnull=False)
    return seen.select_related("record__department").annotate(
        people=Count("members"), departments=Count("members__department", filter=Q(members__role="member"), distinct=True)
    ).order_by("-starts_on")


def members_on(group: Group, day: date) -> list[Member]:
    """Return who was in a group on a day, in its order."""
    return list(group.members.filter(in_office_on(day)).select_related("department"))


@dataclass(frozen=True)
class Roll:
    """Who was in the group on a day; `group` is None where none was in office or the reader may not know of it."""

    on: date
    group: Group | None
    heads: tuple[Member, ...]
    members: tuple[Member, ...]

    @property
    def departments(self) -> int:
        return len({member.department_id for member in self.members if member.department_id})


def roll_on(user, day: date) -> Roll:
    """Return the roll of the group on a day; two queries."""
    group = compositions(user).filter(in_office_on(day)).first()
    found = members_on(group, day) if group else []
    is_member = [member.role == Member.Role.MEMBER for member in found]
    return Roll(
        day, group, tuple(one for one, plain in zip(found, is_member, strict=True) if not plain),
        tuple(one for one, plain in zip(found, is_member, strict=True) if plain),
    )


@dataclass(frozen=True)
class Waiting:
    """What is under way: meetings to come, decisions to be carried out, documents whose answers come in."""

    meetings: list[Record]
    decisions: list[Record]
    documents: list[Record]


def under_way(user, limit: int = 5) -> Waiting:
    """Return what is under way of the records `user` may know of, the most urgent first; three queries."""
    meetings = records_of(user, "meeting").filter(state=MeetingState.CONVENED).select_related("meeting")
    decisions = records_of(user, "decision").filter(state=DecisionState.TAKEN).select_related("decision")
    documents = records_of(user, "document").filter(state=DocumentState.ISSUED)
    return Waiting(
        list(meetings.order_by("meeting__meets_on")[:limit]), list(decisions.order_by("due_on", "pk")[:limit]),
        list(with_answers(documents).order_by("due_on", "pk")[:limit]),
    )


def with_attendance(records: QuerySet[Record]) -> QuerySet[Record]:
    """Join what a meeting's line shows: how many came, sent somebody, stayed away; how many decisions."""
    counts = {
        name: Count("meeting__attendance", filter=Q(meeting__attendance__state=name), distinct=True)
        for name in Attendance.State.values
    }
    return records.select_related("meeting").annotate(**counts, decided=Count("meeting__decisions", distinct=True))


def with_tasks(records: QuerySet[Record]) -> QuerySet[Record]:
    """Join what a decision's line shows: its meeting, who is responsible, how many of its tasks are done."""
    done = Count("decision__tasks", filter=Q(decision__tasks__record__state="done"), distinct=True)
    return records.select_related("decision__meeting__record").prefetch_related("decision__responsible").annotate(
        tasks=Count("decision__tasks", distinct=True), tasks_done=done
    )


def with_answers(records: QuerySet[Record]) -> QuerySet[Record]:
    """Join what a document's line shows: how many answers were asked for and how many came."""
    came = Q(group_document__answers__record__state__in=[AnswerState.GIVEN, AnswerState.ACCEPTED])
    return records.select_related("group_document").annotate(
        asked=Count("group_document__answers", distinct=True),
        came=Count("group_document__answers", filter=came, distinct=True),
    )


@dataclass(frozen=True)
class Completeness:
    """The answers to a document that a reader may know of, in the departments' order, and who has not answered."""

    answers: list[DocumentAnswer]
    is_whole: bool

    @property
    def came(self) -> list[DocumentAnswer]:
        return [answer for answer in self.answers if answer.record.state not in UNANSWERED]

    @property
    def missing(self) -> list[DocumentAnswer]:
        return [answer for answer in self.answers if answer.record.state in UNANSWERED]

    @property
    def to_accept(self) -> int:
        return sum(answer.record.state == AnswerState.GIVEN for answer in self.answers)

    @property
    def late(self) -> int:
        return sum(answer.is_late for answer in self.answers)


def completeness_of(document: Record, user) -> Completeness:
    """Return the answers to a document that `user` may know of; three queries."""
    rows = DocumentAnswer.objects.filter(document=document.pk).order_by("record__department__position")
    seen = list(
        rows.filter(record__in=records_of(user, "answer")).select_related("record__department").prefetch_related(
            "tasks__record"
        )
    )
    return Completeness(seen, len(seen) == rows.count())


def meeting_parts(record: Record) -> dict:
    """Return what the page and the minutes of a meeting show."""
    meeting = record.meeting
    decisions = Decision.objects.filter(meeting=meeting).select_related("record").prefetch_related("responsible")
    return {
        "agenda": list(AgendaItem.objects.filter(meeting=meeting)), "decisions": list(decisions),
        "attendance": list(meeting.attendance.select_related("member__department")),
    }


def tasks_of(rows, user) -> list[Record]:
    """Return those of the tasks named beside a decision or an answer that `user` may know of, by number."""
    tasks = Record.objects.visible_to(user).filter(kind="task", task__in=rows.all())
    return list(tasks.select_related("task", "department").order_by("code"))


@dataclass(frozen=True)
class Cell:
    """A duty of a department in an area: who is responsible, or that nobody is; `is_borne` where it is borne there at all."""

    area: Area
    is_borne: bool
    charge: Charge | None

    @property
    def is_gap(self) -> bool:
        return self.is_borne and self.charge is None


@dataclass(frozen=True)
class CoverLine:
    """A duty of a department over all areas."""

    duty: Duty
    department: Department
    cells: tuple[Cell, ...]

    @property
    def gaps(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_gap]


@dataclass(frozen=True)
class Cover:
    """The matrix on a day; `unburdened` are member departments that bear no duty: the edge not reached."""

    on: date
    areas: tuple[Area, ...]
    lines: tuple[CoverLine, ...]
    unburdened: tuple[Department, ...]

    @property
    def width(self) -> int:
        """How many columns the table has: the heads of the lines and the areas."""
        return len(self.areas) + 1

    @property
    def cells(self) -> int:
        return sum(cell.is_borne for line in self.lines for cell in line.cells)

    @property
    def gaps(self) -> list[tuple[CoverLine, Cell]]:
        return [(line, cell) for line in self.lines for cell in line.gaps]

    @property
    def filled(self) -> int:
        return self.cells - len(self.gaps)


def cover_on(day: date, members: Iterable[Department] = (), *, duty: str = "", department: str = "") -> Cover:
    """Return who is responsible for what where on a day; five queries for any number of duties, departments and areas.

    `members` are the departments that ought to bear a duty; `duty` and `department` narrow the lines by code.
    """
    areas = tuple(Area.objects.valid_on(day).order_by("level", "code"))
    charges = {
        (charge.duty_id, charge.department_id, charge.area_id): charge for charge in Charge.objects.filter(in_office_on(day))
    }
    duties = list(Duty.objects.prefetch_related(Prefetch("departments", Department.objects.valid_on(day))))
    bearing = {one.pk for each in duties for one in each.departments.all()}
    lines = tuple(
        CoverLine(each, one, tuple(_cell(each, one, area, charges) for area in areas))
        for each in duties for one in each.departments.all()
        if duty in ("", each.code) and department in ("", one.code)
    )
    return Cover(day, areas, lines, tuple(one for one in members if one.pk not in bearing))


def _cell(duty: Duty, department: Department, area: Area, charges: dict) -> Cell:
    return Cell(area, area.level == duty.reach, charges.get((duty.pk, department.pk, area.pk)))


def tasks_led(record: Record) -> QuerySet[Task]:
    """Return the tasks a department leads in the year it was asked in, to be named in its answer."""
    tasks = Task.objects.filter(record__department=record.department, measure__goal__plan=record.opened_on.year)
    return tasks.exclude(record__state="cancelled").select_related("record").order_by("record__code")
