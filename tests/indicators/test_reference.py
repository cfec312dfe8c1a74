"""Every way to a number gives the number of the reference engine, for whatever rows and conditions."""

import string
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from hengzhi.core.periods import period
from hengzhi.core.tables import ColumnType
from hengzhi.indicators.definition import (
    LISTS,
    NULLNESS,
    OPERATORS,
    SUMMABLE,
    Aggregate,
    AnyOf,
    Condition,
    Measure,
    OtherColumn,
    SnapshotDay,
)
from hengzhi.indicators.evaluate import Address, evaluate_on
from hengzhi.indicators.trace import Trail
from hengzhi.snapshots import engine
from hengzhi.snapshots.fit import arrow_table

from . import reference
from .cases import AREAS, CASES, COLUMNS, PARENTS, definition

PERIODS = [period(text) for text in ("2011-12", "2012-01", "2012-03", "2012-Q1", "2012", "2011/2012")]
# Few values, so that rows meet at the edges: month ends, equal dates, the empty text beside null.
CELLS = {
    ColumnType.TEXT: st.sampled_from(["", "phone", "visit", "it's"]),
    ColumnType.DATE: st.sampled_from([date(2011, 12, 31), date(2012, 1, 1), date(2012, 3, 31), date(2012, 4, 1)]),
    ColumnType.INTEGER: st.integers(-3, 3),
    ColumnType.DECIMAL: st.sampled_from([Decimal("0.10"), Decimal("0.20"), Decimal("-7.05"), Decimal("9999999.99")]),
    ColumnType.BOOLEAN: st.booleans(),
}
BY_TYPE = {kind: [column.name for column in COLUMNS[2:] if column.type is kind] for kind in ColumnType}
DATES = BY_TYPE[ColumnType.DATE]


def rows():
    cells = [st.none() | CELLS[column.type] for column in COLUMNS[2:]]
    areas = st.none() | st.sampled_from(sorted(PARENTS))
    row = st.tuples(areas, *cells)
    return st.lists(row, max_size=12).map(
        lambda found: [(string.ascii_uppercase[number], *cells) for number, cells in enumerate(found)]
    )


@st.composite
def conditions(draw):
    kind = draw(st.sampled_from(list(ColumnType)))
    column = draw(st.sampled_from(BY_TYPE[kind]))
    chosen = draw(st.sampled_from(sorted(OPERATORS[kind])))
    if chosen in NULLNESS:
        return Condition(column, chosen)
    if chosen in LISTS:
        return Condition(column, chosen, tuple(draw(st.lists(CELLS[kind], min_size=1, max_size=2))))
    days = st.just(SnapshotDay()) if kind is ColumnType.DATE else st.nothing()
    return Condition(column, chosen, draw(CELLS[kind] | st.sampled_from(BY_TYPE[kind]).map(OtherColumn) | days))


@st.composite
def measures(draw, aggregates=tuple(Aggregate)):
    aggregate = draw(st.sampled_from(aggregates))
    fitting = [column.name for column in COLUMNS[2:] if column.type in SUMMABLE or aggregate is Aggregate.COUNT_DISTINCT]
    groups = st.lists(conditions(), min_size=1, max_size=2).map(lambda found: AnyOf(tuple(found)))
    return Measure(
        table="cases",
        aggregate=aggregate,
        date=draw(st.sampled_from(DATES)),
        column=None if aggregate is Aggregate.COUNT else draw(st.sampled_from(fitting)),
        where=tuple(draw(st.lists(conditions() | groups, max_size=2))),
    )


def formulas():
    """A measure alone, or a ratio of two that may be anything but medians."""
    parts = measures((Aggregate.COUNT, Aggregate.SUM, Aggregate.COUNT_DISTINCT))
    return st.builds(definition, measures()) | st.builds(definition, parts, parts)


def addresses(breakdowns=("kind", "channel")):
    items = st.tuples(st.sampled_from(breakdowns), CELLS[ColumnType.TEXT]) | st.just(("", ""))
    whole = st.tuples(st.sampled_from(sorted(PARENTS)), st.sampled_from(PERIODS), items)
    return whole.map(lambda drawn: Address("figure", drawn[0], drawn[1], *drawn[2]))


def same(found, expected):
    """Whether value, numerator and denominator agree; a ratio is a decimal on one side and a fraction on the other."""
    value, *parts = expected
    if [found.numerator, found.denominator] != parts or (found.value is None) != (value is None):
        return False
    return value is None or abs(Fraction(found.value) - Fraction(value)) < Fraction(1, 10**15)


def held(connection, given_rows):
    """Put rows on the engine and return the manifest that describes them."""
    columns = [{"name": column.name, "type": str(column.type)} for column in COLUMNS]
    connection.register("cases", arrow_table(CASES, given_rows, {*PARENTS, None}))
    described = {"key": "code", "placed_by": "received_on", "area": "area", "columns": columns}
    entry = {**described, "rows": len(given_rows), "digest": "", "partitions": []}
    return {"format": 1, "as_of": reference.AS_OF.isoformat(), "areas": AREAS, "tables": {"cases": entry}}


@settings(max_examples=50, deadline=None, derandomize=True, phases=[Phase.generate])
@given(rows(), formulas(), st.lists(addresses(), min_size=8, max_size=8))
def test_engine_and_trail_give_the_numbers_of_the_reference(given_rows, formula, asked):
    with engine.connect() as connection:
        manifest = held(connection, given_rows)
        evaluation = evaluate_on(lambda: connection, manifest, {"figure": formula})

        for at in asked:
            expected = reference.value(formula, given_rows, at)
            found = evaluation.value("figure", area=at.area, period=at.period, by=at.by, item=at.item)
            assert same(found, expected), f"{at}: {found}, by the reference {expected}"
        assert Trail(manifest, connection).recompute(formula, at) == found


@settings(max_examples=15, deadline=None, derandomize=True, phases=[Phase.generate])
@given(rows(), formulas())
def test_items_are_those_of_the_reference_the_greatest_first(given_rows, formula):
    with engine.connect() as connection:
        manifest = held(connection, given_rows)
        evaluation = evaluate_on(lambda: connection, manifest, {"figure": formula})
        found = evaluation.items("figure", "channel", "31", period("2012"))

    expected = reference.items(formula, given_rows, Address("figure", "31", period("2012"), "channel"))
    assert [item for item, _ in found] == [item for item, _ in expected]
    assert all(same(value, wanted) for (_, value), (_, wanted) in zip(found, expected, strict=True))
