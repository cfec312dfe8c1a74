from dataclasses import replace
from datetime import date, timedelta

import pytest

from hengzhi.snapshots.areas import AreaError
from hengzhi.snapshots.engine import open_engine
from hengzhi.snapshots.fit import UnfitRow
from hengzhi.snapshots.models import Snapshot
from hengzhi.snapshots.services import take_snapshot

from .cases import AREAS, AT, DISTRICT, EAST, WEST, cases, row

pytestmark = pytest.mark.django_db

ROWS = [row("T1"), row("T2", received_on=date(2012, 4, 1)), row("T3", received_on=date(2012, 5, 1))]


def take(*rows, at=AT, areas=AREAS):
    return take_snapshot(at=at, areas=areas, tables={"cases": cases(*rows)})


def files(home):
    return {path.name for path in (home / "snapshots" / "partitions").iterdir()}


def test_a_snapshot_holds_the_rows_and_the_areas():
    snapshot = take(*ROWS)

    with open_engine(snapshot.manifest) as engine:
        found = engine.execute("SELECT * FROM cases ORDER BY code").fetchall()

    assert found == ROWS
    assert snapshot.manifest["areas"] == AREAS


def test_the_day_of_a_snapshot_is_the_local_one():
    snapshot = take(*ROWS, at=AT.replace(hour=16, minute=30))

    assert (snapshot.taken_at, snapshot.as_of) == (AT.replace(hour=16, minute=30), date(2012, 12, 29))
    assert snapshot.manifest["as_of"] == "2012-12-29"


def test_the_same_data_later_that_day_is_the_same_snapshot():
    first = take(*ROWS)

    again = take(*ROWS, at=AT + timedelta(minutes=5), areas=list(reversed(AREAS)))

    assert (again.pk, again.taken_at, Snapshot.objects.count()) == (first.pk, AT, 1)
    assert again.manifest == first.manifest


def test_the_same_data_on_another_day_is_another_snapshot_that_shares_its_files(home):
    first = take(*ROWS)
    before = files(home)

    second = take(*ROWS, at=AT + timedelta(days=3))

    assert second.pk != first.pk
    assert files(home) == before


def test_one_changed_row_writes_one_new_file(home):
    first = take(*ROWS)
    before = files(home)

    second = take(ROWS[0], row("T2", received_on=date(2012, 4, 1), persons=5), ROWS[2])

    assert second.pk != first.pk
    assert len(before) == 3
    assert len(files(home) - before) == 1


def test_an_old_snapshot_keeps_its_rows():
    first = take(row("T1", persons=1))
    take(row("T1", persons=2))

    with open_engine(first.manifest) as engine:
        assert engine.execute("SELECT persons FROM cases").fetchall() == [(1,)]


def test_another_tree_of_areas_is_another_snapshot():
    first = take(*ROWS)

    second = take(*ROWS, areas=[DISTRICT, EAST, {**WEST, "parent": "3101"}])

    assert second.pk != first.pk


def test_an_empty_table_keeps_its_columns():
    snapshot = take()

    with open_engine(snapshot.manifest) as engine:
        found = engine.execute("DESCRIBE cases").fetchall()

    assert [(name, kind) for name, kind, *_ in found] == [
        ("code", "VARCHAR"), ("area", "VARCHAR"), ("received_on", "DATE"), ("persons", "BIGINT"),
        ("recovered_yuan", "DECIMAL(16,2)"), ("is_anonymous", "BOOLEAN"),
    ]


def test_a_broken_row_leaves_no_snapshot():
    with pytest.raises(UnfitRow):
        take(ROWS[0], row("T2", persons="many"))

    assert Snapshot.objects.count() == 0


def test_a_row_without_area_is_taken_only_where_one_area_holds_all():
    lost = row("T1", area=None)

    assert take(lost).rows == 1
    with pytest.raises(UnfitRow, match="column area: found None"):
        take(lost, areas=[DISTRICT, {**EAST, "parent": ""}])


def test_areas_in_a_circle_are_refused():
    with pytest.raises(AreaError, match="Area 3101 lies in itself by way of 3101"):
        take(areas=[{**EAST, "parent": "3102"}, {**WEST, "parent": "3101"}])


def test_a_failure_while_reading_is_not_hidden():
    def broken():
        yield ROWS[0]
        raise ConnectionError("lost the database")

    with pytest.raises(ConnectionError):
        take_snapshot(at=AT, areas=AREAS, tables={"cases": replace(cases(), rows=broken)})
