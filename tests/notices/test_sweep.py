"""What is committed is told once, what is rolled back never, and who may not see it is not told."""

import gc
import threading
import tracemalloc
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from factories import make_complaint, make_user, take
from hengzhi.comments.services import add_comment, withdraw_comment
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.jobs.catalogue import kinds as job_kinds
from hengzhi.jobs.models import Job
from hengzhi.jobs.services import enqueue
from hengzhi.notices import sweep as sweep_module
from hengzhi.notices.models import Delivery, Notice, ToldEvent
from hengzhi.notices.queries import unread_count
from hengzhi.notices.services import tell
from hengzhi.notices.sweep import pass_over
from hengzhi.notices.tellings import MENTION
from hengzhi.organisations.models import Department
from hengzhi.register.models import AuditEvent, Record
from notices.makers import AT, make_endpoint, sent, swept, told


@pytest.fixture
def users(packs):
    return {role: make_user(role) for role in ("handler", "supervisor", "intake")}


def handled_by(record, user) -> Record:
    Record.objects.filter(pk=record.pk).update(handler=user)
    record.refresh_from_db()
    return record


def test_a_new_record_is_told_to_those_who_may_act_but_not_to_who_entered_it(users):
    make_complaint(actor=users["supervisor"], at=AT)

    swept()

    assert {role: told(user) for role, user in users.items()} == {"handler": ["record.new"], "supervisor": [], "intake": []}


def test_what_is_swept_twice_is_told_once(users):
    make_complaint(at=AT)

    assert [swept(), swept()] == [1, 0]
    assert told(users["handler"]) == ["record.new"]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_told_to_nobody(committed):
    handler = make_user()

    with transaction.atomic():
        record = make_complaint(at=AT)
        tell(MENTION, to=[handler], key="a", at=AT, record=record)
        assert Notice.objects.count() == 1
        transaction.set_rollback(True)
    swept()

    assert (Notice.objects.count(), ToldEvent.objects.count()) == (0, 0)
    make_complaint(at=AT)
    swept()
    assert told(handler) == ["record.new"]


