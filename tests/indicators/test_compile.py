from datetime import date
from decimal import Decimal

import pytest
import sqlglot

from hengzhi.core.periods import period
from hengzhi.indicators.compile import behind, cells, level, render
from hengzhi.indicators.definition import Aggregate, AnyOf, Condition, Measure, Operator, OtherColumn
from hengzhi.indicators.plan import Extent, Source, plan
from hengzhi.snapshots.areas import lineage, top
from hengzhi.snapshots.engine import open_engine

from .cases import AREAS, COLUMNS, count, definition, frozen, row, total

ENGINES = ["duckdb", "spark", "postgres"]
CASES = Source("cases", "code", "area", tuple((column.name, column.type) for column in COLUMNS))
YEAR = Extent(("31", "3101"), period("2012"), "31")
TIMELY = Condition("closed_on", Operator.AT_MOST, OtherColumn("due_on"))
EVERYTHING = (
    TIMELY,
    Condition("kind", Operator.IN, ("complaint", "it's")),
    Condition("channel", Operator.NOT_IN, ("phone",)),
    Condition("received_on", Operator.AT_LEAST, date(2012, 1, 1)),
    Condition("recovered_yuan", Operator.MORE, Decimal("0.50")),
    Condition("is_anonymous", Operator.UNEQUAL, True),
    AnyOf((Condition("persons", Operator.IS_NULL), Condition("persons", Operator.LESS, 3))),
)
FORMULAS = [
    definition(count(TIMELY), count(date="due_on"), code="timely"),
    definition(count(*EVERYTHING), code="everything"),
    definition(total("recovered_yuan", date="closed_on"), code="recovered"),
    definition(total("persons", aggregate=Aggregate.MEDIAN), code="median"),
]


def scans_in(engine, tree):
    return engine.execute("EXPLAIN " + render(tree)).fetchall()[0][1].count("PARQUET_SCAN")


@pytest.mark.django_db
def test_all_measures_of_a_table_are_one_scan_of_it():
    manifest = frozen(cases=[row("T1"), row("T2", received_on=date(2012, 4, 1))], visits=[row("V1")])
    formulas = [*FORMULAS, definition(count(table="visits"), code="visits")]

    scans = plan(manifest, formulas)

    with open_engine(manifest) as engine:
        counted = {
            scan.source.name: scans_in(engine, cells(scan, lineage(AREAS), top(AREAS))) for scan in scans
        }
    assert counted == {"cases": 1, "visits": 1}
    assert [scan.dates for scan in scans] == [("closed_on", "due_on", "received_on"), ("received_on",)]


@pytest.mark.django_db
def test_the_same_measure_of_two_indicators_is_counted_once():
    formulas = [definition(count(), code="received"), definition(count(TIMELY), count(), code="timely")]

    scan, = plan(frozen(cases=[row("T1")]), formulas)

    assert sorted(scan.measures, key=lambda measure: len(measure.where)) == [count(), count(TIMELY)]


@pytest.mark.django_db
def test_what_does_not_add_up_is_no_part_of_a_scan():
    assert plan(frozen(cases=[row("T1")]), [definition(total("persons", aggregate=Aggregate.MEDIAN))]) == []


@pytest.mark.django_db
@pytest.mark.parametrize("engine", ENGINES)
def test_a_scan_renders_for_every_engine_and_reads_back_as_it_was(engine):
    scan, = plan(frozen(cases=[row("T1")]), FORMULAS)
    text = render(cells(scan, lineage(AREAS), top(AREAS)), engine)

    assert sqlglot.parse_one(text, dialect=engine).sql(dialect=engine) == text


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ("duckdb", 'MEDIAN(CAST("persons" AS DOUBLE)) AS "amount"'),
        ("spark", "MEDIAN(CAST(`persons` AS DOUBLE)) AS `amount`"),
        ("postgres", 'PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY CAST("persons" AS DOUBLE PRECISION)) AS "amount"'),
    ],
)
def test_a_median_is_written_in_the_words_of_each_engine(engine, expected):
    tree = level(total("persons", aggregate=Aggregate.MEDIAN), CASES, YEAR, "kind")

    assert expected in render(tree, engine)


def test_the_rows_behind_a_number_are_asked_for_by_key():
    assert render(behind(count(TIMELY), CASES, YEAR, "kind", "it's")) == (
        """SELECT "code" AS "key", "code" AS "amount" FROM "cases" """
        """WHERE (COALESCE("area", '31') IN ('31', '3101') AND "received_on" >= CAST('2012-01-01' AS DATE) """
        """AND "received_on" < CAST('2013-01-01' AS DATE) AND "closed_on" <= "due_on") """
        """AND COALESCE("kind", '') = 'it''s' ORDER BY "code\""""
    )


def test_a_measure_is_named_by_what_it_counts():
    same = Measure(table="cases", aggregate=Aggregate.COUNT, date="received_on", where=(TIMELY,))

    assert count(TIMELY).code == same.code
    assert len({measure.code for measure in (count(), count(TIMELY), count(date="due_on"), total("persons"))}) == 4
