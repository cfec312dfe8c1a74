"""The light of a task follows from its milestones and says why."""

from datetime import date

import pytest

from hengzhi.core.calendar import WorkCalendar
from hengzhi.programme.lights import Course, Point, Warnings, light_of

CALENDAR = WorkCalendar(off={}, worked={}, published=frozenset({2012}))
WARNINGS = Warnings(warn=5, report=60)
FRIDAY = date(2012, 3, 30)


@pytest.fixture(autouse=True)
def _english():
    from django.utils import translation

    with translation.override("en"):
        yield


def light(on: date, *, state="in_hand", points=((FRIDAY, None), (date(2012, 11, 30), None)), heard_on=date(2012, 3, 1), ended=None):
    given = [Point(f"M{place}", due_on, reached) for place, (due_on, reached) in enumerate(points, start=1)]
    return light_of(Course(state, date(2012, 12, 14), given, heard_on, ended), on, CALENDAR, WARNINGS)


@pytest.mark.parametrize(("on", "colour"), [
    (date(2012, 3, 22), "green"),   # six working days before
    (date(2012, 3, 23), "yellow"),  # five
    (date(2012, 3, 30), "yellow"),  # the day itself
    (date(2012, 3, 31), "red"),     # a Saturday: late, though by no working day
    (date(2012, 4, 2), "red"),
])
def test_the_next_milestone_turns_the_light_at_its_boundaries(on, colour):
    assert light(on).colour == colour


def test_red_names_the_earliest_late_milestone_and_counts_working_days():
    found = light(date(2012, 12, 3))

    assert found.sentence == "Milestone “M1” was due on 2012-03-30: 176 working days late. 2 milestones are late in all."
    assert found.workdays_late == 176


def test_a_milestone_reported_and_waiting_counts_as_reached():
    found = light(date(2012, 4, 2), points=((FRIDAY, FRIDAY), (date(2012, 11, 30), None)))

    assert (found.colour, found.sentence) == ("green", "Next milestone “M2” is due on 2012-11-30.")


@pytest.mark.parametrize(("heard_on", "colour"), [(date(2012, 4, 2), "green"), (date(2012, 4, 1), "yellow")])
def test_sixty_days_without_a_report_are_borne_sixty_one_are_not(heard_on, colour):
    assert light(date(2012, 6, 1), points=((date(2012, 11, 30), None),), heard_on=heard_on).colour == colour


def test_a_task_past_its_day_is_red_though_all_milestones_are_reached():
    found = light(date(2012, 12, 17), points=((FRIDAY, FRIDAY),))

    assert found.sentence == "The task was due on 2012-12-14 and is not reported complete: 1 working days late."


@pytest.mark.parametrize(("ended", "sentence"), [
    (date(2012, 12, 14), "Done on time: reported complete on 2012-12-14."),
    (date(2012, 12, 15), "Done 1 day late: reported complete on 2012-12-15."),
])
def test_a_task_done_says_whether_it_was_on_time(ended, sentence):
    assert light(date(2012, 12, 28), state="done", ended=ended) .sentence == sentence


@pytest.mark.parametrize(("state", "colour"), [("planned", "off"), ("cancelled", "off"), ("reported", "green"), ("returned", "red")])
def test_states_without_work_have_no_red_light(state, colour):
    assert light(date(2012, 12, 17), state=state, ended=date(2012, 12, 14)).colour == colour
