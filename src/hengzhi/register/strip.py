"""A clock as the record page shows it: a strip of days, how it stands, why it falls due when it does, what may be changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.due import Standing, standing
from hengzhi.core.models import in_language
from hengzhi.core.permissions import Permission
from hengzhi.register.models import AGREED, Clock, ClockExtension, ClockPause, Record
from hengzhi.register.rules import causes_of, extension_rule


@dataclass(frozen=True)
class StripDay:
    """A day on the strip; `marks` are CSS classes: done, todo, off, makeup, pause, now, due."""

    day: date
    marks: str
    label: str


@dataclass(frozen=True)
class Changes:
    """What this user may do to a clock now. `causes` are those its rule allows, `asked` the request to be decided."""

    causes: tuple[tuple[str, str], ...] = ()
    may_resume: bool = False
    may_ask: bool = False
    may_restart: bool = False
    asked: ClockExtension | None = None
    may_decide: bool = False

    def __bool__(self) -> bool:
        return bool(self.causes or self.may_resume or self.may_ask or self.may_restart or self.may_decide)


@dataclass(frozen=True)
class ClockStrip:
    """A clock as a page shows it. `tone` is run, soon, late, met or paused."""

    clock: Clock
    name: str
    tone: str
    standing: str
    days: tuple[StripDay, ...]
    sentence: str
    history: tuple[str, ...]
    changes: Changes


def clock_name(record: Record, name: str) -> str:
    return str(record.kind_of.clock_names.get(name, name))


def cause_name(record: Record, name: str, cause: str) -> str:
    """Word what paused a clock: by the rules in force, or as it was written."""
    known = {entry["code"]: entry for entry in causes_of(record.rule_set, name)}
    return in_language(known[cause]["zh"], known[cause]["en"]) if cause in known else cause


def clock_strips(record: Record, on: date, calendar: WorkCalendar, user=None) -> list[ClockStrip]:
    """Shape the clocks of a record for a user, or for the public, oldest first; three queries."""
    clocks = record.clocks.select_related("rule_set").prefetch_related("pauses", "extensions")
    return [clock_strip(record, clock, on, calendar, user) for clock in clocks]


def clock_strip(record: Record, clock: Clock, on: date, calendar: WorkCalendar, user) -> ClockStrip:
    """Shape a clock for the page as seen on a day."""
    stands = _standing(clock, on, calendar)
    return ClockStrip(
        clock=clock, name=clock_name(record, clock.name), tone=stands.tone, standing=stands.words,
        days=tuple(_days(clock, on)), sentence=_sentence(clock), history=tuple(_history(record, clock)),
        changes=_changes(record, clock, on, user),
    )


def _standing(clock: Clock, on: date, calendar: WorkCalendar) -> Standing:
    match clock.state:
        case Clock.State.MET:
            return Standing("met", _("met on %(day)s") % {"day": clock.stopped_on})
        case Clock.State.LATE:
            return Standing("late", _("met late on %(day)s") % {"day": clock.stopped_on})
        case Clock.State.PAUSED:
            return Standing("paused", _("paused since %(day)s") % {"day": _open_pause(clock).since})
        case Clock.State.RESTARTED:
            return Standing("met", _("started anew on %(day)s") % {"day": clock.stopped_on})
        case Clock.State.DROPPED:
            return Standing("met", _("no longer owed since %(day)s") % {"day": clock.stopped_on})
    return standing(clock.due_on, on, calendar)


def _open_pause(clock: Clock) -> ClockPause:
    return next(pause for pause in clock.pauses.all() if pause.until is None)


def _days(clock: Clock, on: date) -> Iterator[StripDay]:
    reached = clock.stopped_on or on
    for offset in range(1, (clock.due_on - clock.start_on).days + 1):
        day = clock.start_on + timedelta(days=offset)
        yield StripDay(day, _marks(clock, day, on, reached), f"{day:%m-%d}")


def _marks(clock: Clock, day: date, on: date, reached: date) -> str:
    text = day.isoformat()
    marks = ["done" if day <= reached else "todo"]
    marks += ["off"] if text in clock.skipped or text in clock.rolled else []
    marks += ["pause"] if text in clock.paused else []
    marks += ["makeup"] if text in clock.made_up else []
    marks += ["now"] if day == on else []
    marks += ["due"] if day == clock.due_on else []
    return " ".join(marks)


def _sentence(clock: Clock) -> str:
    if clock.unit == AGREED:
        return _("The day was agreed; no rule counts it")
    length = _("%(length)d working days") if clock.unit == "working" else _("%(length)d days")
    words = {"length": length % {"length": clock.length + clock.extended}, "start": clock.start_on}
    parts = [_("%(length)s, counted from the day after %(start)s") % words]
    if clock.extended:
        parts.append(_("%(length)s of them granted") % {"length": length % {"length": clock.extended}})
    if clock.skipped:
        count = len(clock.skipped)
        parts.append(ngettext("%(count)d day off skipped", "%(count)d days off skipped", count) % {"count": count})
    if clock.made_up:
        parts.append(_("make-up working days counted: %(days)s") % {"days": pgettext("between days", ", ").join(clock.made_up)})
    if clock.paused:
        count = len(clock.paused)
        parts.append(ngettext("%(count)d day paused", "%(count)d days paused", count) % {"count": count})
    if clock.rolled:
        parts.append(_("moved past the holiday at its end"))
    if clock.provisional:
        parts.append(_("provisional: no notice of days off for that year yet"))
    return pgettext("between parts of a sentence", "; ").join(parts)


def _history(record: Record, clock: Clock) -> Iterator[str]:
    """Yield a sentence for each pause and each extension."""
    for pause in clock.pauses.all():
        yield _pause_words(record, clock, pause)
    for extension in clock.extensions.all():
        wanted = extension.due_on or _("%(length)d more") % {"length": extension.length}
        yield _("More time (%(wanted)s): %(state)s. Reason: %(reason)s") % {
            "wanted": wanted, "state": extension.get_state_display(), "reason": extension.reason,
        }


def _pause_words(record: Record, clock: Clock, pause: ClockPause) -> str:
    label = record.kind_of.workflow.label(pause.state) if pause.state else cause_name(record, clock.name, pause.cause)
    why = pgettext("between days", ", ").join(filter(None, (label, pause.document)))
    words = {"since": pause.since, "until": pause.until, "why": why}
    if pause.until is None:
        return _("Paused since %(since)s: %(why)s") % words
    return _("Paused from %(since)s, going on from %(until)s: %(why)s") % words


def _may(record: Record, user, permission: Permission | None) -> bool:
    return user is not None and permission is not None and record.is_in_reach(user, permission)


def _changes(record: Record, clock: Clock, on: date, user) -> Changes:
    if not clock.is_live or not record.is_open:
        return Changes()
    asked = next((one for one in clock.extensions.all() if one.state == ClockExtension.State.ASKED), None)
    decides = asked is not None and _may(record, user, record.kind_of.approve) and asked.asked_by_id != user.pk
    if not _may(record, user, record.kind_of.hold):
        return Changes(asked=asked, may_decide=decides)
    runs = clock.state == Clock.State.RUNNING
    return Changes(
        causes=tuple(_causes(record, clock)) if runs else (),
        may_resume=not runs and not _open_pause(clock).state, may_ask=not asked and _may_lengthen(clock, on),
        may_restart=clock.unit != AGREED and clock.name in record.kind_of.restarts, asked=asked, may_decide=decides,
    )


def _causes(record: Record, clock: Clock) -> Iterator[tuple[str, str]]:
    """Yield what may pause a clock by hand: the causes of its rule but those that are states of the record."""
    flow = record.kind_of.workflow
    brought = {state for state, names in flow.holds.items() if clock.name in names}
    for entry in causes_of(clock.rule_set, clock.name):
        if entry["code"] not in brought:
            yield entry["code"], in_language(entry["zh"], entry["en"])


def _may_lengthen(clock: Clock, on: date) -> bool:
    if clock.state == Clock.State.RUNNING and on > clock.due_on:
        return False
    return clock.unit == AGREED or (not clock.extended and extension_rule(clock.rule_set, clock.name) is not None)
