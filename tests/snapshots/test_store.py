import hashlib
from datetime import date

import pytest

from hengzhi.snapshots.fit import UnfitRow
from hengzhi.snapshots.store import partition_path, write_table

from .cases import CODES, cases, quiet, row


def test_rows_lie_in_partitions_by_month_and_the_undated_apart():
    days = [None, date(2012, 3, 1), date(2012, 3, 31), date(2012, 4, 1)]
    rows = [row(f"T{number}", received_on=day) for number, day in enumerate(days)]

    entry = write_table(cases(*rows), CODES, quiet)

    assert [(part["month"], part["rows"]) for part in entry["partitions"]] == [("2012-03", 2), ("2012-04", 1), ("none", 1)]
    assert entry["rows"] == 4


def test_a_partition_is_named_by_the_digest_of_its_bytes():
    part = write_table(cases(row("T1")), CODES, quiet)["partitions"][0]

    content = partition_path(part["digest"]).read_bytes()

    assert (hashlib.sha256(content).hexdigest(), len(content)) == (part["digest"], part["bytes"])


def test_the_same_rows_in_another_order_are_the_same_partition():
    first = write_table(cases(row("T1"), row("T2")), CODES, quiet)

    assert write_table(cases(row("T2"), row("T1")), CODES, quiet) == first


def test_months_in_any_order_give_the_same_table():
    march, april = row("T1"), row("T2", received_on=date(2012, 4, 1))

    assert write_table(cases(march, april), CODES, quiet) == write_table(cases(april, march), CODES, quiet)


def test_a_month_that_comes_back_is_refused():
    rows = [row("T1"), row("T2", received_on=date(2012, 4, 1)), row("T3")]

    with pytest.raises(UnfitRow) as refusal:
        write_table(cases(*rows), CODES, quiet)

    wanted = "the rows of a month one after another: order them by received_on"
    assert str(refusal.value) == f"Table cases, row T3, column received_on: found “2012-03”; wanted {wanted}."


def test_a_month_cannot_be_read_from_a_text():
    with pytest.raises(UnfitRow, match="row T1, column received_on: found “2012-03-05”; wanted a date"):
        write_table(cases(row("T1", received_on="2012-03-05")), CODES, quiet)


def test_a_stored_partition_is_not_written_again(home):
    part = write_table(cases(row("T1")), CODES, quiet)["partitions"][0]
    written = partition_path(part["digest"]).stat().st_ino

    write_table(cases(row("T1")), CODES, quiet)

    assert partition_path(part["digest"]).stat().st_ino == written


def test_a_partition_cut_short_is_mended_by_the_next_snapshot():
    part = write_table(cases(row("T1")), CODES, quiet)["partitions"][0]
    path = partition_path(part["digest"])
    whole = path.read_bytes()
    path.write_bytes(whole[:100])

    write_table(cases(row("T1")), CODES, quiet)

    assert path.read_bytes() == whole


def test_no_half_written_file_is_left(home):
    write_table(cases(row("T1")), CODES, quiet)

    assert [path.suffix for path in (home / "snapshots" / "partitions").iterdir()] == [".parquet"]


def test_progress_is_told_after_every_month():
    heard = []

    write_table(cases(row("T1"), row("T2", received_on=date(2012, 4, 1))), CODES, lambda *told: heard.append(told))

    assert heard == [("cases", 1), ("cases", 2)]


def test_only_one_month_is_in_memory_at_a_time():
    taken, written = [], []

    def rows():
        for number in range(3):
            taken.append(len(written))
            yield row(f"T{number}", received_on=date(2012, number + 1, 1))

    table = cases()
    write_table(type(table)(**{**vars(table), "rows": rows}), CODES, lambda name, count: written.append(count))

    assert taken == [0, 0, 1]
