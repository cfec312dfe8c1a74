from datetime import date
from decimal import Decimal

import pytest

from hengzhi.core.periods import period
from hengzhi.indicators.definition import Aggregate, Condition, Operator, OtherColumn
from hengzhi.indicators.evaluate import Address, evaluate
from hengzhi.indicators.trace import Trail, codes_behind, recompute, rows_digest
from hengzhi.indicators.value import Value

from .cases import count, definition, frozen, row, total

pytestmark = pytest.mark.django_db

YEAR = period("2012")
TIMELY = Condition("closed_on", Operator.AT_MOST, OtherColumn("due_on"))
RATE = definition(count(TIMELY), count())
ROWS = [
    row("T9", received_on=date(2011, 12, 31)),
    row("T2", channel="web"),
    row("T1", area="3102", closed_on=None),
    row("T3", area="310101", closed_on=date(2012, 3, 13)),
]


def test_the_records_behind_each_part_are_given_by_code():
    manifest = frozen(cases=ROWS)

    assert codes_behind(manifest, RATE, area="31", period=YEAR) == ["T2"]
    assert codes_behind(manifest, RATE, area="31", period=YEAR, part="denominator") == ["T1", "T2", "T3"]
    assert codes_behind(manifest, RATE, area="3101", period=YEAR, part="denominator") == ["T2", "T3"]
    assert codes_behind(manifest, RATE, area="31", period=YEAR, by="channel", item="phone", part="denominator") == ["T1", "T3"]


def test_there_are_no_records_behind_a_denominator_that_is_none():
    assert codes_behind(frozen(cases=ROWS), definition(count()), area="31", period=YEAR, part="denominator") == []


def test_there_are_no_records_behind_a_figure_not_in_force():
    formula = definition(count(), valid_from=date(2013, 1, 1))

    assert codes_behind(frozen(cases=ROWS), formula, area="31", period=YEAR) == []
    assert recompute(frozen(cases=ROWS), formula, Address("figure", "31", YEAR)) == Value(None, None, None, "cases")


@pytest.mark.parametrize(
    "formula",
    [
        RATE,
        definition(count()),
        definition(total("recovered_yuan"), unit="yuan"),
        definition(total("recovered_yuan", aggregate=Aggregate.MEDIAN), unit="yuan"),
        definition(total("channel", aggregate=Aggregate.COUNT_DISTINCT)),
    ],
)
def test_a_figure_from_its_rows_is_the_figure_printed(formula):
    manifest = frozen(cases=ROWS)
    printed = evaluate(manifest, {"figure": formula}).value("figure", area="31", period=YEAR)

    assert printed.value is not None
    assert recompute(manifest, formula, Address("figure", "31", YEAR)) == printed


def test_one_trail_follows_many_figures():
    with Trail(frozen(cases=ROWS)) as trail:
        found = [trail.recompute(RATE, Address("figure", area, YEAR)) for area in ("31", "3101", "3102")]

    assert found == [
        Value(Decimal(100) / 3, 1, 3, "percent"), Value(Decimal(50), 1, 2, "percent"), Value(Decimal(0), 0, 1, "percent"),
    ]


def test_the_digest_of_rows_depends_on_every_code():
    assert rows_digest(["T1", "T2"]) == "2e018219a50b96b0f65ee8f30f34601fecfe6a295cb8596f7eee6f7d17915258"
    assert len({rows_digest(codes) for codes in ([], ["T1"], ["T1", "T2"], ["T1T2"])}) == 4
