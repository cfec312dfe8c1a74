"""What the plan does by itself."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.clock import now
from hengzhi.core.reference import work_calendar
from hengzhi.jobs.catalogue import job
from hengzhi.jobs.run import Run
from hengzhi.jobs.schedule import Daily
from hengzhi.programme.services.follow_up import escalate


@job("programme.escalate", says=_("pass up follow-up orders nobody has answered"), every=Daily(7, 30))
def escalate_orders(run: Run) -> None:
    """Pass up every unanswered order whose time has come."""
    run.progress(0, 1)
    escalate(at=now(), calendar=work_calendar())
