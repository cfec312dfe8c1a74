"""What people change about a clock: pause it, let it go on, ask for and grant more time, start it anew.

Every change is refused with a reason or done whole: the clock, the register's due date and the trail.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.core.permissions import Permission
from hengzhi.register.behalf import behalf
from hengzhi.register.clocks import count, hold, lay_down, let_go_on, new_clock, set_due
from hengzhi.register.models import AGREED, AuditEvent, Clock, ClockExtension, Record
from hengzhi.register.rules import causes_of, extension_rule
from hengzhi.register.strip import clock_name
from hengzhi.register.vault.naming import refuse_naming

DECISIONS = ("extension_granted", "extension_refused")


def live_clock(record: Record, name: str) -> Clock:
    """Return the running or paused clock of that name; raises Refused when there is none."""
    clock = record.clocks.select_related("rule_set").filter(name=name, state__in=Clock.LIVE).first()
    if clock is None:
        raise Refused(_("“%(clock)s” does not run on this record.") % {"clock": clock_name(record, name)})
    return clock


def _demand(record: Record, actor, permission: Permission | None) -> None:
    if permission is None:
        raise Refused(_("The clocks of a %(kind)s are not changed by hand.") % {"kind": record.kind_of.name})
    if not record.is_open:
        raise Refused(_("The record is closed; no step is left."))
    if not record.is_in_reach(actor, permission):
        raise Refused(_("You need the permission to %(what)s.") % {"what": permission.says})


@transaction.atomic
def pause(record: Record, name: str, *, cause: str, document: str, actor, at: datetime) -> None:
    """Pause a clock from today on for one of the causes its rule allows; `document` is what proves it."""
    _demand(record, actor, record.kind_of.hold)
    clock = live_clock(record, name)
    known = {entry["code"]: entry for entry in causes_of(clock.rule_set, name)}
    if cause not in known:
        allowed = ", ".join(entry["zh"] for entry in known.values()) or _("none")
        raise Refused(_("“%(found)s” does not pause this limit; the rules allow: %(allowed)s.") % {
            "found": cause, "allowed": allowed,
        })
    if not document.strip():
        raise Refused(_("Name the document that shows the cause."))
    if clock.state == Clock.State.PAUSED:
        raise Refused(_("“%(clock)s” is paused already.") % {"clock": clock_name(record, name)})
    hold(clock, local_day(at), cause=cause, document=document.strip())
    _note("clock_paused", clock, record=record, actor=actor, at=at, facts={"cause": cause, "document": document.strip()})


@transaction.atomic
def resume(record: Record, name: str, *, actor, at: datetime, calendar: WorkCalendar, document: str = "") -> None:
    """Let a clock go on from today; a pause that the record's state brought ends with the state only."""
    _demand(record, actor, record.kind_of.hold)
    clock = live_clock(record, name)
    if clock.state != Clock.State.PAUSED:
        raise Refused(_("“%(clock)s” is not paused.") % {"clock": clock_name(record, name)})
    if clock.pauses.filter(until=None).exclude(state="").exists():
        raise Refused(_("The record’s state pauses this clock; take the step that leaves it."))
    before = clock.due_on
    let_go_on(clock, local_day(at), calendar)
    facts = {**_moved(before, clock), "document": document.strip()}
    _note("clock_resumed", clock, record=record, actor=actor, at=at, facts=facts)


@transaction.atomic
def ask_extension(
    record: Record, name: str, *, reason: str, actor, at: datetime, due_on: date | None = None
) -> ClockExtension:
    """Ask for more time: as much as the rules allow once, or to an agreed day."""
    _demand(record, actor, record.kind_of.hold)
    clock = live_clock(record, name)
    if not reason.strip():
        raise Refused(_("Give the reason."))
    if clock.extensions.filter(state=ClockExtension.State.ASKED).exists():
        raise Refused(_("More time has been asked for already and is being decided."))
    wanted = _wanted_day(clock, due_on) if clock.unit == AGREED else _wanted_length(clock)
    _in_time(clock, local_day(at))
    extension = ClockExtension.objects.create(
        clock=clock, reason=reason.strip(), asked_by=actor, asked_at=at, **wanted
    )
    facts = {"to": wanted["due_on"].isoformat()} if "due_on" in wanted else {}
    _note("extension_asked", clock, record=record, actor=actor, at=at, facts=facts, note=reason)
    return extension


def _wanted_length(clock: Clock) -> dict:
    allowed = extension_rule(clock.rule_set, clock.name)
    if allowed is None:
        raise Refused(_("The rules in force do not let this limit be extended."))
    if clock.extended:
        raise Refused(_("The limit has been extended once; the rules allow no more."))
    return {"length": allowed.limit.length, "source": allowed.source}


