"""When a job runs by itself: rules that give the next instant. They read no clock."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ONE_DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Daily:
    """Every day at a local time."""

    hour: int
    minute: int = 0

    def after(self, at: datetime) -> datetime:
        """Return the first instant after `at` on which the rule falls."""
        local = timezone.localtime(at)
        today = _on(local, time(self.hour, self.minute))
        return today if today > local else _on(local + ONE_DAY, time(self.hour, self.minute))

    @property
    def code(self) -> str:
        """What tells this rule from another in the database."""
        return f"daily {self.hour:02}:{self.minute:02}"

    def __str__(self) -> str:
        return _("every day at %(time)s") % {"time": f"{self.hour:02}:{self.minute:02}"}


@dataclass(frozen=True)
class Every:
    """Every so many minutes, counted from local midnight."""

    minutes: int

    def __post_init__(self) -> None:
        if self.minutes < 1 or MINUTES_A_DAY % self.minutes:
            raise ImproperlyConfigured(f"Every {self.minutes} minutes does not divide a day evenly; write a divisor of 1440.")

    def after(self, at: datetime) -> datetime:
        """Return the first instant after `at` on which the rule falls."""
        local = timezone.localtime(at)
        minute = (local.hour * 60 + local.minute) // self.minutes * self.minutes + self.minutes
        day = local + ONE_DAY if minute == MINUTES_A_DAY else local
        return _on(day, time(*divmod(minute % MINUTES_A_DAY, 60)))

    @property
    def code(self) -> str:
        """What tells this rule from another in the database."""
        return f"every {self.minutes}"

    def __str__(self) -> str:
        return ngettext("every minute", "every %(count)d minutes", self.minutes) % {"count": self.minutes}


Rule = Daily | Every


def _on(day: datetime, at: time) -> datetime:
    """Return a local time of day on the local day of an instant."""
    return timezone.make_aware(datetime.combine(day.date(), at), day.tzinfo)
