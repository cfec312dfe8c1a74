"""Records of any kind as a spreadsheet."""

from collections.abc import Iterator
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hengzhi.organisations.models import Department
from hengzhi.organisations.queries import area_names
from hengzhi.register.kinds import kinds
from hengzhi.register.models import Record

COLUMNS = ("code", "kind", "title", "state", "opened_on", "due_on", "department", "area__code")
CHUNK = 2000


def heads() -> list[str]:
    return [_("Number"), _("Kind"), _("Subject"), _("State"), _("Received on"), _("Due on"), _("Department"), _("Area")]


def rows(records: QuerySet[Record]) -> Iterator[tuple]:
    """Yield a row for each record, in their order, worded in the reader's language."""
    areas, known = area_names(), kinds()
    departments = {one.pk: one.name for one in Department.objects.all()}
    labelled = lru_cache(maxsize=200)(lambda kind, state: known[kind].workflow.label(state))
    for code, kind, title, state, *days, department, area in records.values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        yield code, str(known[kind].name), title, labelled(kind, state), *days, departments[department], areas.get(area)
