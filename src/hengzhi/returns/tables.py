"""The tables returns give to snapshots: what was reported, and how it was handed in."""

from collections.abc import Iterator

from django.db.models import Count, Max, Q

from hengzhi.core.periods import period
from hengzhi.core.reference import site
from hengzhi.core.tables import Column, ColumnType, Table
from hengzhi.returns.definition import Definition
from hengzhi.returns.models import Form, Return, Value, Version

TEXT, DATE, DECIMAL, INTEGER = ColumnType.TEXT, ColumnType.DATE, ColumnType.DECIMAL, ColumnType.INTEGER

VALUE_COLUMNS = (
    Column("code", TEXT, "number of the return and item"),
    Column("form", TEXT, "code of the form"),
    Column("form_version", INTEGER, "version of the form"),
    Column("item", TEXT, "code of the item"),
    Column("department", TEXT, "department that reports"),
    Column("area", TEXT, "the district"),
    Column("period", TEXT, "2012-03, 2012-Q1 or 2012"),
    Column("period_start", DATE, "first day of the period"),
    Column("value", DECIMAL, "the number, yes as 1 and no as 0; null when missing or not applicable"),
    Column("status", TEXT, "given (zero too), missing or not_applicable"),
    Column("unit", TEXT, "unit of the value, in Chinese"),
    Column("version", INTEGER, "version of the return that counts: the last accepted, else the last handed in"),
    Column("submitted_on", DATE, "day this version was handed in"),
    Column("due_on", DATE, "last day for handing in"),
    Column("accepted_on", DATE, "day this version was accepted, null until then"),
)
RETURN_COLUMNS = (
    Column("code", TEXT, "number in the register"),
    Column("form", TEXT, "code of the form"),
    Column("department", TEXT, "department that owes it"),
    Column("area", TEXT, "the district"),
    Column("period", TEXT, "2012-03, 2012-Q1 or 2012"),
    Column("period_start", DATE, "first day of the period"),
    Column("state", TEXT, "draft, submitted, returned, revision or accepted"),
    Column("due_on", DATE, "last day for handing in"),
    Column("handed_in_on", DATE, "day it was first handed in, null until then"),
    Column("accepted_on", DATE, "day it was last accepted, null until then"),
    Column("items", INTEGER, "items the form asks for"),
    Column("reported", INTEGER, "of them reported in the version that counts, not applicable included"),
    Column("versions", INTEGER, "versions handed in so far"),
)


def value_rows() -> Iterator[tuple]:
    """Yield every number reported, by period and return; texts stay out."""
    area, forms = site().area_code, _forms()
    values = Value.objects.filter(version__in=Version.objects.in_force()).order_by("pk")
    columns = (
        "version__of__record__code", "version__of__form", "item", "version__of__department__code", "version__of__period",
        "number", "status", "version__number", "version__submitted_at__date", "version__of__due_on", "version__outcome",
        "version__decided_at__date",
    )
    for code, of, item, department, span, number, status, version, submitted, due, outcome, decided in sorted(
        values.values_list(*columns), key=lambda row: (period(row[4]).first, row[0])
    ):
        known = forms[of].by_code[item]
        if known.type != "text":
            yield (
                f"{code}-{item}", forms[of].code, forms[of].version, item, department, area, span, period(span).first, number,
                status, known.unit.zh, version, submitted, due, decided if outcome == "accepted" else None,
            )


def return_rows() -> Iterator[tuple]:
    """Yield every return, by due day and number."""
    area, forms = site().area_code, _forms()
    reported = dict(
        Value.objects.filter(version__in=Version.objects.in_force()).exclude(status="missing")
        .values_list("version__of").annotate(Count("pk"))
    )
    handed_in = Max("versions__number", filter=Q(versions__submitted_at__isnull=False), default=0)
    rows = Return.objects.annotate(handed_in=handed_in).select_related("record", "department")
    for row in sorted(rows, key=lambda row: (row.due_on, row.record.code)):
        yield (
            row.record.code, row.form_code, row.department.code, area, row.period, row.span.first, row.record.state,
            row.due_on, row.handed_in_on, row.accepted_on, len(forms[row.form_id].items), reported.get(row.pk, 0),
            row.handed_in,
        )


def _forms() -> dict[int, Definition]:
    return {form.pk: form.structure for form in Form.objects.all()}


TABLES = (
    Table("reported_values", "numbers that departments report", "code", "period_start", "area", VALUE_COLUMNS, value_rows),
    Table("returns", "returns of departments", "code", "due_on", "area", RETURN_COLUMNS, return_rows),
)
