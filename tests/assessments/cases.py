"""A small district to assess: the departments of the packs, a scheme, and a snapshot with tasks and returned values."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from assessments import hand
from factories import make_user
from hengzhi.assessments.models import Edition, SchemeVersion
from hengzhi.assessments.scheme import Scheme
from hengzhi.assessments.services.editions import open_edition
from hengzhi.assessments.services.schemes import store_scheme
from hengzhi.core.reference import work_calendar
from hengzhi.core.tables import Column, ColumnType, Table, declared_tables
from hengzhi.organisations.models import Department
from hengzhi.organisations.queries import area_rows
from hengzhi.register.models import Record
from hengzhi.snapshots.models import Snapshot
from hengzhi.snapshots.services import take_snapshot

AT = datetime(2012, 12, 28, 2, 0, tzinfo=UTC)
TEXT, DATE, INTEGER = ColumnType.TEXT, ColumnType.DATE, ColumnType.INTEGER
DUE, LATE = date(2012, 6, 29), date(2012, 7, 4)
TASKS = (
    ("RW-1", "qtsb", "done", DUE, DUE, LATE), ("RW-2", "qtsb", "done", DUE, LATE, LATE),
    ("RW-3", "qtsb", "in_hand", DUE, None, None), ("RW-4", "qtsb", "cancelled", DUE, None, None),
    ("RW-5", "qtsb", "in_hand", date(2012, 12, 31), None, None), ("RW-6", "aic", "done", DUE, DUE, DUE),
    ("RW-7", "qtsb", "reported", DUE, DUE, None), ("RW-8", "qtsb", "done", date(2011, 6, 29), DUE, DUE),
)
RETURNS = (
    ("BB-1", "qtsb", DUE, DUE, 5), ("BB-2", "qtsb", DUE, LATE, 3), ("BB-3", "qtsb", DUE, None, 4),
    ("BB-4", "qtsb", date(2012, 12, 31), None, 4), ("BB-5", "aic", DUE, DUE, 2),
)
VALUES = (
    ("BB-1-meetings", "meetings", "given"), ("BB-1-visits", "visits", "missing"), ("BB-1-trained", "trained", "not_applicable"),
    ("BB-2-meetings", "meetings", "given"), ("BB-5-meetings", "meetings", "given"),
)


def table(name: str, columns: dict[str, ColumnType], rows: Iterable[tuple]) -> Table:
    """Return a table of the snapshot in the district, whose rows come by the day they fell due."""
    kept = [Column("code", TEXT, ""), Column("area", TEXT, ""), *(Column(key, kind, "") for key, kind in columns.items())]
    return Table(name, name, "code", "due_on", "area", tuple(kept), lambda: ((code, "310109", *rest) for code, *rest in rows))


def mechanisms(tasks=TASKS, returns=RETURNS) -> dict[str, Table]:
    """Return the tables of tasks and returns that a scheme reads."""
    return {
        "tasks": table("tasks", {
            "department": TEXT, "state": TEXT, "due_on": DATE, "reported_on": DATE, "done_on": DATE,
        }, sorted(tasks, key=lambda row: row[3])),
        "returns": table("returns", {
            "department": TEXT, "due_on": DATE, "handed_in_on": DATE, "items": INTEGER,
        }, sorted(returns, key=lambda row: row[2])),
        "reported_values": table("reported_values", {"item": TEXT, "status": TEXT, "due_on": DATE}, (
            (*row, DUE) for row in VALUES
        )),
    }


def snapshot(tasks=TASKS, returns=RETURNS, at: datetime = AT) -> Snapshot:
    return take_snapshot(at=at, areas=area_rows(), tables={**declared_tables(), **mechanisms(tasks, returns)})


def scheme() -> Scheme:
    """Return the scheme of the hand-worked example, in force in 2012."""
    return replace(hand.scheme(), code="cases", valid_from=None)


def keep(*codes: str) -> None:
    """Let only some departments be there at the end of the year: fewer sheets to take through their steps."""
    Department.objects.exclude(code__in=codes).update(valid_to=date(2012, 6, 30))


def stored() -> SchemeVersion:
    return store_scheme(scheme())


def opened(**overrides) -> Edition:
    """Return the assessment of 2012, opened by the office."""
    given = {
        "year": 2012, "scheme_version": None, "snapshot": None, "self_score_due_on": date(2013, 1, 8),
        "objections_due_on": date(2013, 1, 20), "actor": None, "at": AT, "calendar": work_calendar(), **overrides,
    }
    given["scheme_version"] = given["scheme_version"] or stored()
    given["snapshot"] = given["snapshot"] or snapshot()
    given["actor"] = given["actor"] or make_user("office", "qtsb")
    return open_edition(**given)


def sheet_of(edition: Edition, department: str) -> Record:
    return Record.objects.get(kind="assessment", assessment__edition=edition, department__code=department)


def entry_of(record: Record, line: str):
    return record.assessment.entries.get(line=line)
