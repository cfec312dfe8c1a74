"""A job as its function sees it while it runs."""

import time
from dataclasses import dataclass

from hengzhi.jobs.models import Job
from hengzhi.jobs.present import present

OFTEN_ENOUGH = 0.2


class Interrupted(Exception):
    """The function is to end now, through no fault of its own; it does not catch this."""


class Cancelled(Interrupted):
    """Somebody stopped the job."""


class Stopped(Interrupted):
    """The worker stops; the job goes back to the queue."""


class Lost(Interrupted):
    """The worker was given up for dead and the job is another's."""


@dataclass
class Stop:
    """Asks a worker to stop. A plain flag, because a signal may set it at any point."""

    asked: bool = False


class Run:
    """What the function of a job tells and is told."""

    def __init__(self, job: Job, stop: Stop) -> None:
        self.job = job
        self._stop = stop
        self._told = ("", float("-inf"))

    def progress(self, done: int, total: int | None = None, text: str = "") -> None:
        """Tell how far the job is; `total` is None as long as nobody knows.

        Call it between steps and outside transactions: others see it at once, and here a job learns that it is to
        end, by one of the exceptions above.
        """
        if self._stop.asked:
            raise Stopped
        told, at = self._told
        if told == text and time.monotonic() - at < OFTEN_ENOUGH:
            return
        self._told = (text, time.monotonic())
        kept = self.job.held().filter(cancel_asked=False)
        if not kept.update(done=done, total=total, text=text[:200], beat_at=present()):
            raise Cancelled if self.job.held().exists() else Lost
