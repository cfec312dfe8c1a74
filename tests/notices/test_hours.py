"""When things go out: not at night, not on days off; make-up working days count as what they are."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from hengzhi.core.reference import work_calendar
from hengzhi.notices.hours import Hours, send_at

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLAIN, DIGEST = Hours(), Hours(digest_hour=9)


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)


# 2012: Saturday 29 September is worked; 30 September to 7 October are off; 6 and 7 January 2013 are worked weekends.
@pytest.mark.parametrize(("hours", "ready", "goes"), [
    (PLAIN, "2012-03-05 11:07", "2012-03-05 11:07"),
    (PLAIN, "2012-03-05 08:00", "2012-03-05 08:00"),
    (PLAIN, "2012-03-05 19:59", "2012-03-05 19:59"),
    (PLAIN, "2012-03-05 20:00", "2012-03-06 08:00"),
    (PLAIN, "2012-03-05 03:00", "2012-03-05 08:00"),
    (PLAIN, "2012-03-09 21:00", "2012-03-12 08:00"),
    (PLAIN, "2012-09-28 22:00", "2012-09-29 08:00"),
    (PLAIN, "2012-09-29 10:00", "2012-09-29 10:00"),
    (PLAIN, "2012-09-29 20:30", "2012-10-08 08:00"),
    (PLAIN, "2012-10-03 12:00", "2012-10-08 08:00"),
    (PLAIN, "2013-01-03 12:00", "2013-01-04 08:00"),
    (PLAIN, "2013-01-04 23:00", "2013-01-05 08:00"),
    (DIGEST, "2012-09-28 09:00", "2012-09-28 09:00"),
    (DIGEST, "2012-09-28 09:01", "2012-09-29 09:00"),
    (DIGEST, "2012-09-29 09:01", "2012-10-08 09:00"),
    (DIGEST, "2012-10-07 23:59", "2012-10-08 09:00"),
    (Hours(quiet_from=12, quiet_to=14), "2012-03-05 12:30", "2012-03-05 14:00"),
    (Hours(quiet_from=12, quiet_to=14), "2012-03-05 23:30", "2012-03-05 23:30"),
    (Hours(quiet_from=0, quiet_to=0), "2012-03-05 03:00", "2012-03-05 03:00"),
    (Hours(rests_on_days_off=False), "2012-10-03 12:00", "2012-10-03 12:00"),
    (Hours(rests_on_days_off=False), "2012-10-03 22:00", "2012-10-04 08:00"),
])
def test_what_is_ready_goes_out_at_the_next_moment_allowed(packs, hours, ready, goes):
    assert send_at(at(ready), hours, work_calendar()) == at(goes)


@pytest.mark.parametrize("hours", [PLAIN, DIGEST])
def test_what_is_let_through_waits_for_nothing(packs, hours):
    night = at("2012-10-03 02:00")

    assert send_at(night, hours, work_calendar(), through_the_night=True) == night
