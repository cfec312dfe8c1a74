"""The list of returns and the collection as spreadsheets."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.organisations.models import Department
from hengzhi.register.models import Record
from hengzhi.returns.models import Form
from hengzhi.returns.overview import Line
from hengzhi.returns.workflow import RETURN

COLUMNS = (
    "code", "reported__form_code", "department__code", "reported__period", "state", "reported__due_on",
    "reported__handed_in_on", "reported__accepted_on",
)


def heads() -> list[str]:
    return [
        _("Number"), _("Form"), _("Department"), _("Period"), _("State"), pgettext("return", "Due on"), _("First handed in on"),
        pgettext("return", "Accepted on"),
    ]


def rows(records: QuerySet[Record]) -> Iterator[tuple]:
    """Yield a row for each return, in their order, worded in the reader's language."""
    forms, departments = form_names(), department_names()
    for code, form, department, period, state, *days in records.values_list(*COLUMNS).iterator(chunk_size=2000):
        yield code, forms[form], departments[department], period, RETURN.label(state), *days


def form_names() -> dict[str, str]:
    """Return the name of every form in the reader's language, by code."""
    return {form.code: form.name for form in Form.objects.order_by("version")}


def department_names() -> dict[str, str]:
    return {department.code: department.name for department in Department.objects.all()}


def overview_heads() -> list[str]:
    return [*heads(), _("Items"), _("Items reported")]


def overview_rows(lines: Iterable[Line]) -> Iterator[tuple]:
    """Yield a row for each return the collection counts."""
    forms, departments = form_names(), department_names()
    for line in lines:
        yield (
            line.code, forms[line.form], departments[line.department], line.period, RETURN.label(line.state), line.due_on,
            line.handed_in_on, line.accepted_on, line.items, line.reported,
        )
