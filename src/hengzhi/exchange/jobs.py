"""The jobs of imports."""

from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext_lazy as _

from hengzhi.core.clock import now
from hengzhi.exchange.models import ImportRun, State
from hengzhi.exchange.running import check_run, run_import
from hengzhi.exchange.services import end, forget_old
from hengzhi.jobs.catalogue import job
from hengzhi.jobs.run import Cancelled, Run
from hengzhi.jobs.schedule import Daily


@job("exchange.check", says=_("check the list %(file)s"))
def check(run: Run, *, code: str, file: str) -> str:
    """Check an upload and return the address of its page."""
    return _worked_on(code, State.CHECKING, partial(check_run, progress=run.progress))


@job("exchange.run", says=_("import the list %(file)s"))
def bring_in(run: Run, *, code: str, file: str) -> str:
    """Bring the rows of an upload in, from where it stands, and return the address of its page."""
    return _worked_on(code, State.RUNNING, partial(run_import, progress=run.progress))


def _worked_on(code: str, state: State, work: Callable) -> str:
    """Work on an import that is in a state; when the job is stopped, the import is ended with it."""
    found = ImportRun.objects.get(code=code)
    try:
        if found.state == state:
            work(found, at=now())
    except Cancelled:
        if ImportRun.objects.filter(pk=found.pk, state=state).exists():
            end(found, at=now())
        raise
    return found.get_absolute_url()


@job("exchange.tidy", says=_("remove uploads that are no longer needed"), every=Daily(3, 40))
def tidy(run: Run) -> None:
    run.progress(0, 1)
    forget_old(at=now())
