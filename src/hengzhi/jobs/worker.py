"""The worker: takes one job after another and runs it."""

import logging
import os
import secrets
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.db import Error, connection
from django.utils import translation
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError
from hengzhi.core.reference import forget_old
from hengzhi.jobs.catalogue import kind_named
from hengzhi.jobs.endings import end, fail, put_back
from hengzhi.jobs.models import Job, State
from hengzhi.jobs.present import present
from hengzhi.jobs.queue import queue
from hengzhi.jobs.rounds import keep_schedules, reap, start_scheduled
from hengzhi.jobs.run import Cancelled, Lost, Run, Stop, Stopped

BEAT = 10.0
IDLE = 0.5
AFTER_FAILURE = 5.0
ROUND = timedelta(seconds=5)

logger = logging.getLogger(__name__)


class Worker:
    """Runs jobs one at a time until asked to stop; for more at a time, start more workers."""

    def __init__(self, stop: Stop) -> None:
        self.stop = stop
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._next_round = None

    def work(self) -> None:
        """Take and run jobs until asked to stop; where the database fails, wait and go on."""
        while not self.stop.asked:
            try:
                is_idle = not self.turn()
            except Error:
                logger.warning("worker %s: the database failed, trying again", self.name, exc_info=True)
                connection.close()
                time.sleep(AFTER_FAILURE)
            else:
                time.sleep(IDLE if is_idle else 0)

    def turn(self) -> bool:
        """Run one job, if there is one, and say whether there was."""
        at = present()
        if self._next_round is None or self._next_round <= at:
            self._make_round(is_first=self._next_round is None)
        job = queue().take(worker=self.name, at=at)
        if job:
            carry_out(job, self.stop)
        return job is not None

    def _make_round(self, *, is_first: bool) -> None:
        at = present()
        if is_first:
            keep_schedules(at=at)
        start_scheduled(at=at)
        reap(at=at)
        self._next_round = at + ROUND


def carry_out(job: Job, stop: Stop) -> None:
    """Run a job that was claimed and write down how it ended."""
    forget_old()
    with translation.override(job.language), _beating(job):
        try:
            result = kind_named(job.kind).function(Run(job, stop), **job.arguments)
        except Cancelled:
            end(job, State.CANCELLED, at=present())
        except Stopped:
            put_back(job, at=present())
        except Lost:
            logger.warning("job %s (%s) was given to another worker meanwhile", job.code, job.kind)
        except HengzhiError as error:
            _refuse(job, str(error))
        except Exception as error:  # noqa: BLE001 - the outermost loop: one job's bug must not end the worker
            _fail(job, error)
        else:
            end(job, State.DONE, at=present(), result=result or "")


def _refuse(job: Job, reason: str) -> None:
    """End a job with what a user can mend: told to who started it, or kept as a dead letter when nobody did."""
    end(job, State.REFUSED if job.starter_id else State.DEAD, at=present(), reason=reason[:1000])


def _fail(job: Job, error: Exception) -> None:
    number = secrets.token_hex(4)
    logger.error("job %s (%s), attempt %d: failure %s", job.code, job.kind, job.attempts, number, exc_info=error)
    reason = _("The fault is ours and has been written down under the number %(number)s.") % {"number": number}
    fail(job, at=present(), reason=reason, reference=number)


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """Let the job be heard of while it runs, from a thread of its own."""
    over = Event()
    heart = Thread(target=_beat, args=(job, over), daemon=True, name=f"heartbeat of {job.code}")
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _beat(job: Job, over: Event) -> None:
    while not over.wait(BEAT):
        try:
            job.held().update(beat_at=present())
        except Error:
            logger.warning("job %s: no heartbeat, the database failed", job.code, exc_info=True)
    connection.close()


def work_until_signalled(stop: Stop, *signals: signal.Signals) -> None:
    """Work in this process until one of these signals comes; a second one ends it at once."""

    def ask(number: int, _frame) -> None:
        stop.asked = True
        signal.signal(number, signal.SIG_DFL)

    for number in signals:
        signal.signal(number, ask)
    Worker(stop).work()
