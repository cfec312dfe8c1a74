"""Schedules and dead workers."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured

from factories import make_user
from hengzhi.jobs.models import Job, Schedule, State
from hengzhi.jobs.queue import queue
from hengzhi.jobs.rounds import DEAD_AFTER, keep_schedules, reap, start_scheduled
from hengzhi.jobs.schedule import Daily, Every
from hengzhi.jobs.services import cancel, enqueue

SHANGHAI = ZoneInfo("Asia/Shanghai")
NIGHT = datetime(2026, 3, 5, 2, 0, tzinfo=SHANGHAI)
ONE_DAY = timedelta(days=1)


def local(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, second, tzinfo=SHANGHAI)


@pytest.mark.parametrize(("rule", "at", "after"), [
    (Daily(2), local(4, 1, 59), local(4, 2)),
    (Daily(2), local(4, 2), local(5, 2)),
    (Daily(0), local(4, 23, 59, 59), local(5, 0)),
    (Daily(0), local(5, 0), local(6, 0)),
    (Daily(7, 30), datetime(2026, 3, 3, 23, 29, tzinfo=UTC), local(4, 7, 30)),
    (Every(15), local(4, 10, 7), local(4, 10, 15)),
    (Every(15), local(4, 10, 15), local(4, 10, 30)),
    (Every(15), local(4, 23, 50), local(5, 0)),
    (Every(1440), local(4, 0, 0, 1), local(5, 0)),
])
def test_the_next_time_of_a_rule_is_by_local_time_and_across_midnight(rule, at, after):
    assert rule.after(at) == after


@pytest.mark.parametrize("minutes", [0, 7, 2880])
def test_minutes_that_do_not_divide_a_day_are_refused(minutes):
    with pytest.raises(ImproperlyConfigured):
        Every(minutes)


@pytest.fixture
def nightly(db, jobs, at):
    """Give the schedule of the nightly job, kept since the evening before; no other is there."""
    keep_schedules(at=at)
    Schedule.objects.exclude(job="tests.nightly").delete()
    return Schedule.objects.get()


def test_a_schedule_starts_its_job_when_it_falls_due(nightly):
    early, due = start_scheduled(at=NIGHT - timedelta(seconds=1)), start_scheduled(at=NIGHT)

    nightly.refresh_from_db()
    assert early == []
    assert [(job.kind, job.starter, job.created_at) for job in due] == [("tests.nightly", None, NIGHT)]
    assert (nightly.last_at, nightly.next_at) == (NIGHT, NIGHT + ONE_DAY)


def test_nights_missed_are_made_up_for_once(nightly):
    noon = NIGHT + 4 * ONE_DAY + timedelta(hours=10)

    started = [len(start_scheduled(at=noon)), len(start_scheduled(at=noon + timedelta(seconds=5)))]

    nightly.refresh_from_db()
    assert (started, nightly.next_at) == ([1, 0], NIGHT + 5 * ONE_DAY)


def test_a_job_that_is_not_through_is_not_started_a_second_time(nightly):
    start_scheduled(at=NIGHT)

    assert start_scheduled(at=NIGHT + ONE_DAY) == []
    Job.objects.update(state=State.DONE)
    assert len(start_scheduled(at=NIGHT + 2 * ONE_DAY)) == 1


def test_of_two_workers_one_starts_what_is_due(nightly):
    from hengzhi.jobs import rounds
    from hengzhi.jobs.catalogue import kinds

    read_by_both = Schedule.objects.get()
    jobs = [rounds._start(read_by_both, kinds()["tests.nightly"], NIGHT) for _worker in range(2)]

    assert [job is None for job in jobs] == [False, True]


def test_a_changed_rule_counts_anew_and_one_that_is_gone_goes(nightly, at):
    Schedule.objects.create(job="tests.gone", rule="daily 01:00", next_at=at)
    Schedule.objects.filter(job="tests.nightly").update(rule="daily 05:00", next_at=at + timedelta(days=9))

    keep_schedules(at=at)

    assert ("tests.nightly", "daily 02:00", NIGHT) in Schedule.objects.values_list("job", "rule", "next_at")
    assert not Schedule.objects.filter(job="tests.gone").exists()


@pytest.fixture
def running(db, jobs, at):
    """Give a job that a worker took and was not heard of since."""
    enqueue(jobs.note, {"word": "a"}, starter=None, at=at)
    return queue().take(worker="dead", at=at)


def test_a_job_of_a_silent_worker_is_taken_again_after_the_limit(running, at):
    early, late = reap(at=at + DEAD_AFTER), reap(at=at + DEAD_AFTER + timedelta(seconds=1))

    again = queue().take(worker="alive", at=at + DEAD_AFTER + timedelta(seconds=1))
    assert (early, late) == ([], [running])
    assert (again, again.attempts, again.worker) == (running, 2, "alive")


def test_a_job_that_kills_its_workers_ends_as_a_dead_letter(running, at):
    Job.objects.update(attempts=3)

    reap(at=at + 2 * DEAD_AFTER)

    job = Job.objects.get()
    assert (job.state, bool(job.reason), job.ended_at) == (State.DEAD, True, at + 2 * DEAD_AFTER)


def test_a_stopped_job_of_a_silent_worker_is_not_taken_again(packs, running, at):
    cancel(running, actor=make_user(), at=at)

    reap(at=at + 2 * DEAD_AFTER)

    assert Job.objects.get().state == State.CANCELLED
