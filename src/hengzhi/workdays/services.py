"""Publishing a year: its days are set, the clocks that lean on it are counted anew, and what moved is written down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.core.models import CalendarDay, CalendarYear
from hengzhi.core.reference import calendar_edition, forget, work_calendar
from hengzhi.register import trail
from hengzhi.register.clocks import count
from hengzhi.register.models import AGREED, Clock, Record
from hengzhi.workdays.days import Day, with_days
from hengzhi.workdays.models import Move, Publication
from hengzhi.workdays.permissions import PUBLISH

COUNTED = ["due_on", "provisional", "edition", "skipped", "made_up", "paused", "rolled"]
BATCH = 1000
SOURCE_LETTERS = 200


@dataclass(frozen=True)
class Preview:
    """What publishing would do: days that differ from today's calendar, clocks counted anew and those that move."""

    changes: list[tuple[date, str, str]]
    counted: int
    moves: list[Move]


def leaning_on(year: int) -> QuerySet[Clock]:
    """Return the live clocks that a year's calendar can move: those that run through it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return live_clocks().filter(Q(due_on__gte=first) | Q(provisional=True), start_on__lte=last)


def live_clocks() -> QuerySet[Clock]:
    """Return the running and paused clocks that rules count."""
    live = Clock.objects.filter(state__in=Clock.LIVE).exclude(unit=AGREED)
    return live.select_related("rule_set", "record").prefetch_related("pauses").order_by("pk")


def preview(year: int, days: Sequence[Day]) -> Preview:
    """Say what publishing a year with these days would do, without doing it."""
    calendar = with_days(work_calendar(), year, days, _next_edition(year))
    clocks = list(leaning_on(year))
    return Preview(_changes(year, days), len(clocks), [move for clock in clocks if (move := _counted(clock, calendar))])


@transaction.atomic
def publish(year: int, days: Sequence[Day], *, source: str, actor, at: datetime) -> Publication:
    """Set a year's days, mark it published and count anew every running clock that leans on it.

    Raises Refused without permission or source. The trail of each record that moved says from when to when.
    """
    if not actor.may(PUBLISH):
        raise Refused(_("You need the permission to %(what)s.") % {"what": PUBLISH.says})
    if not source.strip():
        raise Refused(_("Name the official notice the days are from."))
    source = source.strip()[:SOURCE_LETTERS]
    changes = _changes(year, days)
    revision = _write(year, days, source)
    clocks = list(leaning_on(year))
    moves = _recounted(clocks, actor, at)
    publication = Publication.objects.create(
        year=year, revision=revision, source=source, at=at, by=actor, counted=len(clocks),
        changes=[[day.isoformat(), before, after] for day, before, after in changes],
    )
    for move in moves:
        move.publication = publication
    Move.objects.bulk_create(moves, batch_size=BATCH)
    return publication


@transaction.atomic
def recount_provisional(*, actor, at: datetime) -> int:
    """Count anew the running clocks whose years may have been published by a pack; return how many moved."""
    return len(_recounted(list(live_clocks().filter(provisional=True)), actor, at))


def _recounted(clocks: list[Clock], actor, at: datetime) -> list[Move]:
    moves = [move for clock in clocks if (move := _counted(clock, work_calendar()))]
    Clock.objects.bulk_update(clocks, COUNTED, batch_size=BATCH)
    _set_due([move.record_id for move in moves])
    trail.note_each(_moved(moves), "clock_moved", PUBLISH, actor=actor, at=at, batch=BATCH)
    return moves


def _next_edition(year: int) -> str:
    """Return the edition the calendar will have once a year is published."""
    years = {one.year: one for one in CalendarYear.objects.all()}
    one = years.setdefault(year, CalendarYear(year=year, revision=0))
    one.revision += 1 if one.revision == 0 or one.state == CalendarYear.State.PUBLISHED else 0
    one.state = CalendarYear.State.PUBLISHED
    return calendar_edition(years.values())


def _write(year: int, days: Sequence[Day], source: str) -> int:
    """Write the year's days in place of those there were; return how many times the year has been published."""
    known = CalendarYear.objects.select_for_update().filter(year=year).first()
    is_corrected = known is not None and known.state == CalendarYear.State.PUBLISHED
    revision = known.revision + 1 if is_corrected else 1
    CalendarYear.objects.update_or_create(
        year=year, defaults={"state": CalendarYear.State.PUBLISHED, "source": source, "revision": revision, "edited": True}
    )
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day.day, kind=day.kind, name=day.name, source=source) for day in days
    )
    forget()
    transaction.on_commit(forget)
    return revision


def _changes(year: int, days: Sequence[Day]) -> list[tuple[date, str, str]]:
    before = dict(CalendarDay.objects.filter(day__year=year).values_list("day", "kind"))
    after = {day.day: day.kind for day in days}
    return [
        (day, before.get(day, ""), after.get(day, "")) for day in sorted(before.keys() | after.keys())
        if before.get(day) != after.get(day)
    ]


def _counted(clock: Clock, calendar: WorkCalendar) -> Move | None:
    """Count a clock anew; return its move where its due date changed."""
    before = clock.due_on
    count(clock, calendar, clock.pauses.all())
    if clock.due_on == before:
        return None
    return Move(record=clock.record, clock=clock, due_before=before, due_after=clock.due_on)


def _set_due(records: Sequence[int]) -> None:
    """Set the nearest due date of records anew."""
    running = Clock.objects.filter(record=OuterRef("pk"), state=Clock.State.RUNNING).order_by()
    nearest = running.values("record").annotate(nearest=Min("due_on")).values("nearest")
    for at in range(0, len(records), BATCH):
        Record.objects.filter(pk__in=records[at : at + BATCH]).update(due_on=Subquery(nearest))


def _moved(moves: Sequence[Move]) -> Iterator[tuple[Record, dict[str, str]]]:
    for move in moves:
        facts = {
            "clock": move.clock.name, "from": move.due_before.isoformat(), "to": move.due_after.isoformat(),
            "edition": move.clock.edition,
        }
        yield move.record, facts
