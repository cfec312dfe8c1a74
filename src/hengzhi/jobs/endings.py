"""How a taking of a job ends. Each says whether it was still this worker's to end."""

from datetime import datetime, timedelta

from hengzhi.jobs.models import Job, State

LONGEST_WAIT = timedelta(hours=6)


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failures: 1 minute, 4, 16 and so on, 6 hours at most."""
    return min(timedelta(minutes=4 ** (min(attempts, 9) - 1)), LONGEST_WAIT)


def end(job: Job, state: State, *, at: datetime, result: str = "", reason: str = "", reference: str = "") -> bool:
    """End a job for good."""
    return bool(job.held().update(state=state, ended_at=at, worker="", result=result, reason=reason, reference=reference))


def fail(job: Job, *, at: datetime, reason: str, reference: str) -> bool:
    """Let a job that failed wait for its next attempt; after the last it is a dead letter."""
    if job.attempts >= job.attempts_allowed:
        return end(job, State.DEAD, at=at, reason=reason, reference=reference)
    return _wait(job, until=at + wait_after(job.attempts), at=at, reason=reason, reference=reference)


def put_back(job: Job, *, at: datetime) -> bool:
    """Give a job back untried, because the worker stops."""
    return _wait(job, until=at, at=at, attempts=job.attempts - 1)


def give_up_for_dead(job: Job, *, heard_before: datetime, at: datetime, reason: str) -> bool:
    """Take a job from a worker that was last heard of before an instant."""
    silent = job.held().filter(beat_at__lt=heard_before)
    if job.cancel_asked:
        return bool(silent.update(state=State.CANCELLED, worker="", ended_at=at))
    if job.attempts >= job.attempts_allowed:
        return bool(silent.update(state=State.DEAD, worker="", ended_at=at, reason=reason))
    return bool(silent.update(state=State.WAITING, worker="", next_at=at, reason=reason))


def _wait(job: Job, *, until: datetime, at: datetime, **columns) -> bool:
    """Put a job back in the queue; one that somebody stopped meanwhile ends there."""
    was_held = bool(job.held().update(state=State.WAITING, worker="", next_at=until, **columns))
    Job.objects.filter(pk=job.pk, state=State.WAITING, cancel_asked=True).update(state=State.CANCELLED, ended_at=at)
    return was_held
