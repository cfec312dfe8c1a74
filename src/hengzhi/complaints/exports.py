"""The list of complaints and tip-offs as a spreadsheet.

Rows are read as bare values, not as objects: a list may hold a million.
"""

from collections.abc import Iterator
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hengzhi.complaints.models import PROBLEM_LISTS
from hengzhi.complaints.workflow import Outcome
from hengzhi.core.reference import code_name
from hengzhi.organisations.queries import area_names
from hengzhi.register.kinds import kinds
from hengzhi.register.models import Record

COLUMNS = (
    "code", "kind", "title", "state", "opened_on", "due_on", "area__code", "complaint__channel", "complaint__object",
    "complaint__category", "complaint__problem", "complaint__respondent__name", "complaint__respondent_name",
    "complaint__disputed_yuan", "complaint__recovered_yuan", "complaint__accepted_on", "complaint__concluded_on",
    "complaint__outcome",
)
CHUNK = 2000


def heads() -> list[str]:
    return [
        _("Number"), _("Kind"), _("Subject"), _("State"), _("Received on"), _("Due on"), _("Area"), _("Channel"),
        _("Goods or services"), _("Category"), _("Problem"), _("Business complained of"), _("Disputed amount (yuan)"),
        _("Recovered loss (yuan)"), _("Accepted on"), _("Concluded on"), _("Outcome"),
    ]


def rows(records: QuerySet[Record]) -> Iterator[tuple]:
    """Yield a row for each record, in their order, worded in the reader's language."""
    areas, known = area_names(), kinds()
    outcomes = {outcome.value: str(outcome.label) for outcome in Outcome}
    named = lru_cache(maxsize=1000)(code_name)
    labelled = lru_cache(maxsize=100)(lambda kind, state: known[kind].workflow.label(state))
    for code, kind, title, state, opened_on, due_on, area, *matter in records.values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        channel, sort, category, problem, business, written, *amounts_and_days, outcome = matter
        yield (
            code, str(known[kind].name), title, labelled(kind, state), opened_on, due_on, areas.get(area),
            named("channel", channel), named("object", sort), named("category", category),
            named(PROBLEM_LISTS[kind], problem), business or written, *amounts_and_days, outcomes.get(outcome, ""),
        )
