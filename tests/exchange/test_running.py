"""Checking and bringing in: what is wrong is named, nothing is added twice, nothing is half-written."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection

from factories import make_user
from hengzhi.complaints.models import Complaint
from hengzhi.core.errors import HengzhiError, Refused
from hengzhi.exchange.contract import imports
from hengzhi.exchange.models import ImportRun, Mode, State
from hengzhi.exchange.running import check_run, run_import
from hengzhi.exchange.services import (
    FILES_KEPT,
    end,
    forget_old,
    map_again,
    map_columns,
    receive,
    refused_rows,
    rows_as_read,
    start,
)
from hengzhi.exchange.store import folder, opened, rows_of, seal_anew
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.search import found
from hengzhi.register.vault.models import Person

from .sheets import HEADINGS, as_csv, as_xlsx, line, lines

AT = datetime(2012, 12, 28, 2, 0, tzinfo=UTC)


def checked(user, file, name: str = "list.csv") -> ImportRun:
    run = receive(target=imports()["complaints"], file=file, name=name, actor=user, at=AT)
    map_columns(run, run.mapping)
    check_run(run, at=AT)
    return run


def brought_in(user, file, mode: Mode = Mode.GOOD) -> ImportRun:
    run = checked(user, file)
    start(run, mode)
    run_import(run, at=AT)
    return run


def counts(run: ImportRun) -> tuple:
    return run.state, run.added, run.repeated, run.refused


def faults(run: ImportRun) -> list[tuple]:
    return list(run.faults.values_list("row", "column", "found", "wanted"))


@pytest.mark.long
def test_three_wrong_rows_of_ten_thousand_are_named_and_the_second_time_adds_none(supervisor):
    rows = lines(10_000)
    rows[41] = line("A-42", 接收日期="2012年2月30日")
    rows[4_999] = line("A-5000", 渠道="12315热线电话", **{"争议金额（元）": "约300"})
    rows[9_998] = line("A-7")

    run = checked(supervisor, as_csv(rows))

    assert (run.total, run.wrong, run.known) == (10_000, 3, 0)
    assert faults(run) == [
        (43, "received_on", "2012年2月30日", "an existing day such as 2012-03-05"),
        (5001, "channel", "12315热线电话", "a name of the list; perhaps “12315 hotline”"),
        (5001, "disputed_yuan", "约300", "an amount in yuan such as 1234.50"),
        (10_000, "source_number", "A-7", "one of its own: row 8 has it already"),
    ]
    start(run, Mode.GOOD)
    run_import(run, at=AT)
    assert counts(run) == (State.DONE, 9_997, 0, 3)
    assert counts(brought_in(supervisor, as_csv(rows))) == (State.DONE, 0, 9_997, 3)
    assert Complaint.objects.count() == 9_997


def test_a_row_becomes_the_record_the_desk_would_have_made(supervisor):
    brought_in(supervisor, as_csv(lines(1)))

    record = Record.objects.select_related("complaint__complainant", "area", "department").get()
    complaint = record.complaint
    assert (record.kind, record.code, record.title, record.state) == ("complaint", "T2012-00001", "冰箱使用两月不制冷", "received")
    assert (record.opened_on, record.due_on, record.area.name_zh) == (date(2012, 3, 5), date(2012, 3, 10), "四川北路街道")
    assert record.department == supervisor.department
    assert (complaint.channel, complaint.object, complaint.category, complaint.problem) == (
        "phone-12315", "goods", "home-appliances", "quality",
    )
    assert (complaint.source, complaint.source_number, complaint.disputed_yuan) == ("aic", "A-1", Decimal("2899.00"))
    assert complaint.complainant.mask == "王** 139****2716"
    assert record.clocks.count() == 1
    event = record.events.get()
    assert (event.at, event.actor, event.action, event.note) == (AT, supervisor, "open", "Imported from “list.csv”, row 2")


def test_a_record_is_found_by_the_number_it_came_with(supervisor):
    brought_in(supervisor, as_csv([line("GD20120305"), line("A-2")]))

    assert [record.complaint.source_number for record in found(Record.objects.all(), "gd20120305")] == ["GD20120305"]


def test_people_are_sealed_and_not_kept_in_the_preview(supervisor):
    run = checked(supervisor, as_csv(lines(1)))

    assert "王**" in run.preview[0]["cells"]
    assert "王小明" not in str(run.preview)
    assert "13900002716" not in str(run.preview)


def test_tip_offs_have_their_own_problems_and_need_no_person(supervisor):
    headings = (*HEADINGS, "类型")
    rows = [
        [*line("A-1", 问题="无照经营", 姓名="", 电话=""), "举报"],
        [*line("A-2", 问题="质量", 姓名="匿名", 电话="无"), "举报"],
        [*line("A-3", 姓名="", 电话="/"), ""],
    ]

    run = checked(supervisor, as_csv(rows, headings))

    assert [fault[:3] for fault in faults(run)] == [(3, "problem", "质量"), (4, "name", ""), (4, "phone", "")]
    start(run, Mode.GOOD)
    run_import(run, at=AT)
    record = Record.objects.get()
    assert (record.kind, record.complaint.complainant) == ("tipoff", None)


def test_lists_hold_as_they_were_on_the_day_of_receipt(supervisor):
    rows = [line("A-1", 渠道="12345转办"), line("A-2", 渠道="12345转办", 接收日期="2012-10-08")]

    assert [fault[:2] for fault in faults(checked(supervisor, as_csv(rows)))] == [(2, "channel")]


def test_a_mistyped_number_of_a_business_is_refused_as_at_the_desk(supervisor):
    run = checked(supervisor, as_csv([line(**{"被投诉（举报）单位": "310109000000001"})]))

    assert [fault[:3] for fault in faults(run)] == [(2, "respondent", "310109000000001")]


def test_with_all_or_nothing_one_wrong_row_stops_everything(supervisor):
    run = checked(supervisor, as_csv([*lines(2), line("B", 类别="冰厢")]))

    with pytest.raises(Refused, match=r"Wrong rows: 1. Nothing is brought in"):
        start(run, Mode.ALL)

    assert Record.objects.count() == 0


def test_with_all_or_nothing_a_row_that_turns_wrong_before_the_start_stops_everything(supervisor):
    run = checked(supervisor, as_csv([line("A-1"), line("A-2", 接收日期="2012-12-28")]))
    start(run, Mode.ALL)

    run_import(run, at=datetime(2012, 12, 20, tzinfo=UTC))

    assert (run.state, run.mode, run.wrong, Record.objects.count()) == (State.CHECKED, "", 1, 0)


def test_nothing_can_be_started_where_no_row_is_right(supervisor):
    run = checked(supervisor, as_csv([line(类别="冰厢")]))

    with pytest.raises(Refused, match=r"No row of “list.csv” can be brought in"):
        start(run, Mode.GOOD)


def test_the_same_row_twice_in_a_workbook_under_other_headings_is_there_already(supervisor):
    brought_in(supervisor, as_csv(lines(3)))
    other = [{"来源编号": "工单编号", "被投诉（举报）单位": "被投诉单位"}.get(heading, heading) for heading in HEADINGS]

    assert counts(brought_in(supervisor, as_xlsx(lines(4), other, top=2, left=1))) == (State.DONE, 1, 3, 0)


def test_numbers_of_two_sources_do_not_meet(supervisor):
    headings = (*HEADINGS, "来源")
    rows = [[*line("A-1"), ""], [*line("A-1"), "12345热线"], [*line("A-1"), "aic"]]

    run = brought_in(supervisor, as_csv(rows, headings))

    assert counts(run) == (State.DONE, 2, 0, 1)
    assert faults(run) == [(4, "source_number", "A-1", "one of its own: row 2 has it already")]


def test_a_formula_in_a_text_stays_text(supervisor):
    brought_in(supervisor, as_csv([line(事由='=HYPERLINK("http://x","y")')]))

    assert Record.objects.get().title == '=HYPERLINK("http://x","y")'


def test_a_required_column_that_is_not_in_the_file_is_asked_for(supervisor):
    run = receive(target=imports()["complaints"], file=as_csv([["A-1"]], ["来源编号"]), name="x.csv", actor=supervisor, at=AT)

    with pytest.raises(Refused, match="Choose the column of the file for: Received on; Channel"):
        map_columns(run, run.mapping)


def test_one_column_cannot_mean_two_things(supervisor):
    run = receive(target=imports()["complaints"], file=as_csv(lines(1)), name="x.csv", actor=supervisor, at=AT)

    with pytest.raises(Refused, match="Column D is chosen for “Subject” and for “Facts”"):
        map_columns(run, run.mapping | {"details": run.mapping["subject"]})


def test_columns_are_remembered_by_their_headings_for_each_person(supervisor):
    headings = [f"栏{n}" for n in range(len(HEADINGS))]
    names = list(match_of(supervisor))
    first = receive(target=imports()["complaints"], file=as_csv(lines(1), headings), name="x.csv", actor=supervisor, at=AT)
    assert first.mapping == {}
    map_columns(first, {name: place for place, name in enumerate(names)})

    again = receive(target=imports()["complaints"], file=as_csv(lines(2), headings), name="y.csv", actor=supervisor, at=AT)
    others = receive(
        target=imports()["complaints"], file=as_csv(lines(2), headings), name="y.csv", actor=make_user("intake"), at=AT,
    )

    assert again.mapping == first.mapping
    assert others.mapping == {}


def match_of(user) -> dict[str, int]:
    return receive(target=imports()["complaints"], file=as_csv([]), name="h.csv", actor=user, at=AT).mapping


def test_who_may_not_import_cannot_even_send_a_file(packs):
    with pytest.raises(Refused, match="You need the permission to import lists of complaints"):
        receive(target=imports()["complaints"], file=as_csv(lines(1)), name="x.csv", actor=make_user("handler"), at=AT)

    assert not folder().exists()


def test_an_upload_is_kept_for_its_owner_alone(supervisor):
    run = checked(supervisor, as_csv(lines(1)))

    assert [(path.name, oct(path.stat().st_mode & 0o777)) for path in folder().iterdir()] == [(f"{run.code}.rows", "0o600")]


def test_uploads_previews_and_faults_go_after_thirty_days(supervisor):
    old, young = (checked(supervisor, as_csv([line(number, 类别="冰厢")])) for number in ("A-1", "A-2"))
    ImportRun.objects.filter(pk=old.pk).update(created_at=AT - FILES_KEPT * 2)

    assert forget_old(at=AT) == 1

    old.refresh_from_db()
    assert (old.state, old.preview, old.faults.count()) == (State.CANCELLED, [], 0)
    assert [rows_of(run.code).exists() for run in (old, young)] == [False, True]
    with pytest.raises(HengzhiError, match="is no longer kept"):
        check_run(old, at=AT)


def test_a_run_ended_between_two_batches_keeps_whole_batches(supervisor, monkeypatch):
    monkeypatch.setattr("hengzhi.exchange.running.BATCH", 3)
    run = checked(supervisor, as_csv(lines(10)))
    start(run, Mode.GOOD)

    run_import(run, at=AT, progress=lambda done, total: end(ImportRun.objects.get(pk=run.pk), at=AT) if done == 6 else None)

    assert counts(run) == (State.CANCELLED, 6, 0, 0)
    assert Record.objects.count() == 6
    with pytest.raises(Refused, match="has moved on meanwhile"):
        map_again(run)


def test_a_batch_that_fails_leaves_nothing_of_itself(supervisor, monkeypatch):
    monkeypatch.setattr("hengzhi.exchange.running.BATCH", 3)
    run = checked(supervisor, as_csv(lines(10)))
    start(run, Mode.GOOD)
    made = imports()["complaints"].write_batch
    broken = iter([None, RuntimeError("broken")])

    def write(entries, sender):
        made(entries, sender)
        if error := next(broken):
            raise error

    monkeypatch.setitem(imports(), "complaints", replace_write(write))
    with pytest.raises(RuntimeError):
        run_import(run, at=AT)
    seen = [(model.__name__, model.objects.count()) for model in (Record, Complaint, Person)]
    monkeypatch.undo()
    run.refresh_from_db()
    assert (run.position, run.added, seen) == (4, 3, [("Record", 3), ("Complaint", 3), ("Person", 3)])

    run_import(run, at=AT)

    assert counts(run) == (State.DONE, 10, 0, 0)


def replace_write(write):
    from dataclasses import replace

    return replace(imports()["complaints"], write_batch=write)


def test_two_workers_on_one_run_add_every_row_once(supervisor, monkeypatch):
    monkeypatch.setattr("hengzhi.exchange.running.BATCH", 3)
    run = checked(supervisor, as_csv(lines(9)))
    start(run, Mode.GOOD)
    other = ImportRun.objects.get(pk=run.pk)

    run_import(run, at=AT, progress=lambda done, total: run_import(other, at=AT) if done == 3 else None)

    run.refresh_from_db()
    assert counts(run) == (State.DONE, 9, 0, 0)
    assert Record.objects.count() == 9


def test_a_row_added_by_somebody_else_in_the_meantime_is_there_already(supervisor, monkeypatch):
    run = checked(supervisor, as_csv(lines(2)))
    start(run, Mode.GOOD)
    real, blind = imports()["complaints"], iter([True])
    brought_in(make_user("intake"), as_csv(lines(1)))
    from dataclasses import replace

    monkeypatch.setitem(
        imports(), "complaints", replace(real, known=lambda keys: set() if next(blind, False) else real.known(keys))
    )
    run_import(run, at=AT)

    assert counts(run) == (State.DONE, 1, 1, 0)


def test_the_import_itself_is_in_the_trail(supervisor):
    brought_in(supervisor, as_csv(lines(2)))

    event = AuditEvent.objects.get(action="imported")
    assert (event.actor, event.note, event.facts) == (
        supervisor, "list.csv", {"rows": "2", "added": "2"},
    )


CHILD = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "hengzhi.settings"
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
settings.HENGZHI_HOME = sys.argv[2]
from datetime import datetime, UTC
from hengzhi.exchange import running
from hengzhi.exchange.models import ImportRun
running.BATCH = 20
print("begun", flush=True)
running.run_import(ImportRun.objects.get(), at=datetime(2012, 12, 28, 2, 0, tzinfo=UTC))
"""


