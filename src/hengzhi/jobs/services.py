"""What people and pages do with jobs."""

import logging
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hengzhi.accounts.models import User
from hengzhi.core.errors import Refused
from hengzhi.jobs.catalogue import JobKind
from hengzhi.jobs.models import ENDED, Job, State
from hengzhi.jobs.queue import queue

KEPT, KEPT_BY_SCHEDULE = timedelta(days=90), timedelta(days=1)

logger = logging.getLogger(__name__)


def enqueue(kind: JobKind, arguments: Mapping, *, starter: User | None, at: datetime) -> Job:
    """Put a job in the queue, in the caller's transaction: it runs once that is committed, and not if it is not.

    `arguments` hold what JSON can. `at` is machine time (`jobs.present`).
    """
    job = Job.objects.create(
        code="J" + secrets.token_hex(6), kind=kind.name, arguments=dict(arguments), starter=starter,
        language=get_language() or settings.LANGUAGE_CODE, created_at=at, next_at=at,
    )
    transaction.on_commit(lambda: queue().announce(job))
    return job


def cancel(job: Job, *, actor: User, at: datetime) -> None:
    """Stop a job: at once while it waits, at its next step while it runs; raises Refused when it has ended."""
    rows = Job.objects.filter(pk=job.pk)
    stopped = rows.filter(state=State.WAITING).update(state=State.CANCELLED, ended_at=at)
    if not stopped and not rows.filter(state=State.RUNNING).update(cancel_asked=True):
        raise Refused(_("The job has ended already."))
    logger.info("job %s stopped by %s", job.code, actor.username)


def run_again(job: Job, *, actor: User, at: datetime) -> None:
    """Give a dead letter all its attempts anew; raises Refused when it is none any more."""
    _decide(job, actor, state=State.WAITING, attempts=0, next_at=at, ended_at=None, cancel_asked=False, reason="", reference="")
    job.refresh_from_db()
    transaction.on_commit(lambda: queue().announce(job))


def discard(job: Job, *, actor: User, at: datetime) -> None:
    """Leave a dead letter undone for good; raises Refused when it is none any more."""
    _decide(job, actor, state=State.DISCARDED, ended_at=at)


def _decide(job: Job, actor: User, *, state: State, **columns) -> None:
    if not Job.objects.filter(pk=job.pk, state=State.DEAD).update(state=state, **columns):
        raise Refused(_("Someone else has just decided on this job. Reload."))
    logger.info("job %s set to %s by %s", job.code, state, actor.username)


def tidy(*, at: datetime) -> int:
    """Remove jobs that ended more than 90 days ago, and those by schedule that went well after a day; return how many.

    Dead letters stay.
    """
    long_ago = Q(state__in=ENDED, ended_at__lt=at - KEPT)
    of_no_interest = Q(state=State.DONE, starter__isnull=True, ended_at__lt=at - KEPT_BY_SCHEDULE)
    removed, _of_what = Job.objects.filter(long_ago | of_no_interest).delete()
    return removed
