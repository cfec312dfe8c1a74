"""The jobs of reports."""

from itertools import count

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.core.clock import now
from hengzhi.jobs.catalogue import job
from hengzhi.jobs.run import Run
from hengzhi.reports.services import STEPS, build_report


@job("reports.build", says=_("build the quality analysis report of %(year)s"))
def build(run: Run, *, year: int) -> str:
    """Build the report of a year and return the address of its page; the same records give the same report again."""
    steps = count()
    report = build_report(year=year, at=now(), progress=lambda text: run.progress(next(steps), STEPS, text))
    return reverse("reports:detail", args=[report.id])
