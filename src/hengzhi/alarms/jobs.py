"""What the early warning does by itself."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.alarms.services import STEPS, look, watched_rules
from hengzhi.core.clock import now, today
from hengzhi.core.reference import work_calendar
from hengzhi.jobs.catalogue import job
from hengzhi.jobs.run import Run
from hengzhi.jobs.schedule import Daily


@job("alarms.look", says=_("look for what stands out among complaints and tip-offs"), every=Daily(5, 20))
def look_now(run: Run) -> str:
    """Look at everything watched; the same day looked at twice asks nothing twice."""
    look(
        on=today(), at=now(), actor=run.job.starter, calendar=work_calendar(), rules=watched_rules(),
        progress=lambda step: run.progress(step, len(STEPS), str(STEPS[step])),
    )
    return reverse("alarms:list")
