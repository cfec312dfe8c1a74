"""What the pages of jobs show."""

from django.db.models import Count, Q

from hengzhi.accounts.models import User
from hengzhi.jobs.catalogue import JobKind
from hengzhi.jobs.models import ENDED, OPEN, Job, State

VIEWS = {"dead": (State.DEAD,), "open": OPEN, "ended": ENDED}


def counts() -> dict[str, int]:
    """Count the jobs of each view in one query."""
    return Job.objects.aggregate(**{name: Count("pk", filter=Q(state__in=states)) for name, states in VIEWS.items()})


def job_to_show(kind: JobKind, *, user: User, code: str = "") -> Job | None:
    """Return the job whose progress a page shows: the one named, if the user may see it, else the user's latest open one."""
    rows = Job.objects.filter(kind=kind.name).order_by("-pk")
    if code:
        return rows.visible_to(user).filter(code=code).first()
    return rows.filter(starter=user, state__in=OPEN).first()
