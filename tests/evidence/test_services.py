"""Offering a file, deciding on it, taking it back: all or nothing, written down, and by nobody who may not."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from evidence.samples import PDF, camera_picture
from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.evidence import services
from hengzhi.evidence.models import Evidence
from hengzhi.evidence.services import accept, clean_name, give_back, offer, withdraw
from hengzhi.evidence.store import damaged, opened, store, sweep
from hengzhi.register.models import AuditEvent, Record

LATER = RECEIVED_AT + timedelta(hours=1)
PLACE = f"{hashlib.sha256(PDF).hexdigest()[:2]}/{hashlib.sha256(PDF).hexdigest()}"


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def record(packs):
    return make_complaint()


def offered(record, content=PDF, name="发票.pdf", actor=None) -> Evidence:
    return offer(record=record, file=ContentFile(content), name=name, actor=actor or make_user(), at=RECEIVED_AT)


def why_refused(act, *args, **given) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    return str(refused.value)


def kept() -> list[str]:
    """Return every file in the store."""
    return sorted(f"{folder}/{name}" for folder in store().listdir("")[0] for name in store().listdir(folder)[1])


def test_an_offered_file_is_kept_whole_and_written_down(record):
    intake = make_user("intake")

    evidence = offered(record, actor=intake)

    evidence.refresh_from_db()
    assert (evidence.name, evidence.size, evidence.media_type) == ("发票.pdf", len(PDF), "application/pdf")
    assert (evidence.state, evidence.offered_by, evidence.offered_at) == ("offered", intake, RECEIVED_AT)
    assert opened(evidence).read() == PDF
    event = AuditEvent.objects.get(action="evidence_offered")
    assert (event.actor, event.record, event.note) == (intake, record, "发票.pdf")
    assert event.facts == {"evidence": evidence.pk, "sha256": evidence.sha256, "size": len(PDF)}


def test_what_is_kept_of_a_picture_is_the_cleaned_one(record):
    evidence = offered(record, camera_picture(), "照片.jpg")

    content = opened(evidence).read()
    assert b"Exif" not in content
    assert (evidence.sha256, evidence.size) == (hashlib.sha256(content).hexdigest(), len(content))


def test_the_same_file_on_two_records_is_kept_once(record):
    offered(record)
    offered(make_complaint(), name="小票.pdf")

    assert kept() == [PLACE]


def test_the_same_file_twice_on_a_record_is_refused_until_the_first_is_returned(record):
    first = offered(record)

    assert why_refused(offered, record, name="b.pdf") == (
        "“b.pdf” is on this record already, as “发票.pdf”; it was not kept twice."
    )
    give_back(first, reason="看不清", actor=make_user(), at=LATER)
    assert offered(record, name="b.pdf").state == "offered"


@pytest.mark.parametrize(("content", "says"), [
    (b"", "“发票.pdf” is empty. Choose the file again."),
    (PDF + bytes(1024 * 1024), "“发票.pdf” is larger than the 1 MB a file may have. Send it in parts, or smaller."),
])
def test_an_empty_and_a_too_large_file_are_refused(record, settings, content, says):
    settings.HENGZHI_UPLOAD_MB = 1

    assert why_refused(offered, record, content) == says
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(("role", "department"), [
    ("auditor", "audit"), ("office", "qtsb"), ("leader", "government-office"), ("", "aic"), ("handler", "qtsb"),
])
def test_who_may_not_offer_offers_nothing(record, role, department):
    says = why_refused(offered, record, actor=make_user(role, department))

    assert says == "You need the permission to offer files as evidence."
    assert not Evidence.objects.exists()


def test_a_confidential_tipoff_takes_and_shows_files_only_to_who_may_know_of_it(packs):
    tipoff = make_complaint(kind=TIPOFF_KIND, problem="other", is_confidential=True)
    handler, supervisor = make_user("handler"), make_user("supervisor")

    evidence = offered(tipoff, actor=supervisor)

    assert why_refused(offered, tipoff, actor=handler) == "You need the permission to offer files as evidence."
    assert list(Evidence.objects.visible_to(supervisor)) == [evidence]
    assert list(Evidence.objects.visible_to(handler)) == []
    Record.objects.filter(pk=tipoff.pk).update(handler=handler)
    assert list(Evidence.objects.visible_to(handler)) == [evidence]


@pytest.mark.parametrize(("given", "kept_as"), [
    ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\Users\\王\\发票.pdf", "发票.pdf"), ("收据😀👨‍👩‍👧.pdf", "收据😀👨‍👩‍👧.pdf"),
    ("发票\u202egpj.pdf", "发票gpj.pdf"), ("a\r\n b\t.pdf", "a b.pdf"), ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
    ("关" * 196 + ".pdf", "关" * 196 + ".pdf"), ("", "file"),
])
def test_a_name_is_kept_without_its_path_and_what_does_not_show(given, kept_as):
    assert clean_name(given) == kept_as


def test_accepting_says_who_and_when_and_is_written_down(record):
    evidence, supervisor = offered(record), make_user("supervisor")

    accept(evidence, actor=supervisor, at=LATER)

    evidence.refresh_from_db()
    assert (evidence.state, evidence.reason, evidence.decided_by, evidence.decided_at) == ("accepted", "", supervisor, LATER)
    event = AuditEvent.objects.get(action="evidence_accepted")
    assert (event.actor, event.at, event.note) == (supervisor, LATER, "发票.pdf")


def test_returning_takes_a_reason_which_is_written_down(record):
    evidence, handler = offered(record), make_user()

    assert why_refused(give_back, evidence, reason=" ", actor=handler, at=LATER) == "Say why “发票.pdf” is returned."
    give_back(evidence, reason="看不清", actor=handler, at=LATER)

    evidence.refresh_from_db()
    assert (evidence.state, evidence.reason) == ("returned", "看不清")
    assert AuditEvent.objects.get(action="evidence_returned").note == "发票.pdf\n看不清"


@pytest.mark.parametrize(("role", "department"), [("office", "qtsb"), ("intake", "aic"), ("auditor", "audit"), ("handler", "qtsb"), ("", "aic")])
def test_who_may_not_decide_decides_nothing(record, role, department):
    evidence = offered(record)

    says = why_refused(accept, evidence, actor=make_user(role, department), at=LATER)

    assert says == "You need the permission to accept files as evidence or return them."
    evidence.refresh_from_db()
    assert evidence.state == "offered"


def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(committed):
    evidence = offered(make_complaint())
    supervisor, handler, start = make_user("supervisor"), make_user(), Barrier(2)

    def decide(act, **given) -> str:
        mine = Evidence.objects.select_related("record").get(pk=evidence.pk)
        start.wait()
        try:
            with override("en"):
                act(mine, at=LATER, **given)
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        tries = [pool.submit(decide, accept, actor=supervisor), pool.submit(decide, give_back, reason="看不清", actor=handler)]
        said = sorted(tried.result() for tried in tries)

    assert said == ["Someone else has just decided on “发票.pdf”. Reload the page.", "done"]
    assert AuditEvent.objects.filter(action__in=["evidence_accepted", "evidence_returned"]).count() == 1


def test_who_comes_second_is_told_in_words(record):
    evidence, handler = offered(record), make_user()
    accept(Evidence.objects.get(pk=evidence.pk), actor=handler, at=LATER)

    says = "Someone else has just decided on “发票.pdf”. Reload the page."
    assert why_refused(give_back, evidence, reason="看不清", actor=handler, at=LATER) == says
    assert why_refused(withdraw, evidence, actor=evidence.offered_by, at=LATER) == says


def test_who_offered_takes_back_and_nobody_else(record):
    intake = make_user("intake")
    evidence = offered(record, actor=intake)

    says = why_refused(withdraw, evidence, actor=make_user("supervisor"), at=LATER)
    assert says == "Only who offered “发票.pdf” may take it back."
    withdraw(evidence, actor=intake, at=LATER)

    assert not record.evidence.exists()
    assert AuditEvent.objects.get(action="evidence_withdrawn").note == "发票.pdf"


def test_an_upload_killed_before_its_row_leaves_a_content_that_the_sweep_removes(record, monkeypatch):
    def die(*_args, **_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(services, "_enter", die)
    with pytest.raises(KeyboardInterrupt):
        offered(record)

    assert (Evidence.objects.count(), AuditEvent.objects.filter(action="evidence_offered").count(), kept()) == (0, 0, [PLACE])
    written = store().get_modified_time(PLACE)
    assert sweep(written + timedelta(hours=24)) == 0
    assert sweep(written + timedelta(hours=24, seconds=1)) == 1
    assert kept() == []


def test_an_upload_killed_while_writing_leaves_a_part_that_the_sweep_removes(record, monkeypatch):
    from pathlib import Path

    def die(*_args):
        raise KeyboardInterrupt

    whole = offered(record)
    monkeypatch.setattr(Path, "replace", die)
    with pytest.raises(KeyboardInterrupt):
        offered(make_complaint(), PDF + b"%another\n")
    monkeypatch.undo()

    (part,) = [name for name in kept() if name.endswith(".part")]
    assert Evidence.objects.get() == whole
    assert sweep(store().get_modified_time(part) + timedelta(hours=24, seconds=1)) == 1
    assert kept() == [PLACE]


def test_a_row_that_fails_leaves_no_event(record):
    evidence = offered(record)

    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=evidence.pk).update(state="returned", reason="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=evidence.pk).update(state="accepted")


def test_of_two_who_offer_the_same_file_at_once_one_is_told_that_it_is_here(committed):
    record, people, start = make_complaint(), [make_user(), make_user("supervisor")], Barrier(2)

    def give(actor) -> str:
        start.wait()
        try:
            with override("en"):
                return offered(record, actor=actor).state
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(give, people))

    assert said == ["offered", "“发票.pdf” is on this record already, as “发票.pdf”; it was not kept twice."]
    assert (Evidence.objects.count(), AuditEvent.objects.filter(action="evidence_offered").count()) == (1, 1)


def test_a_missing_and_a_changed_content_are_named(record):
    gone, changed = offered(record), offered(record, PDF + b"%2\n", "b.pdf")
    whole = offered(record, PDF + b"%3\n", "c.pdf")
    assert list(damaged()) == []

    store().delete(PLACE)
    with open(store().path(f"{changed.sha256[:2]}/{changed.sha256}"), "ab") as file:
        file.write(b"!")

    found = dict(damaged())
    assert list(found) == [gone, changed]
    assert found[gone] == "missing"
    assert found[changed].startswith("changed: its digest is ")
    assert whole not in found
