"""Records for the watch: many at once, through the register, and arrays of arrivals without a database."""

from datetime import UTC, date, datetime, time, timedelta

import numpy as np

from factories import RECEIVED_AT
from hengzhi.alarms.arrivals import Arrivals
from hengzhi.alarms.findings import Finding
from hengzhi.alarms.models import Question
from hengzhi.complaints.kinds import COMPLAINT_KIND, TIPOFF_KIND
from hengzhi.complaints.models import Complaint
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Area, Department
from hengzhi.register.models import Record
from hengzhi.register.opening import Opening, open_records

KINDS = {"complaint": COMPLAINT_KIND, "tipoff": TIPOFF_KIND}
PLAIN_CALENDAR = WorkCalendar({}, {}, frozenset())
FIRST = date(2010, 1, 4)
TODAY = date(2012, 12, 28)


def enter(*rows: dict) -> list[Record]:
    """Enter complaints as they came: day, details, category, enterprise, area, kind, secret; the rest is boring."""
    areas, department = {area.code: area for area in Area.objects.all()}, Department.objects.get(code="aic")
    return open_records([_opening(row, areas, department) for row in rows], actor=None, at=RECEIVED_AT, calendar=work_calendar())


def _opening(row: dict, areas: dict, department: Department) -> Opening:
    enterprise = row.get("enterprise")
    detail = Complaint(
        channel="phone-12315", object="goods", category=row.get("category", "home-appliances"), problem="quality",
        details=row.get("details", ""), respondent=enterprise, respondent_name="" if enterprise else "某店",
    )
    secrecy = Record.Confidentiality.CONFIDENTIAL if row.get("secret") else Record.Confidentiality.NORMAL
    return Opening(
        kind=KINDS[row.get("kind", "complaint")], title=row.get("title", "冰箱不制冷"), department=department,
        area=areas[row.get("area", "310109017")], at=datetime.combine(row.get("day", TODAY), time(2, 0), tzinfo=UTC),
        detail=detail, confidentiality=secrecy,
    )


def arrived(*, a_week: dict[tuple[int, int], float], days: int = 1000, more: tuple = (), seed: int = 1) -> Arrivals:
    """Return arrivals of so many a week by category and area; `more` adds (day, category, area, enterprise, is_secret).

    Enterprise number 10 * category + area is the one complained of in a cell unless `more` names another.
    """
    rng = np.random.default_rng(seed)
    rows = [
        (day, category, area, 10 * category + area, False)
        for (category, area), rate in a_week.items() for day, count in enumerate(rng.poisson(rate / 7, days)) for _one in range(count)
    ]
    rows = sorted([*rows, *more])
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    return Arrivals(
        first=FIRST, codes=("food", "phones", "telecom"), area_keys=tuple(range(100, 110)), enterprise_keys=tuple(range(1000, 1100)),
        records=np.arange(len(rows)), days=columns[0], categories=columns[1], areas=columns[2], enterprises=columns[3],
        is_secret=columns[4].astype(bool),
    )


def last_day(days: int = 1000) -> date:
    return FIRST + timedelta(days=days - 1)


def make_finding(records=(), **overrides) -> Finding:
    """Return a rise of a cell: 14 came where 6.1 were expected."""
    given = {
        "question": Question.CELL, "signal": "cell:food:1", "since": date(2012, 12, 15), "until": TODAY, "observed": 14,
        "expected": 6.1, "lower": 2, "upper": 12, "recurs_years": 3.0, "watched": 232, "category": "home-appliances",
        "records": tuple(record.pk for record in records), "area": Area.objects.get(code="310109017").pk,
    }
    return Finding(**given | overrides)
