"""What the register does by itself."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.clock import now
from hengzhi.jobs.catalogue import job
from hengzhi.jobs.run import Run
from hengzhi.jobs.schedule import Daily
from hengzhi.register.seals import seal_events


@job("register.seal", says=_("seal the audit trail"), every=Daily(1, 15))
def seal(run: Run) -> None:
    """Seal the rows of the audit trail that are not sealed yet."""
    run.progress(0, 1)
    seal_events(at=now())
