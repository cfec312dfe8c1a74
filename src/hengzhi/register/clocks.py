"""Starting and stopping the clocks of a record."""

from datetime import date

from hengzhi.core.calendar import WorkCalendar, deadline
from hengzhi.register.models import Clock, Record, RuleSet
from hengzhi.register.rules import rule


def new_clock(*, record: Record, rules: RuleSet | None, name: str, start_on: date, calendar: WorkCalendar) -> Clock | None:
    """Return the unsaved clock that limit `name` starts, or None when the rules set no such limit."""
    found = rule(rules, name) if rules and name else None
    if found is None:
        return None
    if found.is_from_receipt:
        start_on = record.opened_on
    due = deadline(start_on, found.limit, calendar)
    return Clock(
        record=record, rule_set=rules, name=name, source=found.source, start_on=start_on, due_on=due.due_on,
        length=found.limit.length, unit=found.limit.unit, provisional=due.provisional, edition=due.edition,
        skipped=_texts(due.skipped), made_up=_texts(due.made_up), paused=_texts(due.paused), rolled=_texts(due.rolled),
    )


def _texts(days: tuple[date, ...]) -> list[str]:
    return [day.isoformat() for day in days]


def stop(clock: Clock, on: date) -> None:
    """Mark a clock as met or late by the day it stops on; the caller saves."""
    clock.stopped_on = on
    clock.state = Clock.State.MET if on <= clock.due_on else Clock.State.LATE


def stop_running(record: Record, on: date) -> None:
    """Stop all running clocks of a record."""
    for clock in record.clocks.filter(state=Clock.State.RUNNING):
        stop(clock, on)
        clock.save(update_fields=["stopped_on", "state"])
