"""What the plan gives to snapshots fits its contract."""

from datetime import date

from hengzhi.core.tables import declared_tables
from hengzhi.programme.services.progress import accept_progress, report_progress
from programme.making import at, make_task, people


def test_tasks_and_milestones_are_given_as_declared(packs):
    record = make_task("assign", "take")
    office, liaison = people()
    first = record.task.milestones.first()
    report = report_progress(record, text="完成", percent=50, milestone=first, reached_on=date(2012, 3, 28), actor=liaison, at=at(3, 29))
    accept_progress(report, actor=office, at=at(4, 1))
    tables = declared_tables()

    task = [dict(zip((column.name for column in tables["tasks"].columns), row, strict=True)) for row in tables["tasks"].rows()]
    milestones = [dict(zip((column.name for column in tables["milestones"].columns), row, strict=True)) for row in tables["milestones"].rows()]

    assert {name: task[0][name] for name in ("code", "department", "year", "measure", "state", "percent", "milestones_reached", "supporting", "reports_accepted")} == {
        "code": record.code, "department": "commerce", "year": "2012", "measure": "1.1", "state": "in_hand", "percent": 50,
        "milestones_reached": 1, "supporting": 1, "reports_accepted": 1,
    }
    assert [(one["code"], one["reached_on"]) for one in milestones] == [
        (f"{record.code}.01", date(2012, 3, 28)), (f"{record.code}.02", None),
    ]


def test_a_snapshot_takes_both_tables(packs):
    from hengzhi.organisations.queries import area_rows
    from hengzhi.snapshots.services import take_snapshot

    make_task("assign", "take")

    snapshot = take_snapshot(at=at(12, 28), areas=area_rows())

    rows = {name: sum(part["rows"] for part in snapshot.manifest["tables"][name]["partitions"]) for name in ("tasks", "milestones")}
    assert rows == {"tasks": 1, "milestones": 2}
