"""The tables the leading group gives to snapshots; no names of people."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from hengzhi.core.tables import Column, ColumnType, Table
from hengzhi.leading_group.models import Decision, DocumentAnswer, Group

TEXT, DATE, INTEGER, BOOLEAN = ColumnType.TEXT, ColumnType.DATE, ColumnType.INTEGER, ColumnType.BOOLEAN

GROUPS = (
    Column("code", TEXT, "number in the register"),
    Column("area", TEXT, "the district"),
    Column("formed_on", DATE, "day this composition took office"),
    Column("ended_on", DATE, "its last day, null while it is in office"),
    Column("departments", INTEGER, "departments whose heads were members on the day it took office"),
    Column("members", INTEGER, "people in it on that day, heads and deputies too"),
    Column("is_last_of_year", BOOLEAN, "whether no later composition took office in the same year"),
)
ANSWERS = (
    Column("code", TEXT, "number in the register"),
    Column("area", TEXT, "the district"),
    Column("department", TEXT, "department that answers"),
    Column("document", TEXT, "number of the document in the register"),
    Column("genre", TEXT, "type of that document: opinion, notice, scheme or reply"),
    Column("state", TEXT, "asked, given, returned or accepted"),
    Column("asked_on", DATE, "day the document asked for it"),
    Column("due_on", DATE, "day it is due"),
    Column("answered_on", DATE, "day it last came, null while it has not"),
    Column("accepted_on", DATE, "day it was accepted, null while it is not"),
    Column("tasks", INTEGER, "tasks of the plan that carry it"),
)
DECISIONS = (
    Column("code", TEXT, "number in the register"),
    Column("area", TEXT, "the district"),
    Column("meeting", TEXT, "number of the meeting in the register"),
    Column("state", TEXT, "taken, carried_out or given_up"),
    Column("decided_on", DATE, "day of the meeting"),
    Column("due_on", DATE, "day it is due, null where none was set"),
    Column("finished_on", DATE, "day it was carried out, null while it is not"),
    Column("departments", INTEGER, "departments responsible"),
    Column("tasks", INTEGER, "tasks of the plan that carry it out"),
    Column("tasks_done", INTEGER, "how many of them are done"),
)


def group_rows() -> Iterator[tuple]:
    """Yield every composition that took office, by day and number."""
    at_first = Q(members__starts_on=F("starts_on"))
    later = Group.objects.filter(starts_on__year=OuterRef("starts_on__year"), starts_on__gt=OuterRef("starts_on"))
    count = later.order_by().annotate(one=F("starts_on__year")).values("one").annotate(count=Count("pk")).values("count")
    rows = Group.objects.filter(starts_on__isnull=False).annotate(
        departments=Count("members__department", filter=at_first & Q(members__role="member"), distinct=True),
        people=Count("members", filter=at_first, distinct=True), later=Coalesce(Subquery(count), 0),
    ).order_by("starts_on", "record__code")
    columns = ("record__code", "record__area__code", "starts_on", "ends_on", "departments", "people", "later")
    for *rest, later_ones in rows.values_list(*columns).iterator(chunk_size=2000):
        yield (*rest, not later_ones)


def answer_rows() -> Iterator[tuple]:
    """Yield every answer by the day it was asked for and number."""
    rows = DocumentAnswer.objects.annotate(carried=Count("tasks")).order_by("record__opened_on", "record__code")
    yield from rows.values_list(
        "record__code", "record__area__code", "record__department__code", "document__record__code", "document__genre",
        "record__state",
        "record__opened_on", "due_on", "answered_on", "accepted_on", "carried",
    ).iterator(chunk_size=2000)


def decision_rows() -> Iterator[tuple]:
    """Yield every decision by the day of its meeting and number."""
    rows = Decision.objects.annotate(
        departments=Count("responsible", distinct=True), carried=Count("tasks", distinct=True),
        done=Count("tasks", filter=Q(tasks__record__state="done"), distinct=True),
    ).order_by("meeting__meets_on", "record__code")
    yield from rows.values_list(
        "record__code", "record__area__code", "meeting__record__code", "record__state", "meeting__meets_on", "due_on",
        "finished_on", "departments", "carried", "done",
    ).iterator(chunk_size=2000)


TABLES = (
    Table("leading_groups", "compositions of the leading group", "code", "formed_on", "area", GROUPS, group_rows),
    Table(
        "group_answers", "answers of departments to documents of the leading group", "code", "asked_on", "area", ANSWERS,
        answer_rows,
    ),
    Table("group_decisions", "decisions of the leading group", "code", "decided_on", "area", DECISIONS, decision_rows),
)