def test_an_import_killed_in_its_middle_goes_on_where_it_was(committed, monkeypatch):
    user = make_user("supervisor")
    run = checked(user, as_csv(lines(600)))
    start(run, Mode.GOOD)
    command = [sys.executable, "-c", CHILD, str(connection.settings_dict["NAME"]), str(configured.HENGZHI_HOME)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ)
    child.stdout.readline()
    while run.added < 60:
        time.sleep(0.01)
        run.refresh_from_db()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()

    run.refresh_from_db()
    numbers = set(Complaint.objects.values_list("source_number", flat=True))
    assert 0 < run.added < 600
    assert (run.state, run.position) == (State.RUNNING, run.added + 1)
    assert numbers == {f"A-{number}" for number in range(1, run.added + 1)}
    assert {model.__name__: model.objects.count() for model in (Record, Person)} == {"Record": run.added, "Person": run.added}

    run_import(run, at=AT)

    assert counts(run) == (State.DONE, 600, 0, 0)
    assert Counter(Complaint.objects.values_list("source_number", flat=True)) == Counter(f"A-{n}" for n in range(1, 601))
    assert sorted(Record.objects.values_list("code", flat=True)) == [f"T2012-{n:05d}" for n in range(1, 601)]


def test_an_upload_is_there_whole_or_not_at_all(supervisor, monkeypatch):
    def broken(*args):
        Path(args[2]).write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr("hengzhi.exchange.store.unpack", broken)
    with pytest.raises(OSError, match="disk full"):
        receive(target=imports()["complaints"], file=as_csv(lines(1)), name="x.csv", actor=supervisor, at=AT)

    assert ImportRun.objects.count() == 0
    assert [path.name for path in folder().iterdir() if len(path.name) != 64] == []


