"""The clocks of a record: started, stopped, paused and counted anew as it goes through its states."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from hengzhi.core.calendar import Limit, Pause, Unit, WorkCalendar, deadline
from hengzhi.register.models import AGREED, Clock, ClockPause, Record, RuleSet
from hengzhi.register.rules import causes_of, rule
from hengzhi.register.workflow import Step

ONE_DAY = timedelta(days=1)


def new_clock(*, record: Record, rules: RuleSet | None, name: str, start_on: date, calendar: WorkCalendar) -> Clock | None:
    """Return the unsaved clock that limit `name` starts, or None when neither a rule nor an agreement sets one."""
    if column := record.kind_of.agreed.get(name):
        return _agreed_clock(record, name, start_on, getattr(record.detail, column))
    found = rule(rules, name) if rules and name else None
    if found is None:
        return None
    clock = Clock(
        record=record, rule_set=rules, name=name, source=found.source, length=found.limit.length, unit=found.limit.unit,
        start_on=start_on,
    )
    count(clock, calendar)
    return clock


def _agreed_clock(record: Record, name: str, start_on: date, due_on: date | None) -> Clock | None:
    if due_on is None:
        return None
    return Clock(record=record, name=name, start_on=min(start_on, due_on), due_on=due_on, unit=AGREED)


def limit_of(clock: Clock) -> Limit:
    """Return the limit of a clock with what approval has added."""
    found = rule(clock.rule_set, clock.name)
    return Limit(clock.length + clock.extended, Unit(clock.unit), bool(found and found.limit.rolls_weekends))


def count(clock: Clock, calendar: WorkCalendar, pauses: Iterable[ClockPause] = ()) -> None:
    """Set when a clock falls due and why; an agreed one keeps its day. The caller saves."""
    if clock.unit == AGREED:
        return
    due = deadline(clock.start_on, limit_of(clock), calendar, tuple(_spans(pauses)))
    clock.due_on, clock.provisional, clock.edition = due.due_on, due.provisional, due.edition
    clock.skipped, clock.made_up = _texts(due.skipped), _texts(due.made_up)
    clock.paused, clock.rolled = _texts(due.paused), _texts(due.rolled)


def _spans(pauses: Iterable[ClockPause]) -> Iterator[Pause]:
    """Yield the days each ended pause takes away; one that ended on the day it began takes none."""
    for pause in pauses:
        if pause.until and pause.until > pause.since:
            yield Pause(pause.since, pause.until - ONE_DAY)


def _texts(days: tuple[date, ...]) -> list[str]:
    return [day.isoformat() for day in days]


def stop(clock: Clock, on: date) -> None:
    """Mark a clock as met or late by the day it stops on; the caller saves."""
    clock.stopped_on = on
    clock.state = Clock.State.MET if on <= clock.due_on else Clock.State.LATE


def hold(clock: Clock, on: date, *, cause: str = "", document: str = "", state: str = "") -> None:
    """Pause a running clock from a day on."""
    ClockPause.objects.create(clock=clock, since=max(on, clock.start_on), cause=cause, document=document, state=state)
    clock.state = Clock.State.PAUSED
    clock.save(update_fields=["state"])


def let_go_on(clock: Clock, on: date, calendar: WorkCalendar) -> None:
    """End a clock's pause: the day it goes on counts again."""
    pause = clock.pauses.get(until__isnull=True)
    pause.until = max(on, pause.since)
    pause.save(update_fields=["until"])
    clock.state = Clock.State.RUNNING
    count(clock, calendar, clock.pauses.all())
    clock.save()


def lay_down(clock: Clock, state: str, on: date, calendar: WorkCalendar) -> None:
    """End a clock that begins anew or is no longer owed: it stays as a fact, neither met nor late."""
    if clock.state == Clock.State.PAUSED:
        let_go_on(clock, on, calendar)
    clock.state, clock.stopped_on = state, on
    clock.save(update_fields=["state", "stopped_on"])


