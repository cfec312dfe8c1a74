"""Erase one complainant: no copy of the name is left anywhere, a tombstone is, and no figure changes."""

import sqlite3
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import File
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.core.errors import Refused
from hengzhi.core.periods import period
from hengzhi.evidence.services import offer
from hengzhi.exchange.contract import imports
from hengzhi.exchange.models import Mode
from hengzhi.exchange.running import check_run, run_import
from hengzhi.exchange.services import map_columns, receive, start
from hengzhi.indicators.catalogue import definitions
from hengzhi.indicators.evaluate import evaluate
from hengzhi.organisations.queries import area_rows
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.seals import seal_events
from hengzhi.register.search import found
from hengzhi.register.vault.erasing import erase_person, scrub
from hengzhi.register.vault.holds import set_hold
from hengzhi.register.vault.models import Person
from hengzhi.register.vault.people import open_identity
from hengzhi.register.verification import verify
from hengzhi.snapshots.services import take_snapshot
from racing import race

from .keyrings import word

AT = RECEIVED_AT.replace(month=12, day=28)
NAME, PHONE = "欧阳澹台", "13911223344"
IDENTITY = {"name": NAME, "phone": PHONE, "address": "上海市虹口区四川北路9988号"}
TRACES = [text.encode() for text in (NAME, "阳澹", "澹台", PHONE, "139 1122 3344", "9988号")]
TOLD = f"我叫{NAME}，电话139 1122 3344，住四川北路9988号附近。冰箱两月不制冷。"
HEADINGS = "来源编号,接收日期,渠道,事由,类别,问题,事实,被投诉单位,区域,姓名,电话\n"
ROW = f"{{}},2012-3-5,12315电话,{NAME}投诉冰箱,{{}},质量,{NAME}称不制冷。,某电器行,四川北路街道,{NAME},{PHONE}{{}}\n"


@pytest.fixture
def supervisor(packs):
    return make_user("supervisor")


def end(record: Record, actor) -> Record:
    take(record, "accept", actor=actor)
    take(record, "settle", actor=actor, recovered_yuan="100")
    return take(record, "close_unperformed", actor=actor)


def erase(record: Record, actor, ground="withdrawn", reason="本人书面申请，收文12号"):
    erase_person(record.people.get().person, ground=ground, reason=reason, actor=actor, at=AT)


def figures() -> tuple:
    """Return the snapshot's name, which is a digest of its rows, and every indicator of the year for the district."""
    snapshot = take_snapshot(at=AT, areas=area_rows())
    evaluation, known = evaluate(snapshot.manifest, definitions()), definitions()
    return snapshot.id, {code: evaluation.value(code, area="310109", period=period("2012")) for code in known}