def _wanted_day(clock: Clock, due_on: date | None) -> dict:
    if due_on is None or due_on <= clock.due_on:
        raise Refused(_("Give a day after %(due)s.") % {"due": clock.due_on})
    return {"due_on": due_on}


def _in_time(clock: Clock, on: date) -> None:
    if clock.state == Clock.State.RUNNING and on > clock.due_on:
        raise Refused(_("The limit ended on %(due)s; only one that still runs can be extended.") % {"due": clock.due_on})


@transaction.atomic
def decide_extension(
    extension: ClockExtension, *, granted: bool, note: str, actor, at: datetime, calendar: WorkCalendar
) -> None:
    """Grant or refuse more time; nobody decides on what they asked for themselves."""
    clock = extension.clock
    record = clock.record
    _demand(record, actor, record.kind_of.approve)
    if extension.asked_by_id == actor.pk:
        raise Refused(_("You asked for this yourself; somebody else decides."))
    if not granted and not note.strip():
        raise Refused(_("Give the reason."))
    if granted:
        _in_time(clock, local_day(at))
    state = ClockExtension.State.GRANTED if granted else ClockExtension.State.REFUSED
    rows = ClockExtension.objects.filter(pk=extension.pk, state=ClockExtension.State.ASKED)
    if not clock.is_live or not rows.update(state=state, decided_by=actor, decided_at=at, note=note.strip()):
        raise Refused(_("This has been decided already, or the clock has stopped. Reload the page."))
    before = clock.due_on
    if granted:
        _lengthen(clock, extension, calendar)
    action = DECISIONS[0] if granted else DECISIONS[1]
    _note(action, clock, record=record, actor=actor, at=at, facts=_moved(before, clock) if granted else {}, note=note)


def _lengthen(clock: Clock, extension: ClockExtension, calendar: WorkCalendar) -> None:
    if extension.due_on:
        clock.due_on = extension.due_on
        _agree(clock)
    else:
        clock.extended += extension.length
        count(clock, calendar, clock.pauses.all())
    clock.save()


def _agree(clock: Clock) -> None:
    """Write an agreed day where the mechanism's own row keeps it."""
    kind = clock.record.kind_of
    kind.model._default_manager.filter(record=clock.record).update(**{kind.agreed[clock.name]: clock.due_on})


@transaction.atomic
def restart(record: Record, name: str, *, cause: str, actor, at: datetime, calendar: WorkCalendar) -> Clock:
    """Start a clock anew from today because of a new fact; the old one stays as a fact, neither met nor late."""
    _demand(record, actor, record.kind_of.hold)
    if not cause.strip():
        raise Refused(_("Give the reason."))
    clock, day = live_clock(record, name), local_day(at)
    if name not in record.kind_of.restarts:
        raise Refused(_("A new fact does not start “%(clock)s” anew.") % {"clock": clock_name(record, name)})
    lay_down(clock, Clock.State.RESTARTED, day, calendar)
    new = new_clock(record=record, rules=record.rule_set, name=name, start_on=day, calendar=calendar)
    new.save()
    _note("clock_restarted", new, record=record, actor=actor, at=at, facts=_moved(clock.due_on, new), note=cause)
    return new


@transaction.atomic
def postpone(record: Record, name: str, due_on: date, *, reason: str, actor, at: datetime) -> None:
    """Set another day for an agreed clock; who may is the caller's to ask."""
    clock = live_clock(record, name)
    if clock.unit != AGREED:
        raise Refused(_("The rules set this date; it cannot be agreed otherwise."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    before, clock.due_on = clock.due_on, due_on
    clock.start_on = min(clock.start_on, due_on)
    clock.save(update_fields=["due_on", "start_on"])
    _agree(clock)
    _note("clock_postponed", clock, record=record, actor=actor, at=at, facts=_moved(before, clock), note=reason)


def _moved(before: date, clock: Clock) -> dict[str, str]:
    return {"from": before.isoformat(), "to": clock.due_on.isoformat()}


def _note(
    action: str, clock: Clock, *, record: Record, actor, at: datetime, facts: Mapping[str, str], note: str = ""
) -> None:
    """Write the trail and the register's nearest due date; raises Refused when what is written names a person."""
    refuse_naming(record, note, facts.get("document", ""))
    set_due(record, record.clocks.filter(state=Clock.State.RUNNING))
    permission = record.kind_of.approve if action in DECISIONS else record.kind_of.hold
    for_whom = behalf(actor, permission, record) if permission else {}
    written = {"clock": clock.name, **{name: value for name, value in facts.items() if value}, **for_whom}
    AuditEvent.objects.create(at=at, actor=actor, record=record, action=action, note=note.strip(), facts=written)