@pytest.mark.django_db(transaction=True)
def test_a_sweep_that_dies_in_the_middle_loses_nothing_and_tells_once(committed, monkeypatch):
    handler = make_user()
    make_complaint(at=AT)
    with monkeypatch.context() as patched:
        patched.setattr(sweep_module, "tell_all", lambda occurrences, staff: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            swept()

    swept()

    assert told(handler) == ["record.new"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="on SQLite nobody writes beside a writer")
def test_a_row_with_a_lower_number_committed_later_is_told_too(committed):
    handler = make_user()
    record = make_complaint(at=AT)
    swept()
    is_written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            AuditEvent.objects.create(at=AT, record=record, action="open", target="received")
            is_written.set()
            may_commit.wait()
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    is_written.wait()
    AuditEvent.objects.create(at=AT, record=record, action="open", target="received")
    assert swept() == 1
    may_commit.set()
    thread.join()

    assert swept() == 1
    assert told(handler) == ["record.new"] * 3


def test_two_sweeps_at_once_cannot_both_mark_an_event(users):
    event = make_complaint(at=AT).events.get()
    ToldEvent.objects.create(event=event)

    with pytest.raises(IntegrityError), transaction.atomic():
        ToldEvent.objects.bulk_create([ToldEvent(event=event)])


def test_a_record_that_moved_on_waits_no_more_where_it_was(users):
    take(make_complaint(at=AT), "accept", actor=users["handler"], at=AT)

    swept()

    assert told(users["supervisor"]) == ["record.new"]
    assert Notice.objects.get(user=users["supervisor"]).record.state == "mediation"


def test_a_step_on_a_handled_record_is_told_to_its_handler_alone(users):
    record = handled_by(make_complaint(at=AT), users["handler"])
    swept()
    Notice.objects.all().delete()

    take(record, "accept", actor=users["supervisor"], at=AT)
    swept()

    assert {role: told(user) for role, user in users.items()} == {"handler": ["record.waiting"], "supervisor": [], "intake": []}


def test_a_step_aside_brings_the_record_to_nobody(users):
    record = make_complaint(at=AT)
    swept()
    Notice.objects.all().delete()

    take(record, "ask_for_identity", actor=users["handler"], at=AT, supplement_due_on=date(2012, 3, 20))
    swept()

    assert Notice.objects.count() == 0


def test_a_record_sent_to_another_department_is_told_there(users):
    there = make_user("handler", "qtsb")
    record = make_complaint(at=AT)
    pass_over(at=AT)

    take(record, "dispatch", actor=users["intake"], at=AT, unit=Department.objects.get(code="qtsb").pk)
    swept()

    assert (told(there), told(users["handler"])) == (["record.new"], [])


def test_being_made_the_handler_is_told(users):
    record = handled_by(make_complaint(at=AT), users["handler"])
    AuditEvent.objects.create(at=AT, actor=users["supervisor"], record=record, action="assigned")

    swept()

    assert told(users["handler"]) == ["record.waiting", "record.assigned"]


def test_a_moved_clock_and_a_deputyship_are_told(users):
    record = handled_by(make_complaint(at=AT), users["handler"])
    swept()
    Notice.objects.all().delete()
    AuditEvent.objects.create(at=AT, record=record, action="clock_moved")
    facts = {"deputy": f"某某 {users['intake'].username}"}
    AuditEvent.objects.create(at=AT, actor=users["supervisor"], action="deputy_named", facts=facts)

    swept()

    assert (told(users["handler"]), told(users["intake"])) == (["clock.moved"], ["deputy.named"])


def test_a_mention_is_told_unless_it_was_withdrawn(users):
    record = make_complaint(at=AT)
    author = make_user("supervisor", name="吴科长")
    swept()
    Notice.objects.all().delete()
    for text in (f"@{users['handler'].username} 一", f"@{users['intake'].username} 二"):
        comment = add_comment(record=record, text=text, actor=author, at=AT)
    withdraw_comment(comment, actor=author, at=AT)

    swept()

    assert (told(users["handler"]), told(users["intake"])) == (["comment.mention"], [])
    notice = Notice.objects.get()
    assert (notice.actor, notice.address) == (author, f"/comments/{comment.pk - 1}/")


def test_a_confidential_record_is_told_only_to_those_who_may_see_it(users):
    make_complaint(kind=TIPOFF_KIND, problem="other", is_confidential=True, at=AT)

    swept()

    assert {role: told(user) for role, user in users.items()} == {"handler": [], "supervisor": ["record.new"], "intake": []}


def test_tell_leaves_out_who_may_not_see_the_record_who_did_it_and_who_was_told(users):
    record, stranger = make_complaint(at=AT), make_user("handler", "qtsb")
    to = [stranger, users["handler"], users["supervisor"]]

    for _ in range(2):
        tell(MENTION, to=to, key="a", at=AT, record=record, actor=users["supervisor"])

    assert [told(user) for user in to] == [[], ["comment.mention"], []]


def test_several_at_once_are_told_one_by_one_up_to_five_and_then_as_a_number(users):
    for _ in range(5):
        make_complaint(at=AT)
    swept()
    assert told(users["handler"]) == ["record.new"] * 5
    for _ in range(6):
        make_complaint(at=AT)
    swept()
    assert Notice.objects.filter(user=users["handler"]).values_list("count", flat=True).order_by("-count")[0] == 6

    for _ in range(7):
        make_complaint(at=AT)
    swept()

    gathered = Notice.objects.get(user=users["handler"], count__gt=1)
    assert (gathered.count, gathered.record, gathered.key) == (13, None, "many:record.new:2012-03-05")
    Notice.objects.filter(pk=gathered.pk).update(read_at=AT)
    for _ in range(6):
        make_complaint(at=AT)
    swept()
    gathered.refresh_from_db()
    assert (gathered.count, gathered.read_at) == (6, None)


def write_openings(number: int) -> None:
    """Write that a record was opened, so many times; nothing before is told any more."""
    record = make_complaint(at=AT)
    pass_over(at=AT)
    opened = {"at": AT, "record": record, "action": "open", "target": "received"}
    AuditEvent.objects.bulk_create((AuditEvent(**opened) for _ in range(number)), batch_size=1000)


def peak_of_sweeping(number: int) -> int:
    """Return the most bytes that telling of so many events takes."""
    write_openings(number)
    tracemalloc.start()
    try:
        assert sweep_module.sweep(at=AT, present=AT, progress=lambda told: gc.collect()) == number
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_does_not_grow_with_what_is_to_be_told(users, monkeypatch):
    monkeypatch.setattr(sweep_module, "BATCH", 100)
    peak_of_sweeping(100)

    assert peak_of_sweeping(600) < 1.5 * peak_of_sweeping(100)


def test_ten_thousand_events_are_one_notice_one_mail_and_one_message(users, mailed, mail, listener):
    reader, endpoint = mailed("supervisor"), make_endpoint(listener, notice_kinds=["record.new"])
    reader.notice_wish = type(reader).notice_wish.related.related_model.objects.create(
        user=reader, channels={"record.new": ["app", "mail"]}
    )
    write_openings(10_000)

    assert swept() == 10_000
    sent()

    assert {notice.count for notice in Notice.objects.all()} == {10_000}
    assert (unread_count(reader), len(mail), len(listener.got)) == (1, 1, 1)
    assert "10000 new records without handler" in mail[0].body
    assert listener.said()["notices"][0]["count"] == 10_000
    assert Delivery.objects.get(endpoint=endpoint).count == 10_000


def test_records_that_were_loaded_and_events_long_past_are_not_told(users):
    make_complaint(at=AT)

    assert pass_over(at=AT) == 1
    assert swept() == 0
    make_complaint(at=AT - timedelta(days=30))
    assert swept() == 0


@pytest.mark.parametrize(("state", "kinds"), [
    ("done", ["job.done"]), ("dead", ["job.failed"]), ("refused", ["job.failed"]), ("cancelled", []), ("running", []),
])
def test_the_end_of_a_job_is_told_to_who_started_it(users, state, kinds):
    kind = job_kinds()["reports.build"]
    job = enqueue(kind, {"year": 2012}, starter=users["handler"], at=AT)
    enqueue(kind, {"year": 2011}, starter=None, at=AT)
    Job.objects.update(state=state, ended_at=AT, worker="w", beat_at=AT)
    Job.objects.filter(pk=job.pk).update(result="/reports/R1/")

    swept()
    swept()

    assert [told(user) for user in users.values()] == [kinds, [], []]
    if kinds:
        notice = Notice.objects.get()
        assert (notice.facts["what"], notice.address) == ("build the quality analysis report of 2012", "/reports/R1/")
