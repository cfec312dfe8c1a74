"""Who owes a form for a period, from when on, and by which day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hengzhi.core.calendar import Limit, Unit, WorkCalendar, deadline
from hengzhi.core.periods import Period
from hengzhi.organisations.models import Department
from hengzhi.returns.definition import Collector, Definition


@dataclass(frozen=True)
class Owed:
    """A department owes a form for the days of a period on which it existed and had to hand in."""

    department: Department
    starts_on: date
    ends_on: date


def owed(form: Definition, span: Period, departments: Iterable[Department]) -> list[Owed]:
    """Return who owes a form for a period: one that closed in it owes its part, one that opened later owes nothing."""
    return [one for department in departments if (one := _owed_by(department, form, span))]


def _owed_by(department: Department, form: Definition, span: Period) -> Owed | None:
    for collector in form.collectors:
        if collector.department not in {"", department.code} or collector.kind not in {"", department.kind}:
            continue
        starts_on, ends_on = _common(collector, department, span)
        if starts_on <= ends_on:
            return Owed(department, starts_on, ends_on)
    return None


def _common(collector: Collector, department: Department, span: Period) -> tuple[date, date]:
    starts = (span.first, department.valid_from, collector.since)
    ends = (span.last_day, department.valid_to, collector.until)
    return max(day for day in starts if day), min(day for day in ends if day)


def opens_on(form: Definition, one: Owed) -> date:
    """Return the day a return is opened: at the end of its days, or as many days before as the form says."""
    return max(one.starts_on, one.ends_on - timedelta(days=form.opens_days_before))


def due_on(form: Definition, one: Owed, opened_on: date, calendar: WorkCalendar) -> date:
    """Return the last day for handing in: the form's working days after the opening, in full when it was opened late."""
    limit = Limit(form.due_workdays, Unit.WORKING)
    return deadline(max(opens_on(form, one), opened_on), limit, calendar).due_on
