"""Who owes a form: departments that opened or closed in the year owe only what they existed for."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hengzhi.core.periods import period
from hengzhi.core.reference import work_calendar
from hengzhi.jobs.models import Job
from hengzhi.jobs.present import present
from hengzhi.jobs.run import Run, Stop
from hengzhi.organisations.models import Department
from hengzhi.returns.definition import Collector
from hengzhi.returns.jobs import open_due
from hengzhi.returns.models import Form, Return
from hengzhi.returns.queries import rounds_around, surroundings
from hengzhi.returns.rounds import due_on, opens_on, owed
from hengzhi.returns.services import open_round, owed_now
from returns.makers import hand_in, make_return

QUARTER = period("2012-Q2")


def quality_work():
    return Form.objects.get(code="quality-work").structure


def spans(**dates):
    """Return the days a department with these dates owes in the quarter."""
    department = Department(code="x", kind="bureau", valid_from=dates.get("since"), valid_to=dates.get("until"))
    return [(one.starts_on, one.ends_on) for one in owed(quality_work(), QUARTER, [department])]


@pytest.mark.parametrize(("dates", "days"), [
    ({}, [(date(2012, 4, 1), date(2012, 6, 30))]),
    ({"since": date(2012, 5, 15)}, [(date(2012, 5, 15), date(2012, 6, 30))]),
    ({"until": date(2012, 5, 14)}, [(date(2012, 4, 1), date(2012, 5, 14))]),
    ({"since": date(2012, 7, 1)}, []), ({"until": date(2012, 3, 31)}, []),
    ({"until": date(2012, 4, 1)}, [(date(2012, 4, 1), date(2012, 4, 1))]),
])
def test_a_department_owes_the_part_of_a_period_it_existed_for(packs, dates, days):
    assert spans(**dates) == days


def test_a_form_may_be_handed_in_by_a_department_for_a_time(packs):
    form = replace(quality_work(), collectors=(Collector("sport", since=date(2012, 5, 1)), Collector(kind="tax", until=date(2012, 3, 31))))

    found = owed(form, QUARTER, Department.objects.all())

    assert [(one.department.code, one.starts_on) for one in found] == [("sport", date(2012, 5, 1))]


def test_a_return_opens_at_the_end_of_its_days_and_gives_its_working_days_in_full(packs):
    form = Form.objects.get(code="work-safety").structure
    closed = Department(code="work-safety", kind="bureau", valid_to=date(2012, 5, 14))
    one = owed(form, QUARTER, [closed])[0]

    assert opens_on(form, one) == date(2012, 5, 14)
    assert due_on(form, one, date(2012, 5, 14), work_calendar()) == date(2012, 5, 21)
    assert due_on(form, one, date(2012, 5, 28), work_calendar()) == date(2012, 6, 4)


def test_a_form_opened_before_the_period_ends_falls_due_after_its_opening(packs):
    form = Form.objects.get(code="energy").structure
    one = owed(form, period("2012"), Department.objects.all())[0]

    assert (opens_on(form, one), due_on(form, one, opens_on(form, one), work_calendar())) == (date(2012, 12, 15), date(2012, 12, 27))


def test_an_old_period_is_asked_by_the_form_of_its_time(packs):
    versions = {span.text: form.version for form, span in rounds_around(date(2012, 1, 10)) if form.code == "air-water"}

    assert versions == {"2011-12": 1, "2012-01": 2}


def test_the_job_opens_what_is_due_once(packs):
    job = Job.objects.create(code="J1", kind="returns.open", created_at=present(), next_at=present(), worker="w", state="running", beat_at=present())

    open_due.function(Run(job, Stop()))
    first = sorted(Return.objects.values_list("form_code", "period", "department__code"))
    open_due.function(Run(job, Stop()))

    assert sorted(Return.objects.values_list("form_code", "period", "department__code")) == first
    opened = {(form, span) for form, span, _department in first}
    assert ("quality-work", "2012-Q4") in opened  # the demonstration stands on 28 December: open since the 24th
    assert ("work-safety", "2012-Q4") not in opened
    assert ("energy", "2012") in opened
    assert sum(form == "quality-work" and span == "2012-Q4" for form, span, _department in first) == 32


def test_a_round_is_opened_once_for_a_department(packs):
    make_return("quality-work", "sport", "2012-Q1")
    form = Form.objects.get(code="quality-work")

    wanted = owed_now(form, period("2012-Q1"))
    open_round(form=form, span=period("2012-Q1"), wanted=wanted, actor=None, at=datetime(2012, 3, 31, tzinfo=UTC), calendar=work_calendar())

    assert (len(wanted), owed_now(form, period("2012-Q1"))) == (31, [])


def test_a_partial_period_is_no_measure_for_the_next(packs):
    Department.objects.filter(code="work-safety").update(valid_from=date(2012, 3, 1))
    hand_in(make_return())
    later = make_return(span="2012-Q2", at=datetime(2012, 6, 30, tzinfo=UTC))

    assert (surroundings(later.reported).last, surroundings(later.reported).history) == ({}, {})
