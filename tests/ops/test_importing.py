"""The command that brings in a list."""

import io
from datetime import UTC, datetime

import pytest
from python_calamine import CalamineWorkbook

from factories import make_user
from hengzhi.complaints.models import Complaint
from hengzhi.core.errors import HengzhiError
from hengzhi.exchange.contract import imports
from hengzhi.exchange.models import ImportRun, Mode, State
from hengzhi.exchange.running import check_run, run_import
from hengzhi.exchange.services import map_columns, receive, start
from hengzhi.ops.importing import import_list

HEADINGS = "来源编号,接收日期,渠道,事由,类别,问题,事实,被投诉单位,区域,姓名,电话\n"
ROW = "{0},2012-3-5,12315电话,冰箱使用两月不制冷,家用电器,质量,使用两月不制冷。,某电器行,四川北路街道,王小明,13900002716\n"
WRONG = ROW.replace("家用电器", "冰厢")


@pytest.fixture
def supervisor(packs):
    return make_user("supervisor", username="supervisor")


@pytest.fixture
def act(supervisor, tmp_path):
    """Write rows into a file and import it."""

    def run(text: str, **given) -> int:
        file = tmp_path / "list.csv"
        file.write_text(HEADINGS + text, encoding="gb18030")
        options = {"kind": "complaints", "file": file, "username": "supervisor", "good_rows": False, "marked_file": None}
        return import_list(**(options | given))

    return run


def test_a_list_is_brought_in_and_the_second_time_adds_none(act, capsys):
    rows = ROW.format("A-1") + ROW.format("A-2")

    assert [act(rows), act(rows)] == [0, 0]

    said = capsys.readouterr().out
    assert "2 added, 0 there already, 0 refused" in said
    assert "0 added, 2 there already, 0 refused" in said
    assert Complaint.objects.count() == 2


def test_one_wrong_row_stops_all_unless_the_good_rows_are_wanted(act, capsys, tmp_path):
    rows = ROW.format("A-1") + WRONG.format("A-2")

    assert act(rows, marked_file=tmp_path / "marked.xlsx") == 1
    assert Complaint.objects.count() == 0
    said = capsys.readouterr().out
    assert "E3 类别: “冰厢”" in said
    marked = CalamineWorkbook.from_filelike(io.BytesIO((tmp_path / "marked.xlsx").read_bytes())).get_sheet_by_index(0)
    assert [row[0] for row in marked.iter_rows()] == ["来源编号", "A-1", "A-2"]

    assert act(rows, good_rows=True) == 1
    assert list(Complaint.objects.values_list("source_number", flat=True)) == ["A-1"]


def test_an_import_that_was_killed_goes_on(act, supervisor, capsys, monkeypatch):
    monkeypatch.setattr("hengzhi.exchange.running.BATCH", 2)
    rows = "".join(ROW.format(f"A-{n}") for n in range(5))
    at = datetime(2012, 12, 28, tzinfo=UTC)
    run = receive(
        target=imports()["complaints"], file=io.BytesIO((HEADINGS + rows).encode("gb18030")), name="list.csv", actor=supervisor,
        at=at,
    )
    map_columns(run, run.mapping)
    check_run(run, at=at)
    start(run, Mode.ALL)

    def killed(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_import(run, at=at, progress=killed)

    assert act(rows) == 0

    assert "Goes on behind row 3." in capsys.readouterr().out
    run.refresh_from_db()
    assert (run.state, run.added, ImportRun.objects.count()) == (State.DONE, 5, 1)


@pytest.mark.parametrize(("given", "says"), [
    ({"kind": "complaint"}, "“complaint” cannot be imported; write one of users, complaints. Did you mean “complaints”?"),
    ({"username": "superviser"}, "There is no user “superviser”. Did you mean “supervisor”?"),
])
def test_a_mistyped_name_is_told_with_the_right_one(act, given, says):
    with pytest.raises(HengzhiError) as raised:
        act(ROW, **given)

    assert str(raised.value) == says


def test_a_missing_file_is_named(act, tmp_path):
    with pytest.raises(HengzhiError, match="There is no file"):
        act(ROW, file=tmp_path / "nowhere.csv")


def test_nothing_left_over_blocks_the_next_try(act):
    act(WRONG.format("A-1"))

    assert ImportRun.objects.get().state == State.CANCELLED
