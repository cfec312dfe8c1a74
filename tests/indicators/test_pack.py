"""Every indicator that is shipped: its examples hold, and they show the cases that go wrong most."""

from dataclasses import replace
from datetime import date

import pytest

from hengzhi.core.packs import packs_folder
from hengzhi.core.periods import month_after, period
from hengzhi.core.tables import ColumnType, declared_tables
from hengzhi.indicators.examples import rows_of
from hengzhi.indicators.proof import address_of, failures, hold, value_in
from hengzhi.indicators.reading import read_definition
from hengzhi.indicators.trace import Trail
from hengzhi.snapshots import engine

TABLES = declared_tables()
FILES = sorted(packs_folder().glob("*/indicators/*.toml"))
DEFINITIONS = [read_definition(path, TABLES) for path in FILES]
EXAMPLES = [(definition, example) for definition in DEFINITIONS for example in definition.examples]

every_definition = pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda definition: definition.code)


def cells(definition):
    """Yield every cell that the rows of the examples give for a column the indicator reads, with its example."""
    for example in definition.examples:
        for name, text in example.tables:
            table = TABLES[name]
            read = set().union(*(measure.columns for measure in definition.measures), {table.area}, example.by and {example.by})
            for row in rows_of(table, text):
                for column, cell in zip(table.columns, row, strict=True):
                    if column.name in read:
                        yield example, column, cell


@pytest.mark.parametrize(
    ("definition", "example"), EXAMPLES, ids=[f"{definition.code}-{example.says}" for definition, example in EXAMPLES]
)
def test_an_example_gives_the_numbers_it_says(definition, example):
    with engine.connect() as connection:
        value = value_in(definition, example, TABLES, connection)
        again = Trail(hold(example, TABLES, connection), connection).recompute(definition, address_of(definition, example))

    assert (value.numerator, value.denominator) == (example.numerator, example.denominator)
    assert again == value


@every_definition
def test_an_example_shows_an_empty_population(definition):
    parts = [example.denominator if definition.denominator else example.numerator for example in definition.examples]

    assert 0 in parts or None in parts


@every_definition
def test_an_example_shows_a_null(definition):
    assert any(cell is None for _, column, cell in cells(definition) if column.name != "area")


@every_definition
def test_an_example_shows_a_boundary_day(definition):
    def edges(example):
        asked = period(example.period)
        return {asked.first, month_after(asked.last), date.fromordinal(month_after(asked.last).toordinal() - 1)}

    assert any(
        cell in edges(example) for example, column, cell in cells(definition) if column.type is ColumnType.DATE
    )


def test_an_example_that_does_not_hold_is_told():
    definition = next(found for found in DEFINITIONS if found.code == "recovered_loss")
    closed = next(found for found in DEFINITIONS if found.code == "complaints_closed")
    wrong = replace(definition, numerator=closed.numerator)

    assert failures(definition, TABLES) == []
    assert failures(wrong, TABLES)[0] == (
        "Example “Amounts are added to the cent; the month's last day counts, the next day does not.” "
        "gives 3; wanted 200.10."
    )


def test_accepted_counts_complaints_and_tipoffs_alike():
    definition = next(found for found in DEFINITIONS if found.code == "complaints_accepted")

    assert (definition.numerator.where, definition.numerator.date) == ((), "accepted_on")
    assert "kind" in definition.breakdowns
