from datetime import date
from decimal import Decimal

import pytest

from hengzhi.core.periods import period
from hengzhi.indicators.definition import Aggregate, AnyOf, Condition, Operator, SnapshotDay
from hengzhi.indicators.evaluate import UnknownFigure, evaluate
from hengzhi.indicators.trace import codes_behind
from hengzhi.indicators.value import Value
from hengzhi.snapshots.areas import AreaError

from .cases import count, definition, frozen, row, total

pytestmark = pytest.mark.django_db

YEAR = period("2012")
SETTLED = Condition("kind", Operator.EQUAL, "tipoff")


def value(rows, formula, **asked):
    return evaluate(frozen(cases=rows), {"figure": formula}).value("figure", **{"area": "31", "period": YEAR, **asked})


def test_a_count_of_nothing_is_zero():
    assert value([], definition(count())) == Value(Decimal(0), 0, None, "cases")


def test_a_rate_of_nothing_is_no_value():
    assert value([], definition(count(SETTLED), count())) == Value(None, 0, 0, "percent")


def test_a_rate_of_none_among_some_is_zero():
    assert value([row("T1")], definition(count(SETTLED), count())) == Value(Decimal(0), 0, 1, "percent")


def test_a_sum_over_no_rows_is_no_value_and_over_rows_without_amounts_is_zero():
    formula = definition(total("recovered_yuan"), unit="yuan")

    assert value([], formula) == Value(None, None, None, "yuan")
    assert value([row("T1", recovered_yuan=None)], formula) == Value(Decimal(0), 0, None, "yuan")


def test_money_adds_up_to_the_cent():
    rows = [row(f"T{n}", recovered_yuan=Decimal("0.10")) for n in range(3)]

    assert value(rows, definition(total("recovered_yuan"), unit="yuan")).numerator == Decimal("0.30")


@pytest.mark.parametrize(
    ("amounts", "expected"), [(["1.00", "2.05"], "1.525"), (["1.00", "2.05", "9.00"], "2.05"), ([None], None)]
)
def test_a_median_is_the_middle_or_half_way_between_the_two(amounts, expected):
    rows = [row(f"T{n}", recovered_yuan=amount and Decimal(amount)) for n, amount in enumerate(amounts)]

    found = value(rows, definition(total("recovered_yuan", aggregate=Aggregate.MEDIAN), unit="yuan"))

    assert found.value == (expected and Decimal(expected))


def test_a_distinct_count_does_not_count_twice_across_months():
    rows = [row("T1", channel="phone"), row("T2", channel="phone", received_on=date(2012, 4, 1)), row("T3", channel=None)]
    rows = sorted(rows, key=lambda cells: cells[4])

    assert value(rows, definition(total("channel", aggregate=Aggregate.COUNT_DISTINCT))).value == 1


@pytest.mark.parametrize(
    ("unit", "expected"), [("percent", 50), ("per_thousand", 500), ("per_ten_thousand", 5000), ("days", Decimal("0.5"))]
)
def test_a_ratio_is_given_in_its_unit(unit, expected):
    rows = [row("T1"), row("T2", kind="tipoff")]

    assert value(rows, definition(count(SETTLED), count(), unit=unit)).value == expected


def test_numerator_and_denominator_may_be_placed_by_different_days():
    rows = [row("T1", closed_on=date(2013, 1, 5)), row("T2", closed_on=date(2012, 12, 31))]

    assert value(rows, definition(count(date="closed_on"), count())) == Value(Decimal(50), 1, 2, "percent")


def test_a_limit_that_has_not_run_out_by_the_day_of_the_snapshot_is_not_counted():
    late = row("T1", due_on=date(2012, 12, 28), closed_on=None)
    open_still = row("T2", due_on=date(2012, 12, 29), closed_on=None)
    due = Condition("due_on", Operator.AT_MOST, SnapshotDay())
    manifest = frozen(cases=[late, open_still])
    formula = definition(count(due, Condition("closed_on", Operator.NOT_NULL)), count(due, date="due_on"))

    assert manifest["as_of"] == "2012-12-28"
    assert evaluate(manifest, {"figure": formula}).value("figure", area="31", period=YEAR).denominator == 1
    assert codes_behind(manifest, formula, area="31", period=YEAR, part="denominator") == ["T1"]


