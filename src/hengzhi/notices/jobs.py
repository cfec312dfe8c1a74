"""What is told by itself: each minute what happened, each working morning what falls due."""

import time

from django.utils.translation import gettext_lazy as _

from hengzhi.core.clock import now
from hengzhi.jobs.catalogue import job
from hengzhi.jobs.present import present
from hengzhi.jobs.run import Run
from hengzhi.jobs.schedule import Daily, Every
from hengzhi.notices.post import gather, send_due
from hengzhi.notices.reminders import remind
from hengzhi.notices.services import tidy
from hengzhi.notices.sweep import sweep

SENDING_SECONDS = 45


@job("notices.tell", says=_("tell people what happened"), every=Every(1))
def tell_people(run: Run) -> None:
    """Turn what is committed into notices, gather them into messages and send these for at most 45 seconds."""
    sweep(at=now(), present=present(), progress=run.progress)
    gather(at=present())
    until = time.monotonic() + SENDING_SECONDS

    def lasting() -> bool:
        run.progress(0)
        return time.monotonic() < until

    send_due(at=present(), lasting=lasting)


@job("notices.remind", says=_("remind people of due dates"), every=Daily(8))
def remind_people(run: Run) -> None:
    run.progress(0, 1)
    remind(at=now())


@job("notices.tidy", says=_("remove old notices"), every=Daily(3, 50))
def tidy_notices(run: Run) -> None:
    run.progress(0, 1)
    tidy(at=now(), present=present())
