"""How a job ends: done, refused, tried again, a dead letter, stopped, taken away."""

import logging
from datetime import timedelta

import pytest

from factories import make_user
from hengzhi.core.errors import Refused
from hengzhi.jobs import worker as module
from hengzhi.jobs.endings import wait_after
from hengzhi.jobs.models import Job, State
from hengzhi.jobs.queue import claim, queue
from hengzhi.jobs.run import Cancelled, Lost, Run, Stop, Stopped
from hengzhi.jobs.services import cancel, discard, enqueue, run_again, tidy
from hengzhi.jobs.worker import Worker, carry_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def frozen(monkeypatch, at):
    """Let the worker's clock stand still."""
    monkeypatch.setattr(module, "present", lambda: at)
    return at


def put(kind, at, starter=None, **arguments):
    return enqueue(kind, arguments, starter=starter, at=at)


def taken(job, at, worker="w"):
    """Return the job as the worker has it that just took it."""
    job.refresh_from_db()
    assert claim(job, worker=worker, at=at)
    return job


def standing(job, *names):
    job.refresh_from_db()
    return tuple(getattr(job, name) for name in names)


def test_a_job_that_ends_well_leads_to_its_result(jobs, frozen):
    job = put(jobs.note, frozen, word="a")

    carry_out(taken(job, frozen), Stop())

    assert jobs.ran == ["a"]
    assert standing(job, "state", "result", "reason", "ended_at", "worker") == (State.DONE, "/noted/a/", "", frozen, "")


def test_what_a_user_can_mend_is_told_as_it_is_and_not_tried_again(packs, jobs, frozen):
    job = put(jobs.refused, frozen, starter=make_user())

    carry_out(taken(job, frozen), Stop())

    assert standing(job, "state", "reason", "reference") == (State.REFUSED, "There is no such year.", "")


def test_a_refusal_that_nobody_waits_for_is_a_dead_letter(jobs, frozen):
    job = put(jobs.refused, frozen)

    carry_out(taken(job, frozen), Stop())

    assert standing(job, "state", "reason") == (State.DEAD, "There is no such year.")


def test_a_bug_is_tried_again_after_a_minute_and_then_a_dead_letter_with_a_number(jobs, frozen, caplog):
    job = put(jobs.broken, frozen)

    with caplog.at_level(logging.ERROR):
        carry_out(taken(job, frozen), Stop())
    assert standing(job, "state", "attempts", "next_at") == (State.WAITING, 1, frozen + timedelta(minutes=1))
    assert job.reference in job.reason
    assert job.reference in caplog.text
    assert "Traceback" in caplog.text
    carry_out(taken(job, frozen + timedelta(minutes=1)), Stop())

    assert standing(job, "state", "attempts", "ended_at") == (State.DEAD, 2, frozen)


@pytest.mark.parametrize(("failures", "minutes"), [(1, 1), (2, 4), (3, 16), (4, 64), (5, 256), (6, 360), (60, 360)])
def test_waits_grow_fourfold_to_six_hours(failures, minutes):
    assert wait_after(failures) == timedelta(minutes=minutes)


def test_a_job_that_this_version_does_not_know_says_so(jobs, frozen):
    job = put(jobs.note, frozen, word="a")
    Job.objects.update(kind="tests.not")

    carry_out(taken(job, frozen), Stop())

    assert standing(job, "state", "title") == (State.DEAD, "tests.not")
    assert "tests.note" in job.reason


def test_progress_is_seen_at_once_and_counts_as_a_sign_of_life(jobs, at):
    job = taken(put(jobs.note, at, word="a"), at)

    Run(job, Stop()).progress(3, 9, "third")

    assert standing(job, "done", "total", "text") == (3, 9, "third")
    assert job.beat_at > at


def test_a_waiting_job_is_stopped_at_once(packs, jobs, frozen):
    user = make_user()
    job = put(jobs.note, frozen, word="a")

    cancel(job, actor=user, at=frozen)

    assert standing(job, "state", "ended_at") == (State.CANCELLED, frozen)
    assert queue().take(worker="w", at=frozen) is None
    with pytest.raises(Refused):
        cancel(job, actor=user, at=frozen)


