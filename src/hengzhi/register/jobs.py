"""What the register does by itself."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.core.clock import now
from hengzhi.jobs.catalogue import job
from hengzhi.jobs.run import Run
from hengzhi.jobs.schedule import Daily
from hengzhi.register.seals import seal_events
from hengzhi.register.upkeep import count_anew
from hengzhi.register.vault.erasing import erase_confirmed
from hengzhi.register.vault.erasing import scrub as scrub_database
from hengzhi.register.vault.retention import propose


@job("register.seal", says=_("seal the audit trail"), every=Daily(1, 15))
def seal(run: Run) -> None:
    """Seal the rows of the audit trail that are not sealed yet."""
    run.progress(0, 1)
    seal_events(at=now())


@job("register.propose", says=_("propose identities that are due for erasing"), every=Daily(1, 30))
def propose_due(run: Run) -> None:
    """Propose the identities the schedule makes due; nothing is erased before somebody confirms."""
    run.progress(0, 1)
    propose(at=now())


@job("register.erase", says=_("erase the identities that were confirmed"))
def erase(run: Run) -> str:
    """Erase what was confirmed and return the address of the list of what was erased."""
    erase_confirmed(at=now(), progress=run.progress)
    scrub_database()
    return f"{reverse('vault:retention')}?view=erased"


@job("register.scrub", says=_("clear the database of what was erased"), every=Daily(2, 30))
def scrub(run: Run) -> None:
    """Have the database let go of what was erased."""
    run.progress(0, 1)
    scrub_database()


@job("register.upkeep", says=_("keep the database quick"), every=Daily(2, 45))
def upkeep(run: Run) -> None:
    """Let the database choose its ways by what the tables hold now."""
    run.progress(0, 1)
    count_anew()
