"""The jobs of the queue itself."""

from django.utils.translation import gettext_lazy as _

from hengzhi.jobs.catalogue import job
from hengzhi.jobs.present import present
from hengzhi.jobs.run import Run
from hengzhi.jobs.schedule import Daily
from hengzhi.jobs.services import tidy


@job("jobs.tidy", says=_("Remove jobs that ended long ago"), every=Daily(3, 30))
def tidy_jobs(run: Run) -> None:
    run.progress(0, 1)
    tidy(at=present())
