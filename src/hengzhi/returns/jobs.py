"""What returns do by themselves."""

from django.utils.translation import gettext_lazy as _

from hengzhi.core.clock import local_day, now
from hengzhi.core.reference import work_calendar
from hengzhi.jobs.catalogue import job
from hengzhi.jobs.run import Run
from hengzhi.jobs.schedule import Daily
from hengzhi.returns.queries import rounds_around
from hengzhi.returns.rounds import opens_on
from hengzhi.returns.services import open_round, owed_now


@job("returns.open", says=_("open the returns whose day has come"), every=Daily(0, 20))
def open_due(run: Run) -> None:
    """Open this and the last period's returns whose opening day has come; those there are already stay as they are."""
    at = now()
    day = local_day(at)
    rounds = rounds_around(day)
    for done, (form, span) in enumerate(rounds):
        run.progress(done, len(rounds), form.name)
        wanted = [one for one in owed_now(form, span) if opens_on(form.structure, one) <= day]
        open_round(form=form, span=span, wanted=wanted, actor=None, at=at, calendar=work_calendar())
