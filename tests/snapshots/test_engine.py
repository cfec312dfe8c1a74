import pytest

from hengzhi.snapshots.engine import SnapshotDamaged, open_engine, verify
from hengzhi.snapshots.services import take_snapshot
from hengzhi.snapshots.store import partition_path

from .cases import AREAS, AT, cases, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def manifest():
    return take_snapshot(at=AT, areas=AREAS, tables={"cases": cases(row("T1"))}).manifest


def digest_in(manifest):
    return manifest["tables"]["cases"]["partitions"][0]["digest"]


def test_a_missing_partition_is_named_by_table_month_and_digest(manifest):
    digest = digest_in(manifest)
    partition_path(digest).unlink()

    with pytest.raises(SnapshotDamaged) as damage:
        open_engine(manifest)

    assert str(damage.value) == f"The snapshot is damaged: cases 2012-03 {digest} is missing."
    assert verify(manifest) == [f"cases 2012-03 {digest}"]


def test_one_changed_byte_is_found(manifest):
    digest = digest_in(manifest)
    assert verify(manifest) == []
    content = bytearray(partition_path(digest).read_bytes())
    content[len(content) // 2] ^= 1
    partition_path(digest).write_bytes(content)

    assert verify(manifest) == [f"cases 2012-03 {digest}"]


def test_other_snapshots_partitions_do_not_show(manifest):
    take_snapshot(at=AT, areas=AREAS, tables={"cases": cases(row("T9"))})

    with open_engine(manifest) as engine:
        assert engine.execute("SELECT code FROM cases").fetchall() == [("T1",)]


def test_the_engine_prints_no_progress(manifest):
    with open_engine(manifest) as engine:
        assert engine.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]
