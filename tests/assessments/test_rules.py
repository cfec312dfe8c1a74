"""Every kind of line: its bounds, what is missing, where it is rounded, and the sentence that says so."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation

from assessments import hand
from assessments.hand import ballots, items, judged, rate
from hengzhi.assessments.facts import IndicatorFact, Measured
from hengzhi.assessments.reasons import reason
from hengzhi.assessments.rules import rounded, score_line
from hengzhi.assessments.scheme import Band, Line, LineKind, Missing, Rule
from hengzhi.assessments.totals import grade_of
from hengzhi.indicators.definition import Words

NAME = Words("某行", "some line")


def line(kind: LineKind = LineKind.INDICATOR, **given) -> Line:
    return Line(**{"code": "some", "kind": kind, "name": NAME, "points": Decimal(10), "criterion": "targets", **given})


def cases(value: int | None, target: int | None, base: int | None = None) -> IndicatorFact:
    held = None if base is None else Measured(base, None, "cases")
    return IndicatorFact(Measured(value, None, "cases"), None if target is None else Decimal(target), held)


BANDS = (Band(Decimal(100), at_least=Decimal(98)), Band(Decimal(80), at_least=Decimal(95)))
LOWER_BANDS = (Band(Decimal(100), at_most=Decimal(0)), Band(Decimal(50), at_most=Decimal(2)), Band(Decimal(10)))


@pytest.mark.parametrize(("given", "fact", "score"), [
    (line(), rate(95, 100, 95), "10.00"),
    (line(), rate(9499, 10_000, 95), "10.00"),  # 9.99894… rounds to full, though the target is not met
    (line(), rate(80, 100, 95), "8.42"),
    (line(), rate(0, 100, 95), "0.00"),
    (line(), cases(0, 0), "10.00"),
    (line(), rate(0, 0, 95), "0.00"),
    (line(missing=Missing.OUT), rate(0, 0, 95), None),
    (line(), rate(80, 100, None), None),
    (line(rule=Rule.LOWER), cases(3, 3), "10.00"),
    (line(rule=Rule.LOWER), cases(4, 3), "7.50"),
    (line(rule=Rule.LOWER), cases(0, 0), "10.00"),
    (line(rule=Rule.LOWER), cases(1, 0), "0.00"),
    (line(rule=Rule.CHANGE), cases(110, 120, 100), "5.00"),
    (line(rule=Rule.CHANGE), cases(90, 80, 100), "5.00"),
    (line(rule=Rule.CHANGE), cases(99, 120, 100), "0.00"),
    (line(rule=Rule.CHANGE), cases(130, 120, 100), "10.00"),
    (line(rule=Rule.CHANGE), cases(110, 120), None),
    (line(rule=Rule.CHANGE), cases(120, 120, 120), "10.00"),
    (line(rule=Rule.BANDS, bands=BANDS), rate(98, 100, None), "10.00"),
    (line(rule=Rule.BANDS, bands=BANDS), rate(9799, 10_000, None), "8.00"),
    (line(rule=Rule.BANDS, bands=BANDS), rate(94, 100, None), "0.00"),
    (line(rule=Rule.BANDS, bands=LOWER_BANDS), cases(2, None), "5.00"),
    (line(rule=Rule.BANDS, bands=LOWER_BANDS), cases(3, None), "1.00"),
    (line(LineKind.TASKS, late_share=Decimal(50)), items(1, 1, 1), "5.00"),
    (line(LineKind.TASKS), items(0, 2, 0), "0.00"),
    (line(LineKind.CELLS), items(), None),
    (line(LineKind.PEER, is_trimmed=True), ballots(0, 80, 85, 90, 100), "8.50"),
    (line(LineKind.PEER, is_trimmed=True), ballots(0, 80, 85, 90), "6.38"),
    (line(LineKind.PEER, least_ballots=3), ballots(90, 90), None),
    (line(LineKind.LEADER), ballots(), None),
    (line(LineKind.MATERIAL), judged("9.995"), "10.00"),
    (line(LineKind.BONUS), judged("12"), "10.00"),
])
def test_a_fact_earns_the_points_of_its_rule(given, fact, score):
    found = score_line(given, fact, 2).computed

    assert found == (None if score is None else Decimal(score))
    with translation.override("en"):
        words = reason(score_line(given, fact, 2))
    assert words
    assert "%(" not in words


@pytest.mark.parametrize(("value", "places", "wanted"), [
    ("0.005", 2, "0.01"), ("0.0049999", 2, "0.00"), ("2.675", 2, "2.68"), ("-0.005", 2, "-0.01"), ("89.995", 2, "90.00"),
    ("0.5", 0, "1"), ("1.5", 0, "2"), ("2.5", 0, "3"), ("1/3", 4, "0.3333"), ("2/3", 4, "0.6667"),
])
def test_halves_are_rounded_away_from_zero_at_the_places_named(value, places, wanted):
    assert str(rounded(Fraction(value), places)) == wanted


@pytest.mark.parametrize(("total", "grade"), [
    ("90.00", "A"), ("89.99", "B"), ("80.00", "B"), ("79.99", "C"), ("60.00", "C"), ("59.99", "D"), ("0.00", "D"),
    ("105.00", "A"),
])
def test_a_grade_is_read_off_the_rounded_total(total, grade):
    assert grade_of(hand.scheme(), Decimal(total), is_vetoed=False) == grade


def test_a_veto_decides_the_grade_and_without_a_total_there_is_none():
    assert grade_of(hand.scheme(), Decimal(100), is_vetoed=True) == "D"
    assert grade_of(hand.scheme(), None, is_vetoed=False) == ""


def test_a_reason_names_the_figures_it_used():
    with translation.override("en"):
        words = reason(score_line(line(), rate(4560, 5000, 95), 2))

    assert words == (
        "Reached 91.2% (4,560 of 5,000), below the target of 95%: 10 × 91.2 ÷ 95 = 9.60 points."
    )