def test_a_running_job_is_stopped_at_its_next_step(packs, jobs, frozen):
    job = taken(put(jobs.stepping, frozen, steps=3), frozen)
    cancel(job, actor=make_user(), at=frozen)

    carry_out(job, Stop())

    assert standing(job, "state", "done") == (State.CANCELLED, 0)


def test_a_job_stopped_while_it_failed_is_not_tried_again(packs, jobs, frozen):
    job = taken(put(jobs.broken, frozen), frozen)
    cancel(job, actor=make_user(), at=frozen)

    carry_out(job, Stop())

    assert standing(job, "state") == (State.CANCELLED,)


def test_a_worker_that_stops_puts_its_job_back_untried(jobs, frozen):
    job = taken(put(jobs.stepping, frozen, steps=3), frozen)

    carry_out(job, Stop(asked=True))

    assert standing(job, "state", "attempts", "next_at") == (State.WAITING, 0, frozen)


@pytest.mark.parametrize(("make", "raised"), [
    (lambda job, stop: setattr(stop, "asked", True), Stopped),
    (lambda job, stop: Job.objects.update(cancel_asked=True), Cancelled),
    (lambda job, stop: Job.objects.update(worker="another", attempts=2), Lost),
])
def test_a_job_learns_that_it_is_to_end(jobs, at, make, raised):
    job, stop = taken(put(jobs.note, at, word="a"), at), Stop()
    make(job, stop)

    with pytest.raises(raised):
        Run(job, stop).progress(1, 2)


def test_a_worker_given_up_for_dead_cannot_end_the_job_of_another(jobs, frozen):
    job = put(jobs.note, frozen, word="a")
    first = taken(job, frozen)
    Job.objects.update(state=State.WAITING, worker="")
    taken(Job.objects.get(), frozen, worker="another")

    carry_out(first, Stop())

    assert standing(job, "state", "worker", "attempts") == (State.RUNNING, "another", 2)


def test_a_dead_letter_runs_again_with_all_its_attempts_or_is_discarded_once(packs, jobs, frozen):
    user = make_user("administrator")
    job = put(jobs.broken, frozen)
    Job.objects.update(state=State.DEAD, attempts=2, reason="broken", ended_at=frozen)

    run_again(job, actor=user, at=frozen)
    assert standing(job, "state", "attempts", "reason", "ended_at") == (State.WAITING, 0, "", None)
    with pytest.raises(Refused):
        discard(job, actor=user, at=frozen)
    Job.objects.update(state=State.DEAD)
    discard(job, actor=user, at=frozen)

    assert standing(job, "state") == (State.DISCARDED,)


def test_tidying_removes_what_ended_long_ago_but_no_dead_letter(packs, jobs, at):
    user = make_user()
    for state in (State.DONE, State.DEAD, State.WAITING):
        Job.objects.filter(pk=put(jobs.note, at, word=state.value).pk).update(state=state, ended_at=at, starter=user)
    put(jobs.note, at, word="new")
    Job.objects.filter(arguments={"word": "new"}).update(state=State.DONE, ended_at=at + timedelta(days=1), starter=user)

    assert tidy(at=at + timedelta(days=90, seconds=1)) == 1
    assert {job.arguments["word"] for job in Job.objects.all()} == {"dead", "waiting", "new"}


def test_what_ran_by_schedule_and_went_well_is_kept_for_a_day(packs, jobs, at):
    user = make_user()
    for state, starter in ((State.DONE, None), (State.DONE, user), (State.CANCELLED, None), (State.DEAD, None)):
        Job.objects.filter(pk=put(jobs.note, at, word=f"{state}").pk).update(state=state, ended_at=at, starter=starter)

    assert [tidy(at=at + timedelta(days=1)), tidy(at=at + timedelta(days=1, seconds=1))] == [0, 1]
    assert Job.objects.filter(starter=None).count() == 2


def test_a_worker_takes_a_turn_and_says_whether_there_was_work(jobs, at):
    put(jobs.note, at, word="a")
    worker = Worker(Stop())

    assert [worker.turn(), worker.turn()] == [True, False]
    assert jobs.ran == ["a"]
