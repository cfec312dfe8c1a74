"""The jobs of evidence."""

from django.utils.translation import gettext_lazy as _

from hengzhi.evidence.store import sweep
from hengzhi.jobs.catalogue import job
from hengzhi.jobs.present import present
from hengzhi.jobs.run import Run
from hengzhi.jobs.schedule import Daily


@job("evidence.sweep", says=_("remove what unfinished uploads and withdrawn files left behind"), every=Daily(3, 45))
def sweep_store(run: Run) -> None:
    run.progress(0, 1)
    sweep(at=present())
