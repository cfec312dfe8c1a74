"""The demonstration's look back: on Mondays, deterministic, marked synthetic, nothing planted."""

from datetime import date, timedelta

from alarms.world import enter
from hengzhi.alarms.models import Alarm, Look
from hengzhi.ops.demonstration.early_warning import watch_year
from hengzhi.organisations.models import Enterprise
from hengzhi.register.models import Record

LAST = date(2012, 3, 30)


def test_each_monday_and_the_last_day_are_looked_at_and_questions_are_marked_synthetic(packs):
    business = Enterprise.objects.create(code="E1", name="某电器行")
    areas = ("310109017", "310109010", "310109019")
    enter(
        *({"day": LAST - timedelta(days=60 + 5 * n), "area": areas[n % 3]} for n in range(150)),
        *({"day": date(2012, 2, 20) + timedelta(days=n % 7), "enterprise": business} for n in range(12)),
    )
    told = []

    opened = watch_year(LAST, told.append)

    days = list(Look.objects.order_by("pk").values_list("day", flat=True))
    assert (days[0], days[-2:], len(days), len(told)) == (date(2012, 1, 2), [date(2012, 3, 26), LAST], 14, 13)
    alarm = Alarm.objects.get()
    assert (opened, alarm.enterprise, alarm.first_seen_on) == (1, business, date(2012, 2, 27))
    assert Record.objects.get(kind="alarm").synthetic
