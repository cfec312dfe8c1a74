"""When something may go out to a person: not at night, not on days off, or once a working day. No clock is read here."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from hengzhi.core.calendar import WorkCalendar

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Hours:
    """Full local hours. Quiet from `quiet_from` to `quiet_to`, over midnight too; not at all where they are equal.

    `digest_hour` gathers everything into one message a working day; None sends each thing as soon as it may go.
    """

    quiet_from: int = 20
    quiet_to: int = 8
    rests_on_days_off: bool = True
    digest_hour: int | None = None


def send_at(at: datetime, hours: Hours, calendar: WorkCalendar, *, through_the_night: bool = False) -> datetime:
    """Return when something that is ready at an instant goes out; `through_the_night` waits for nothing."""
    if through_the_night:
        return at
    local = timezone.localtime(at)
    if hours.digest_hour is not None:
        return _next(local, hours.digest_hour, lambda day: calendar.is_workday(day.date()))
    if not _is_night(local, hours) and _may_go(local, hours, calendar):
        return at
    return _next(local, hours.quiet_to, lambda day: _may_go(day, hours, calendar))


def _may_go(local: datetime, hours: Hours, calendar: WorkCalendar) -> bool:
    return not hours.rests_on_days_off or calendar.is_workday(local.date())


def _is_night(local: datetime, hours: Hours) -> bool:
    begins, ends = hours.quiet_from, hours.quiet_to
    if begins <= ends:
        return begins <= local.hour < ends
    return local.hour >= begins or local.hour < ends


def _next(local: datetime, hour: int, is_right) -> datetime:
    """Return the first full hour of that number, not before `local`, on a day that is right."""
    found = _on(local, hour)
    while found < local or not is_right(found):
        found = _on(found + ONE_DAY, hour)
    return found


def _on(day: datetime, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day.date(), time(hour)), day.tzinfo)
