"""Rises: each is asked about once, as what it is."""

import numpy as np

from alarms.world import FIRST, PLAIN_CALENDAR, arrived, last_day
from hengzhi.alarms.models import RISES, Question, WatchRule
from hengzhi.alarms.rises import rises
from hengzhi.alarms.series import Watched

QUIET = {(category, area): 4.0 for category in range(3) for area in range(4)}
DAYS = 1000
RULES = {
    question: WatchRule(code=question, numbers={"false_alarms_a_year": 0.3, "least": 5, "least_ratio": 1.3}) for question in RISES
}


def found(came, rules=RULES, days=DAYS):
    findings, watched = rises(came.until(last_day(days)), last_day(days), rules, PLAIN_CALENDAR)
    assert watched > 0
    return findings


def test_a_quiet_district_raises_no_question():
    assert found(arrived(a_week=QUIET)) == []


def test_a_rise_in_one_cell_is_asked_about_as_that_cell_with_the_records_behind_it():
    burst = [(DAYS - 1 - n % 14, 1, 2, 50 + n, False) for n in range(40)]

    (finding,) = found(arrived(a_week=QUIET, more=burst))

    assert (finding.question, finding.category, finding.area, finding.enterprise) == (Question.CELL, "phones", 102, None)
    assert len(finding.records) == finding.observed >= 40
    assert finding.expected < finding.upper < finding.observed
    assert (len(finding.weeks), finding.weeks[-1]["until"]) == (53, f"{last_day(DAYS)}")


def test_a_rise_of_a_category_everywhere_is_asked_about_once_and_not_in_each_area():
    burst = [(DAYS - 1 - n % 14, 1, n % 4, 50 + n % 40, False) for n in range(100)]

    assert [(finding.question, finding.category, finding.area) for finding in found(arrived(a_week=QUIET, more=burst))] == [
        (Question.CATEGORY, "phones", None)
    ]


def test_a_rise_made_by_one_business_is_asked_about_as_that_business():
    burst = [(DAYS - 1 - n % 14, 1, 2, 77, False) for n in range(40)]

    (finding,) = found(arrived(a_week=QUIET, more=burst))

    assert (finding.question, finding.enterprise, finding.observed) == (Question.ENTERPRISE, 1077, 40)


def test_tip_offs_kept_secret_count_in_a_cell_but_never_against_one_business():
    burst = [(DAYS - 1 - n % 14, 1, 2, 77, True) for n in range(40)]

    (finding,) = found(arrived(a_week=QUIET, more=burst))

    assert (finding.question, finding.observed >= 40) == (Question.CELL, True)
    assert found(arrived(a_week=QUIET, more=burst), {Question.ENTERPRISE: RULES[Question.ENTERPRISE]}) == []


def test_only_what_is_in_the_rules_is_watched():
    burst = [(DAYS - 1 - n % 14, 1, 2, 77, False) for n in range(40)]

    (finding,) = found(arrived(a_week=QUIET, more=burst), {Question.AREA: RULES[Question.AREA]})

    assert (finding.question, finding.area) == (Question.AREA, 102)


def test_what_came_later_is_not_known_yet():
    burst = [(DAYS - 1 - n % 14, 1, 2, 77, False) for n in range(40)]

    assert found(arrived(a_week=QUIET, more=burst), days=DAYS - 20) == []


def test_a_short_history_raises_no_question():
    burst = [(199 - n % 14, 1, 2, 77, False) for n in range(40)]

    assert found(arrived(a_week=QUIET, days=200, more=burst), days=200) == []


def test_the_counts_of_a_family_are_those_of_the_arrivals():
    came = arrived(a_week=QUIET, more=[(DAYS - 1, 1, -1, -1, False)]).until(last_day())

    families = {family.question: family for family in Watched(came, last_day(), PLAIN_CALENDAR).families()}

    assert {question: int(family.counts.sum()) for question, family in families.items()} == {
        Question.DISTRICT: len(came.records), Question.CATEGORY: len(came.records), Question.AREA: len(came.records) - 1,
        Question.CELL: len(came.records) - 1, Question.ENTERPRISE: len(came.records) - 1,
    }
    cell = families[Question.CELL]
    for row, key in enumerate(cell.keys):
        is_in = (came.categories == key.category) & (came.areas == key.area)
        assert cell.counts[row].tolist() == np.bincount(came.days[is_in], minlength=DAYS).tolist()
    assert came.first == FIRST
