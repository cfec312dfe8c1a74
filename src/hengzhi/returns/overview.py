"""How completely and how timely departments hand in: one year as a matrix, in three queries."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, QuerySet

from hengzhi.core.periods import period
from hengzhi.organisations.models import Department
from hengzhi.register.reach import reach_of
from hengzhi.returns.entries import Status
from hengzhi.returns.models import Form, Return, Value, Version
from hengzhi.returns.permissions import OVERVIEW

HUNDRED = Decimal(100)


@dataclass
class Tally:
    """Counts over returns. `due` are those whose day is over or that are in; `items` and `reported` count over these."""

    opened: int = 0
    due: int = 0
    handed_in: int = 0
    in_time: int = 0
    accepted: int = 0
    items: int = 0
    reported: int = 0

    def add(self, one: "Line", on: date) -> None:
        self.opened += 1
        if one.handed_in_on is None and one.due_on >= on:
            return
        self.due += 1
        self.handed_in += one.handed_in_on is not None
        self.in_time += one.handed_in_on is not None and one.handed_in_on <= one.due_on
        self.accepted += one.accepted_on is not None
        self.items += one.items
        self.reported += one.reported

    @property
    def completeness(self) -> Decimal | None:
        """Items reported of those asked for, in percent with one decimal; None when nothing is due."""
        return _percent(self.reported, self.items)

    @property
    def timeliness(self) -> Decimal | None:
        """Returns handed in by their due day of those due, in percent with one decimal; None when nothing is due."""
        return _percent(self.in_time, self.due)

    @property
    def tone(self) -> str:
        """late when something due is not in, soon when something came late, met when all is well, run before."""
        if not self.due:
            return "run"
        if self.handed_in < self.due:
            return "late"
        return "soon" if self.in_time < self.due else "met"


def _percent(part: int, whole: int) -> Decimal | None:
    return (part * HUNDRED / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


@dataclass(frozen=True)
class Line:
    """A return as the overview counts it."""

    code: str
    department: str
    form: str
    period: str
    state: str
    due_on: date
    handed_in_on: date | None
    accepted_on: date | None
    items: int
    reported: int


@dataclass
class Row:
    """A department with a tally for every column, and over all of them."""

    department: Department
    cells: dict[str, Tally]
    total: Tally = field(default_factory=Tally)

    @property
    def tallies(self) -> list[tuple[str, Tally]]:
        return list(self.cells.items())


@dataclass(frozen=True)
class Matrix:
    """Departments by forms or by periods; `columns` pairs a code with its heading."""

    columns: list[tuple[str, str]]
    rows: list[Row]
    total: Row


def lines_of(user, year: int, *, form: str = "", span: str = "") -> list[Line]:
    """Return the returns of a year as far as `user` may see how departments hand in, by department, form and period."""
    rows = _reached(user).filter(period__startswith=str(year))
    rows = rows.filter(form_code=form) if form else rows
    rows = rows.filter(period=span) if span else rows
    reported = dict(_reported(rows))
    columns = (
        "pk", "record__code", "department__code", "form_code", "period", "record__state", "due_on", "handed_in_on",
        "accepted_on",
    )
    sizes = {form.pk: len(form.structure.items) for form in Form.objects.all()}
    listed = rows.order_by("department__position", "form_code", "period").values_list(*columns, "form")
    return [Line(*given, items=sizes[of], reported=reported.get(key, 0)) for key, *given, of in listed]


def _reached(user) -> QuerySet[Return]:
    reach = reach_of(user, OVERVIEW)
    return Return.objects.all() if reach.is_everywhere else Return.objects.filter(department__in=sorted(reach.departments))


def _reported(rows: QuerySet[Return]) -> Iterator[tuple[int, int]]:
    """Yield how many items the version that counts reports, by return."""
    values = Value.objects.filter(version__in=Version.objects.in_force(), version__of__in=rows)
    counted = values.exclude(status=Status.MISSING).values("version__of").annotate(count=Count("pk"))
    yield from ((one["version__of"], one["count"]) for one in counted)


def matrix_of(lines: Iterable[Line], by: str, on: date) -> Matrix:
    """Count returns by department and by "form" or "period"."""
    lines = list(lines)
    columns = _columns(lines, by)
    named = Department.objects.filter(code__in={line.department for line in lines})
    rows = {department.code: Row(department, {}) for department in named}
    total = Row(Department(), {})
    for line in lines:
        for row in (rows[line.department], total):
            row.cells.setdefault(getattr(line, by), Tally()).add(line, on)
            row.total.add(line, on)
    for row in (*rows.values(), total):
        row.cells = {code: row.cells.get(code, Tally()) for code, _name in columns}
    return Matrix(columns, list(rows.values()), total)


def _columns(lines: list[Line], by: str) -> list[tuple[str, str]]:
    """Return periods in their order, the longer ones last; forms with those that most hand in first."""
    counts = Counter(getattr(line, by) for line in lines)
    if by == "period":
        return [(code, period(code).zh) for code in sorted(counts, key=lambda code: (-len(code), code))]
    names = {form.code: form.name for form in Form.objects.order_by("version")}
    return [(code, names[code]) for code in sorted(counts, key=lambda code: (-counts[code], code))]
