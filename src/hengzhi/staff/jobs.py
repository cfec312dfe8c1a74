"""What is cleared by itself."""

from django.utils.translation import gettext_lazy as _

from hengzhi.accounts.services.passwords import forget_old_links
from hengzhi.accounts.services.tries import forget_old_tries
from hengzhi.accounts.services.visits import forget_old_visits
from hengzhi.core.present import present
from hengzhi.jobs.catalogue import job
from hengzhi.jobs.run import Run
from hengzhi.jobs.schedule import Daily


@job("staff.clear", says=_("clear sessions, links and wrong tries that are over"), every=Daily(2, 50))
def clear(run: Run) -> None:
    run.progress(0, 1)
    for forget in (forget_old_visits, forget_old_links, forget_old_tries):
        forget(at=present())