def tables_with(traces: list[bytes]) -> set[str]:
    """Return the tables in which some column of some row holds a trace, the search index and sessions included."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        held = set()
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608 - the database's own names
            for row in cursor.fetchall():
                if any(trace in _plain(value) for value in row for trace in traces):
                    held.add(name)
    return held


def _plain(value) -> bytes:
    if isinstance(value, str):
        # JSON may be kept with its letters escaped.
        return value.encode() + (value.encode().decode("unicode_escape", "replace").encode() if "\\u" in value else b"")
    return bytes(value) if isinstance(value, bytes | memoryview) else repr(value).encode()


def files_with(folder, traces: list[bytes]) -> set[str]:
    return {
        str(path.relative_to(folder)) for path in folder.rglob("*")
        if path.is_file() and any(trace in path.read_bytes() for trace in traces)
    }


def bring_in(actor) -> list[Record]:
    """Import a list with one good row and one that is wrong in its phone number and category."""
    rows = (HEADINGS + ROW.format("A-1", "家用电器", "") + ROW.format("A-2", "冰厢", "x")).encode()
    run = receive(target=imports()["complaints"], file=BytesIO(rows), name="台账.csv", actor=actor, at=AT)
    map_columns(run, run.mapping)
    check_run(run, at=AT)
    start(run, Mode.GOOD)
    run_import(run, at=AT)
    return list(Record.objects.filter(complaint__source_number="A-1"))


def live(actor) -> list[Record]:
    """Give a person all the ways into the records that there are: the desk, a list, notes, files, searches, exports."""
    client = Client()
    client.force_login(actor)
    record = make_complaint(subject=f"{NAME}投诉冰箱", details=TOLD, identity=IDENTITY)
    offer(record=record, file=File(BytesIO(b"a,b\n1,2\n")), name="发票.csv", actor=actor, at=AT)
    open_identity(record.people.get().person, record=record, actor=actor, purpose="回访", at=AT)
    client.post(reverse("vault:open", args=[record.code, record.people.get().person_id]), {"purpose": "核实"})
    client.post(reverse("vault:find"), {"number": PHONE})
    for word_typed in (NAME, PHONE):
        client.get(reverse("complaints:list"), {"q": word_typed, "view": "all"})
        b"".join(client.get(reverse("complaints:export", args=["csv"]), {"q": word_typed}).streaming_content)
    return [end(one, actor) for one in (record, *bring_in(actor))]


def test_erasing_a_complainant_leaves_no_copy_of_the_name_and_no_figure_changes(committed, home):
    supervisor = make_user("supervisor")
    records = live(supervisor)
    make_complaint(details="另一件。", identity={"name": "李四", "phone": "13800000000"})
    before = figures()
    assert {"register_record", "complaints_complaint"} <= tables_with(TRACES)
    assert "register_auditevent" not in tables_with(TRACES)
    assert found(Record.objects.all(), NAME).count() == 2

    for record in records:
        erase(record, supervisor)
    scrub()

    assert tables_with(TRACES) == set()
    assert files_with(home, TRACES) == set()
    assert figures() == before
    assert found(Record.objects.all(), NAME).count() == found(Record.objects.all(), PHONE).count() == 0
    assert Record.objects.get(pk=records[0].pk).title == "××××投诉冰箱"
    client = Client()
    client.force_login(supervisor)
    for form in ("csv", "xlsx"):
        export = b"".join(client.get(reverse("complaints:export", args=[form]), {"view": "all"}).streaming_content)
        assert NAME.encode() not in export
    page = client.get(records[0].get_absolute_url()).content.decode()
    assert NAME not in page
    assert "欧**" not in page
    seal_events(at=AT)
    assert verify() is None


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL frees the bytes when it vacuums")
def test_the_bytes_of_the_name_are_gone_from_the_database_file_and_from_a_backup_made_after(committed, home, tmp_path):
    supervisor = make_user("supervisor")
    records = live(supervisor)
    path = connection.settings_dict["NAME"]
    sealed = [bytes(person.sealed) for person in Person.objects.all()]
    everything = [*TRACES, *sealed]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = Path(path).read_bytes()
    assert all(trace in content for trace in (NAME.encode(), "阳澹".encode(), *sealed))

    for record in records:
        erase(record, supervisor)
    scrub()

    backup = tmp_path / "backup.sqlite3"
    with sqlite3.connect(path) as source, sqlite3.connect(backup) as target:
        source.backup(target)
    source.close()
    target.close()
    for file in (path, f"{path}-wal", backup):
        content = Path(file).read_bytes()
        assert [trace for trace in everything if trace in content] == [], file


def test_the_tombstone_says_when_who_and_why(supervisor):
    record = end(make_complaint(), supervisor)

    erase(record, supervisor)

    person = record.people.get().person
    assert (person.erased_at, person.erased_by, person.erased_ground) == (AT, supervisor, "withdrawn")
    assert (bytes(person.sealed), person.key_id, person.mask, person.index.count()) == (b"", "", "", 0)
    assert record.complaint.complainant == person
    event = AuditEvent.objects.get(action="identity_erased")
    assert (event.actor, event.note) == (supervisor, "本人书面申请，收文12号")
    assert event.facts == {"person": str(person.pk), "role": "complainant", "ground": "withdrawn"}


def test_an_erased_identity_can_be_opened_or_corrected_by_nobody(supervisor):
    record = end(make_complaint(), supervisor)
    erase(record, supervisor)

    with pytest.raises(Refused):
        open_identity(record.people.get().person, record=record, actor=supervisor, purpose="回访", at=AT)
    with pytest.raises(Refused):
        erase(record, supervisor)


@pytest.mark.parametrize("given", [{"ground": "schedule"}, {"ground": "because"}, {"reason": " "}, {"reason": "王小明申请"}])
def test_erasing_without_ground_or_reason_or_with_a_name_is_refused(supervisor, given):
    record = end(make_complaint(), supervisor)

    with pytest.raises(Refused):
        erase(record, supervisor, **given)

    assert not Person.objects.filter(erased_at__isnull=False).exists()


def test_an_open_or_held_record_keeps_its_people(supervisor):
    with pytest.raises(Refused, match=r"open|办"):
        erase(make_complaint(), supervisor)
    record = end(make_complaint(), supervisor)
    set_hold(record=record, reason="诉讼", until=None, actor=supervisor, at=AT)
    with pytest.raises(Refused, match=r"hold|暂缓"):
        erase(record, supervisor)


@pytest.mark.parametrize(("role", "department"), [("handler", "aic"), ("auditor", "audit"), ("administrator", "aic"), ("supervisor", "qtsb")])
def test_who_may_not_erase_is_refused(supervisor, role, department):
    record = end(make_complaint(), supervisor)

    with pytest.raises(Refused):
        erase(record, make_user(role, department))


def test_an_identity_whose_key_is_lost_can_still_be_erased(supervisor, settings):
    record = end(make_complaint(), supervisor)
    settings.HENGZHI_VAULT_KEY = word("z")

    erase(record, supervisor)

    assert record.people.get().person.key_id == ""


def test_of_two_who_erase_at_once_one_is_told_and_the_trail_says_it_once(committed):
    supervisors = [make_user("supervisor"), make_user("supervisor")]
    record = end(make_complaint(), supervisors[0])

    results = race(*[lambda actor=actor: erase(record, actor) for actor in supervisors])

    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert AuditEvent.objects.filter(action="identity_erased").count() == 1


def test_the_database_itself_refuses_a_tombstone_that_keeps_something(supervisor):
    record = end(make_complaint(), supervisor)

    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=record.complaint.complainant_id).update(erased_at=AT)