def end(clock: Clock, on: date, calendar: WorkCalendar) -> None:
    """Stop a clock, paused or not, and save it."""
    if clock.state == Clock.State.PAUSED:
        let_go_on(clock, on, calendar)
    stop(clock, on)
    clock.save(update_fields=["stopped_on", "state"])


def opening_clocks(record: Record, calendar: WorkCalendar) -> list[Clock]:
    """Return the unsaved clocks of a record that has just been opened."""
    return started(record, record.kind_of.workflow.limits_in(record.state), record.opened_on, calendar)


def started(record: Record, names: Iterable[str], on: date, calendar: WorkCalendar) -> list[Clock]:
    """Return the unsaved clocks that begin in the record's state, of those with these names."""
    found = (
        new_clock(record=record, rules=record.rule_set, name=name, start_on=on, calendar=calendar)
        for name in dict.fromkeys(names) if _begins(record, name)
    )
    return [clock for clock in found if clock]


def _begins(record: Record, name: str) -> bool:
    """Say whether a limit may begin now: its rule’s moment has come and it is owed at all."""
    flow = record.kind_of.workflow
    limit = record.rule_set.limits.get(name, {}) if record.rule_set else {}
    if not flow.may_begin(record.state, limit.get("starts", "")):
        return False
    return name not in flow.owed or flow.owed[name](record.detail)


def holds(record: Record, clock: Clock) -> bool:
    """Say whether the record's state pauses a clock: its rule must know the state as a cause."""
    is_held = clock.name in record.kind_of.workflow.holds.get(record.state, ())
    return is_held and any(cause["code"] == record.state for cause in causes_of(clock.rule_set, clock.name))


def turn(record: Record, step: Step, on: date, calendar: WorkCalendar) -> None:
    """Set the clocks of a record that a step has just brought into its state, and its next due date."""
    flow = record.kind_of.workflow
    wanted = flow.limits_in(record.state)
    live = []
    for clock in record.clocks.filter(state__in=Clock.LIVE).select_related("rule_set"):
        is_left = clock.name in flow.carried and clock.name not in wanted
        if clock.name in step.drops:
            lay_down(clock, Clock.State.DROPPED, on, calendar)
        elif step.hands_to and clock.name in flow.carried:
            lay_down(clock, Clock.State.RESTARTED, on, calendar)
        elif is_left or clock.name in step.stops or record.state in flow.final:
            end(clock, on, calendar)
        else:
            live.append(clock)
    running = {clock.name for clock in live}
    fresh = started(record, [name for name in (*wanted, *step.starts) if name not in running], on, calendar)
    for clock in fresh:
        clock.save()
    live += fresh
    for clock in live:
        _follow(clock, record, on, calendar)
    set_due(record, live)


def _follow(clock: Clock, record: Record, on: date, calendar: WorkCalendar) -> None:
    """Pause a clock or let it go on as the state wants it, and follow the day people agreed on."""
    is_held = holds(record, clock)
    if clock.state == Clock.State.RUNNING and is_held:
        hold(clock, on, state=record.state)
    elif clock.state == Clock.State.PAUSED and not is_held and clock.pauses.filter(until=None).exclude(state=""):
        let_go_on(clock, on, calendar)
    if column := record.kind_of.agreed.get(clock.name):
        agreed = getattr(record.detail, column)
        if agreed and agreed != clock.due_on:
            clock.due_on, clock.start_on = agreed, min(clock.start_on, agreed)
            clock.save(update_fields=["due_on", "start_on"])


def set_due(record: Record, clocks: Iterable[Clock]) -> None:
    """Note on the register the nearest due date of the running clocks among those given."""
    record.due_on = nearest(clocks)
    Record.objects.filter(pk=record.pk).update(due_on=record.due_on)


def nearest(clocks: Iterable[Clock]) -> date | None:
    """Return the nearest due date of the running clocks."""
    return min((clock.due_on for clock in clocks if clock.state == Clock.State.RUNNING), default=None)