def kept(folder) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir()]


def test_no_plain_copy_of_a_list_is_kept_while_it_waits(supervisor):
    checked(supervisor, as_csv(lines(3), encoding="utf-8"))

    assert len(kept(folder())) == 1
    assert not any("王小明".encode() in content or b"13900002716" in content for content in kept(folder()))


def test_a_list_goes_when_it_is_brought_in_or_ended(committed):
    supervisor = make_user("supervisor")
    brought_in(supervisor, as_csv(lines(3)))
    end(checked(supervisor, as_csv(lines(2))), at=AT)

    assert kept(folder()) == []


def test_of_a_list_brought_in_only_the_refused_rows_are_kept_and_given_back(supervisor):
    run = brought_in(supervisor, as_csv([line("A-1"), line("A-2", 类别="冰厢"), line("A-3"), line("A-1"), line("A-4")]))

    refused = list(refused_rows(run, AT))

    assert [(row.number, row.faults[0].column) for row in refused] == [(3, "category"), (5, "source_number")]
    with opened(run.code) as rows:
        assert [text.strip() == "[]" for text in rows] == [False, True, False, True, False, True]


def test_of_a_wrong_phone_number_only_a_mask_is_kept_with_the_fault(supervisor):
    run = checked(supervisor, as_csv([line(电话="1390000271612345")]))

    assert faults(run) == [(2, "phone", "139****2345", "a phone number of 7 to 15 digits")]


