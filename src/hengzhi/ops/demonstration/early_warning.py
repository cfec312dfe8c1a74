"""Looking back over the demonstration's last year as the early warning would have, on each Monday.

Nothing is planted: the records have no rise but those of chance, and what is asked is what chance raises.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from hengzhi.alarms.arrivals import arrivals
from hengzhi.alarms.kinds import ALARM_KIND
from hengzhi.alarms.models import RISES
from hengzhi.alarms.services import look, watched_rules
from hengzhi.core.reference import work_calendar
from hengzhi.register.models import Record

AT = time(5, 20)
WEEK = timedelta(days=7)


def watch_year(last: date, progress: Callable[[str], None] = lambda day: None) -> int:
    """Look for rises on each Monday of the year up to `last`, and at everything on `last`; return how many questions came."""
    rules, came, calendar = watched_rules(), arrivals(), work_calendar()
    rises = {code: rule for code, rule in rules.items() if code in RISES}
    day = date(last.year, 1, 1)
    day += timedelta(days=-day.weekday() % 7)
    opened = 0
    with transaction.atomic():
        while day <= last:
            progress(f"{day}")
            opened += look(on=day, at=_at(day), actor=None, calendar=calendar, rules=rises, came=came).opened
            day += WEEK
        opened += look(on=last, at=_at(last), actor=None, calendar=calendar, rules=rules, came=came).opened
        Record.objects.filter(kind=ALARM_KIND.code).update(synthetic=True)
    return opened


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, AT))
