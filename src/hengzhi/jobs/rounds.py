"""What workers do now and then beside their jobs: start what is due by schedule, take jobs from dead workers."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from hengzhi.jobs.catalogue import JobKind, kinds
from hengzhi.jobs.endings import give_up_for_dead
from hengzhi.jobs.models import OPEN, Job, Schedule, State
from hengzhi.jobs.services import enqueue

DEAD_AFTER = timedelta(seconds=60)

logger = logging.getLogger(__name__)


def keep_schedules(*, at: datetime) -> None:
    """Bring the table of schedules in line with the program: new rules, changed ones, and those that are gone."""
    scheduled = [kind for kind in kinds().values() if kind.every]
    Schedule.objects.exclude(job__in=[kind.name for kind in scheduled]).delete()
    for kind in scheduled:
        given = {"rule": kind.every.code, "next_at": kind.every.after(at)}
        row, _is_new = Schedule.objects.get_or_create(job=kind.name, defaults=given)
        Schedule.objects.filter(pk=row.pk).exclude(rule=kind.every.code).update(**given)


def start_scheduled(*, at: datetime) -> list[Job]:
    """Start what has fallen due since; however often that was missed, once. Return the jobs."""
    due = Schedule.objects.filter(next_at__lte=at)
    started = [_start(schedule, kind, at) for schedule in due if (kind := kinds().get(schedule.job)) and kind.every]
    return [job for job in started if job]


@transaction.atomic
def _start(schedule: Schedule, kind: JobKind, at: datetime) -> Job | None:
    """Move a schedule on and start its job, unless another worker did or the last one is not through yet."""
    same = Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at)
    if not same.update(next_at=kind.every.after(at), last_at=at):
        return None
    if Job.objects.filter(kind=kind.name, starter=None, state__in=OPEN).exists():
        return None
    return enqueue(kind, {}, starter=None, at=at)


def reap(*, at: datetime) -> list[Job]:
    """Take jobs from workers not heard of for a minute; return those jobs."""
    silence = at - DEAD_AFTER
    return [job for job in Job.objects.filter(state=State.RUNNING, beat_at__lt=silence) if _reaped(job, silence, at)]


def _reaped(job: Job, silence: datetime, at: datetime) -> bool:
    with translation.override(job.language):
        reason = _("The worker stopped in the middle of the job.")
    taken = give_up_for_dead(job, heard_before=silence, at=at, reason=reason)
    if taken:
        logger.warning("job %s (%s): worker %s not heard of since %s", job.code, job.kind, job.worker, job.beat_at)
    return taken