def test_what_a_killed_process_left_is_cleared_away(supervisor):
    run = checked(supervisor, as_csv(lines(1)))
    left, young = folder() / "left.plain", folder() / "young.plain"
    for path in (left, young, folder() / "gone.rows"):
        path.write_bytes(b"x")
    os.utime(left, (0, 0))

    assert forget_old(at=AT) == 2

    assert {path.name for path in folder().iterdir()} == {f"{run.code}.rows", "young.plain"}


def test_lists_are_sealed_with_a_new_key_too(supervisor, settings):
    from hengzhi.home import new_vault_key

    run = checked(supervisor, as_csv(lines(3)))
    old, new = settings.HENGZHI_VAULT_KEY, new_vault_key()
    settings.HENGZHI_VAULT_KEY = f"{new},{old}"

    assert [seal_anew(), seal_anew()] == [1, 0]

    settings.HENGZHI_VAULT_KEY = new
    assert len(list(rows_as_read(run, AT))) == 3


def test_a_file_called_by_a_name_does_not_bring_it_into_the_trail(supervisor):
    run = checked(supervisor, as_csv(lines(1)), name="王小明.csv")
    start(run, Mode.GOOD)
    run_import(run, at=AT)

    trail = AuditEvent.objects.filter(action__in=["open", "imported"]).order_by("pk").values_list("note", flat=True)
    assert list(trail) == ["Imported from “×××.csv”, row 2", "×××.csv"]