def test_items_come_the_greatest_first_and_ties_by_name():
    rows = [row("T1", channel="web"), row("T2", channel="phone"), row("T3", channel=None), row("T4", channel=None)]
    evaluation = evaluate(frozen(cases=rows), {"figure": definition(count())})

    found = evaluation.items("figure", "channel", "31", YEAR)

    assert [(item, value.numerator) for item, value in found] == [("", 2), ("phone", 1), ("web", 1)]


def test_an_item_of_another_year_is_left_out():
    rows = [row("T0", channel="web", received_on=date(2011, 5, 5)), row("T1", channel="phone")]
    evaluation = evaluate(frozen(cases=rows), {"figure": definition(count())})

    assert [item for item, _ in evaluation.items("figure", "channel", "31", YEAR)] == ["phone"]
    assert [item for item, _ in evaluation.items("figure", "channel", "31", period("2011"))] == ["web"]


@pytest.mark.parametrize(
    ("asked", "covers"), [("2012", False), ("2012-04", True), ("2012-Q2", True), ("2012-08", True), ("2012-09", False)]
)
def test_an_indicator_has_no_value_where_it_is_not_in_force(asked, covers):
    formula = definition(count(), valid_from=date(2012, 4, 1), valid_to=date(2012, 9, 29))

    found = value([row("T1")], formula, period=period(asked))

    assert found == (Value(Decimal(0), 0, None, "cases") if covers else Value(None, None, None, "cases"))


def test_what_is_not_there_is_named_with_the_nearest():
    evaluation = evaluate(frozen(cases=[row("T1")]), {"figure": definition(count())})

    with pytest.raises(UnknownFigure, match=r"There is no indicator “figur”\. Did you mean “figure”\?"):
        evaluation.value("figur", area="31", period=YEAR)
    with pytest.raises(UnknownFigure, match=r"Indicator figure is not broken down by “chanel”\. Did you mean “channel”\?"):
        evaluation.items("figure", "chanel", "31", YEAR)
    with pytest.raises(AreaError, match=r"The snapshot has no area “3109”\. Did you mean “310"):
        evaluation.value("figure", area="3109", period=YEAR)


@pytest.mark.parametrize(
    ("condition", "passing"),
    [
        (Condition("persons", Operator.EQUAL, 2), "B"),
        (Condition("persons", Operator.UNEQUAL, 2), "AC"),
        (Condition("persons", Operator.LESS, 2), "A"),
        (Condition("persons", Operator.AT_MOST, 2), "AB"),
        (Condition("persons", Operator.MORE, 2), "C"),
        (Condition("persons", Operator.AT_LEAST, 2), "BC"),
        (Condition("persons", Operator.IN, (1, 3)), "AC"),
        (Condition("persons", Operator.NOT_IN, (1, 3)), "B"),
        (Condition("persons", Operator.IS_NULL), "D"),
        (Condition("persons", Operator.NOT_NULL), "ABC"),
        (AnyOf((Condition("persons", Operator.EQUAL, 1), Condition("persons", Operator.IS_NULL))), "AD"),
    ],
)
def test_a_null_passes_no_comparison_but_the_one_for_null(condition, passing):
    manifest = frozen(cases=[row(code, persons=persons) for code, persons in zip("ABCD", (1, 2, 3, None), strict=True)])
    formula = definition(count(condition))

    assert "".join(codes_behind(manifest, formula, area="31", period=YEAR)) == passing
    assert evaluate(manifest, {"figure": formula}).value("figure", area="31", period=YEAR).numerator == len(passing)


@pytest.mark.parametrize(
    ("measure", "lacking"), [(count(table="visits"), "visits"), (count(date="decided_on"), "cases.decided_on")]
)
def test_a_snapshot_older_than_a_definition_is_named(measure, lacking):
    with pytest.raises(UnknownFigure) as error:
        evaluate(frozen(cases=[row("T1")]), {"figure": definition(measure)})

    assert str(error.value) == f"Indicator figure needs {lacking}, which the snapshot does not hold; take a new snapshot."
