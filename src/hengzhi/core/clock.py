"""What time it is. Views and commands ask here; services are told."""

from datetime import date, datetime

from django.utils import timezone

from hengzhi.core.reference import site


def now() -> datetime:
    """Return the present instant; on a demonstration, this time of day on the day it stands still on."""
    present = timezone.localtime()
    day = site().day
    return present.replace(year=day.year, month=day.month, day=day.day) if day else present


def today() -> date:
    """Return the local day."""
    return now().date()


def local_day(at: datetime) -> date:
    """Return the local day of an aware instant."""
    return timezone.localtime(at).date()
