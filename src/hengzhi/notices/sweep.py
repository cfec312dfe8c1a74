"""Turns what is committed and not told yet into notices: events of the trail, and jobs that ended.

Each event and its notices are marked in one transaction. The events are found by lacking a mark, not by a number
counted up: on PostgreSQL rows with lower ids may be committed after higher ones.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from hengzhi.core.clock import local_day
from hengzhi.jobs.models import Job, State
from hengzhi.notices.catalogue import rules, watched_actions
from hengzhi.notices.models import ToldEvent, ToldJob
from hengzhi.notices.staff import Staff
from hengzhi.notices.telling import Occurrence, tell_all
from hengzhi.notices.tellings import JOB_DONE, JOB_FAILED
from hengzhi.register.models import AuditEvent

LOOKS_BACK = timedelta(days=30)
BATCH = 1000
TOLD_ENDINGS = {State.DONE: JOB_DONE, State.REFUSED: JOB_FAILED, State.DEAD: JOB_FAILED}

Progress = Callable[[int], None]


def untold_events(at: datetime) -> QuerySet[AuditEvent]:
    """Return the events of the last 30 days that rules may concern and that carry no mark."""
    concerned = Q(record__isnull=False) | Q(action__in=watched_actions())
    recent = AuditEvent.objects.filter(concerned, at__gt=at - LOOKS_BACK, told__isnull=True)
    return recent.select_related("record", "actor").prefetch_related("record__shared_with").order_by("pk")


def sweep(*, at: datetime, present: datetime, progress: Progress = lambda told: None) -> int:
    """Tell of all events and ended jobs not told yet, a batch at a time; return how many events and jobs.

    `at` is the time of the trail, `present` the machine's, which jobs go by.
    """
    staff, told = Staff(local_day(at)), 0
    for batch in (lambda: _tell_events(at, staff), lambda: _tell_jobs(present, staff)):
        while count := batch():
            told += count
            progress(told)
    return told


@transaction.atomic
def _tell_events(at: datetime, staff: Staff) -> int:
    events = list(untold_events(at)[:BATCH])
    ToldEvent.objects.bulk_create(ToldEvent(event=event) for event in events)
    tell_all((one for event in events for one in occurrences_of(event, staff)), staff=staff)
    return len(events)


def occurrences_of(event: AuditEvent, staff: Staff) -> Iterator[Occurrence]:
    """Yield what an event tells by the rules, each user once; nobody is told what they did."""
    told = {event.actor_id}
    for rule in rules():
        found = rule.to(event, staff) if rule.covers(event) else None
        if found is not None:
            to = frozenset(found) - told - {None}
            told |= to
            yield Occurrence(
                kind=rule.kind, key=f"event:{event.pk}", to=to, at=event.at, record=event.record, actor_id=event.actor_id,
                address=rule.address(event),
            )


@transaction.atomic
def _tell_jobs(present: datetime, staff: Staff) -> int:
    ended = Job.objects.filter(
        state__in=TOLD_ENDINGS, starter__isnull=False, ended_at__gt=present - LOOKS_BACK, told__isnull=True
    )
    jobs = list(ended.order_by("pk")[:BATCH])
    ToldJob.objects.bulk_create(ToldJob(job=job) for job in jobs)
    tell_all((_of_job(job) for job in jobs), staff=staff)
    return len(jobs)


def _of_job(job: Job) -> Occurrence:
    return Occurrence(
        kind=TOLD_ENDINGS[job.state], key=f"job:{job.code}", to={job.starter_id}, at=job.ended_at,
        facts={"what": job.title[:120]}, address=job.result or job.get_absolute_url(),
    )


@transaction.atomic
def pass_over(*, at: datetime) -> int:
    """Mark all events of the last 30 days as told without telling anybody: the records were loaded, not entered."""
    marks = [ToldEvent(event_id=key) for key in untold_events(at).values_list("pk", flat=True)]
    return len(ToldEvent.objects.bulk_create(marks, batch_size=BATCH))
