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
from hengzhi.organisations.queries import area_rows
from hengzhi.register.models import Record
from hengzhi.snapshots.models import Snapshot
from hengzhi.snapshots.services import take_snapshot

AT = datetime(2012, 12, 28, 2, 0, tzinfo=UTC)
TEXT, DATE = ColumnType.TEXT, ColumnType.DATE
DUE, LATE = date(2012, 6, 29), date(2012, 7, 4)
TASKS = (
    ("RW-1", "qtsb", "done", DUE, DUE, LATE), ("RW-2", "qtsb", "done", DUE, LATE, LATE),
    ("RW-3", "qtsb", "in_hand", DUE, None, None), ("RW-4", "qtsb", "cancelled", DUE, None, None),
    ("RW-5", "qtsb", "in_hand", date(2012, 12, 31), None, None), ("RW-6", "aic", "done", DUE, DUE, DUE),
    ("RW-7", "qtsb", "reported", DUE, DUE, None), ("RW-8", "qtsb", "done", date(2011, 6, 29), DUE, DUE),
)
VALUES = (
    ("V-1", "qtsb", "given", DUE, DUE), ("V-2", "qtsb", "given", DUE, LATE), ("V-3", "qtsb", "missing", DUE, DUE),
    ("V-4", "qtsb", "not_applicable", DUE, DUE), ("V-5", "qtsb", "missing", DUE, None), ("V-6", "aic", "given", DUE, DUE),
)


def table(name: str, columns: dict[str, ColumnType], rows: Iterable[tuple]) -> Table:
    """Return a table of the snapshot in the district, placed by the day its rows fell due."""
    kept = [Column("code", TEXT, ""), Column("area", TEXT, ""), *(Column(key, kind, "") for key, kind in columns.items())]
    placed = sorted(((code, "310109", *rest) for code, *rest in rows), key=lambda row: (row[4], row[0]))
    return Table(name, name, "code", "due_on", "area", tuple(kept), lambda: iter(placed))


def snapshot(tasks=TASKS, values=VALUES, at: datetime = AT) -> Snapshot:
    mechanisms = {
        "tasks": table("tasks", {
            "department": TEXT, "state": TEXT, "due_on": DATE, "reported_on": DATE, "done_on": DATE,
        }, tasks),
        "reported_values": table("reported_values", {
            "department": TEXT, "status": TEXT, "due_on": DATE, "submitted_on": DATE,
        }, values),
    }
    return take_snapshot(at=at, areas=area_rows(), tables={**declared_tables(), **mechanisms})


def scheme() -> Scheme:
    """Return the scheme of the hand-worked example, in force in 2012."""
    return replace(hand.scheme(), code="cases", valid_from=None)


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
