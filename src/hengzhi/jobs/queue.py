"""How a job gets to a worker. HENGZHI_JOBS_QUEUE names the class; the one here asks the database and needs nothing else.

Whatever the way, the row of the job stays the truth, and `claim` decides who has it. A queue over a broker sends the
code of the job in `announce`, waits for one in `take` and claims it.
"""

from datetime import datetime
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from hengzhi.jobs.models import Job, State

AHEAD = 10


class Queue(Protocol):
    def announce(self, job: Job) -> None:
        """Take note that a job waits from its `next_at` on; called once that is committed."""

    def take(self, *, worker: str, at: datetime) -> Job | None:
        """Give a due job to this worker and to no other; None when there is none."""


class DatabaseQueue:
    """Workers look into the table of jobs; of several that reach for a row, the database lets one change it."""

    def announce(self, job: Job) -> None:
        """Nothing: the row itself is the notice."""

    def take(self, *, worker: str, at: datetime) -> Job | None:
        """Claim the first due job that nobody else claims first."""
        return next((job for job in Job.objects.due(at)[:AHEAD] if claim(job, worker=worker, at=at)), None)


def claim(job: Job, *, worker: str, at: datetime) -> bool:
    """Take a waiting job for a worker, if it is still as it was read; say whether that worked."""
    columns = {
        "state": State.RUNNING, "worker": worker, "attempts": job.attempts + 1, "started_at": at, "beat_at": at,
        "done": 0, "total": None, "text": "",
    }
    if not Job.objects.due(at).filter(pk=job.pk, attempts=job.attempts).update(**columns):
        return False
    for name, value in columns.items():
        setattr(job, name, value)
    return True


def queue() -> Queue:
    """Return the queue of this installation."""
    return _queue_of(settings.HENGZHI_JOBS_QUEUE)


@lru_cache(maxsize=4)
def _queue_of(path: str) -> Queue:
    return import_string(path)()
