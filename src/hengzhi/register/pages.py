"""What a record page shows of the register: the clock strip with its sentence, and the timeline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.due import Standing, standing
from hengzhi.core.models import in_language
from hengzhi.register.models import AuditEvent, Clock, Record

CLOCK_NAMES = {
    "decide": gettext_lazy("Decision on acceptance"),
    "mediate": gettext_lazy("Mediation"),
    "check": gettext_lazy("Checking"),
}
ACTIONS = {
    "open": gettext_lazy("Registered"),
    "identity_opened": gettext_lazy("Identity opened"),
    "evidence_offered": gettext_lazy("File offered as evidence"),
    "evidence_accepted": gettext_lazy("File accepted as evidence"),
    "evidence_returned": gettext_lazy("File returned"),
    "evidence_withdrawn": gettext_lazy("File withdrawn"),
}


@dataclass(frozen=True)
class StripDay:
    """A day on the strip; `marks` are CSS classes: done, todo, off, makeup, pause, now, due."""

    day: date
    marks: str
    label: str


@dataclass(frozen=True)
class ClockStrip:
    """A clock as a page shows it."""

    clock: Clock
    name: str
    tone: str  # run, soon, late or met
    standing: str
    days: tuple[StripDay, ...]
    sentence: str


def clock_strip(clock: Clock, on: date, calendar: WorkCalendar) -> ClockStrip:
    """Shape a clock for the page: days from start to due date, how it stands on a day, why it falls due when it does."""
    stands = _standing(clock, on, calendar)
    name = str(CLOCK_NAMES.get(clock.name, clock.name))
    return ClockStrip(clock, name, stands.tone, stands.words, tuple(_days(clock, on)), _sentence(clock))


def _standing(clock: Clock, on: date, calendar: WorkCalendar) -> Standing:
    match clock.state:
        case Clock.State.MET:
            return Standing("met", _("met on %(day)s") % {"day": clock.stopped_on})
        case Clock.State.LATE:
            return Standing("late", _("met late on %(day)s") % {"day": clock.stopped_on})
    return standing(clock.due_on, on, calendar)


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
    length = _("%(length)d working days") if clock.unit == "working" else _("%(length)d days")
    words = {"length": length % {"length": clock.length}, "start": clock.start_on}
    parts = [_("%(length)s, counted from the day after %(start)s") % words]
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


@dataclass(frozen=True)
class TimelineEntry:
    at: datetime
    actor: str
    title: str
    note: str
    facts: tuple[tuple[str, str], ...]


def timeline(record: Record) -> list[TimelineEntry]:
    """Return what happened to a record, newest first."""
    return [timeline_entry(record, event) for event in record.events.select_related("actor").order_by("-pk")]


def timeline_entry(record: Record, event: AuditEvent) -> TimelineEntry:
    """Word one event for people."""
    step = record.kind_of.workflow.step(event.action)
    flow = record.kind_of.workflow
    title = f"{step.label} → {flow.label(event.target)}" if step else str(ACTIONS.get(event.action, event.action))
    columns = record.kind_of.model._meta
    given = event.facts if step else {}  # other events carry facts for the trail, not for people
    facts = tuple((str(columns.get_field(name).verbose_name), _fact(record, name, value)) for name, value in given.items())
    return TimelineEntry(event.at, str(event.actor or _("the public")), title, event.note, facts)


def _fact(record: Record, name: str, value: str) -> str:
    """Word a fact: a ground by its name in the rules it was judged by, money with its unit."""
    if name.endswith("_yuan"):
        return _("%(amount)s yuan") % {"amount": f"{Decimal(value):,.2f}"}
    grounds = record.rule_set.grounds.get(name.removesuffix("_ground"), []) if record.rule_set else []
    return next((in_language(entry["zh"], entry["en"]) for entry in grounds if entry["code"] == value), value)
