"""From scans to query trees. Trees are built, never written as text, and rendered for an engine at the very end."""

from collections.abc import Iterable, Sequence

from sqlglot import exp

from hengzhi.core.periods import month_after
from hengzhi.core.tables import ColumnType
from hengzhi.indicators.definition import Aggregate, AnyOf, Condition, Measure, Operator, OtherColumn
from hengzhi.indicators.plan import Extent, Scan, Source

COMPARISONS = {
    Operator.EQUAL: exp.EQ,
    Operator.UNEQUAL: exp.NEQ,
    Operator.LESS: exp.LT,
    Operator.AT_MOST: exp.LTE,
    Operator.MORE: exp.GT,
    Operator.AT_LEAST: exp.GTE,
}
SUM_TYPES = {ColumnType.INTEGER: "BIGINT", ColumnType.DECIMAL: "DECIMAL(38, 2)"}


def rows_name(measure: Measure) -> str:
    """The column that counts a measure's rows."""
    return measure.code


def sum_name(measure: Measure) -> str:
    """The column that adds up a measure's values."""
    return f"{measure.code}_sum"


def render(tree: exp.Expression, dialect: str = "duckdb") -> str:
    return tree.sql(dialect=dialect)


def cells(scan: Scan, lineage: Sequence[tuple[str, str]], top: str | None) -> exp.Select:
    """Return the query for all cells of a scan: area, month, breakdown, item, and each measure's numbers.

    The scan's rows are repeated for every date that places some measure, then grouped once by area and month and once
    more with each breakdown; areas are added up along `lineage`, the pairs of an area and one that holds it. `month` is
    year × 12 + month − 1. A row that lies in no area counts in `top`.
    """
    totals = [_named(exp.cast(exp.Sum(this=_column(name)), kind), name) for name, kind in _number_columns(scan)]
    keys = [_column("holder", "up"), *(_column(name) for name in ("month", "by", "item"))]
    tree = (
        exp.select(_named(keys[0], "area"), *keys[1:], *totals)
        .from_(_table("cells"))
        .join(_values("up", ("area", "holder"), lineage), on=_column("area", "up").eq(_column("area", "cells")))
        .group_by(*keys)
        .order_by(*(_column(name) for name in ("by", "item", "area", "month")))
    )
    return tree.with_("placed", as_=_placed(scan, top)).with_("cells", as_=_grouped(scan))


def _number_columns(scan: Scan) -> Iterable[tuple[str, str]]:
    for measure in scan.measures:
        yield rows_name(measure), "BIGINT"
        if measure.aggregate is Aggregate.SUM:
            yield sum_name(measure), SUM_TYPES[scan.source.type_of(measure.column)]


def _placed(scan: Scan, top: str | None) -> exp.Select:
    """Each row once for every date that places it, with a mark for each measure that it counts in."""
    columns = [_named(_area(scan.source, top), "area"), _named(_month(scan), "month")]
    columns += [_named(_column(name), f"by_{name}") for name in scan.breakdowns]
    for measure in scan.measures:
        counts = exp.and_(_column("dated_by", "dates").eq(measure.date), *map(_passes, measure.where))
        columns.append(_named(exp.Case().when(counts, exp.Literal.number(1)), rows_name(measure)))
        if measure.aggregate is Aggregate.SUM:
            columns.append(_named(exp.Case().when(counts.copy(), _column(measure.column)), sum_name(measure)))
    return (
        exp.select(*columns)
        .from_(_table(scan.source.name))
        .join(_values("dates", ("dated_by",), [(name,) for name in scan.dates]), join_type="cross")
        .where(_is_given(_day(scan)))
    )


def _grouped(scan: Scan) -> exp.Select:
    """The marks counted by area and month, and by these with each breakdown."""
    numbers = []
    for measure in scan.measures:
        numbers.append(_named(exp.Count(this=_column(rows_name(measure))), rows_name(measure)))
        if measure.aggregate is Aggregate.SUM:
            numbers.append(_named(exp.Sum(this=_column(sum_name(measure))), sum_name(measure)))
    by, item = _labels(scan.breakdowns)
    tree = exp.select(_column("area"), _column("month"), _named(by, "by"), _named(item, "item"), *numbers)
    sets = [["area", "month"]] + [["area", "month", f"by_{name}"] for name in scan.breakdowns]
    columns = [exp.Tuple(expressions=[_column(name) for name in names]) for names in sets]
    tree.set("group", exp.Group(grouping_sets=[exp.GroupingSets(expressions=columns)]))
    return tree.from_(_table("placed"))


def _labels(breakdowns: Sequence[str]) -> tuple[exp.Expression, exp.Expression]:
    """The breakdown that a group belongs to and its item there, both "" for the group of all."""
    nothing = exp.Literal.string("")
    if not breakdowns:
        return nothing, nothing.copy()
    by, item = exp.Case(), exp.Case()
    for name in breakdowns:
        is_broken_down = exp.Grouping(expressions=[_column(f"by_{name}")]).eq(0)
        by = by.when(is_broken_down, exp.Literal.string(name))
        item = item.when(is_broken_down.copy(), _column(f"by_{name}"))
    return by.else_(nothing), exp.Coalesce(this=item, expressions=[nothing.copy()])


def level(measure: Measure, source: Source, extent: Extent, by: str) -> exp.Select:
    """Return the query for one measure over all rows of an extent: item, rows and amount.

    For numbers that do not add up. Without a breakdown the one item is ""; a period without rows gives no row.
    """
    item = exp.Coalesce(this=_column(by), expressions=[exp.Literal.string("")]) if by else exp.Literal.string("")
    tree = exp.select(
        _named(item, "item"), _named(exp.Count(this=exp.Star()), "rows"), _named(_amount(measure, source), "amount")
    )
    tree = tree.from_(_table(source.name)).where(*_belongs(measure, source, extent))
    return tree.group_by(item.copy()) if by else tree


def behind(measure: Measure, source: Source, extent: Extent, by: str, item: str) -> exp.Select:
    """Return the query for the rows behind a number: key and the measure's column (the key again where it has none)."""
    tree = exp.select(_named(_column(source.key), "key"), _named(_column(measure.column or source.key), "amount"))
    tree = tree.from_(_table(source.name)).where(*_belongs(measure, source, extent))
    if by:
        found = exp.Coalesce(this=_column(by), expressions=[exp.Literal.string("")])
        tree = tree.where(found.eq(exp.Literal.string(item)))
    return tree.order_by(_column(source.key))


def _amount(measure: Measure, source: Source) -> exp.Expression:
    column = _column(measure.column or source.key)
    if measure.aggregate is Aggregate.MEDIAN:
        return exp.Median(this=exp.cast(column, "DOUBLE"))
    if measure.aggregate is Aggregate.COUNT_DISTINCT:
        return exp.Count(this=exp.Distinct(expressions=[column]))
    if measure.aggregate is Aggregate.SUM:
        return exp.cast(exp.Sum(this=column), SUM_TYPES[source.type_of(measure.column)])
    return exp.Count(this=exp.Star())


def _belongs(measure: Measure, source: Source, extent: Extent) -> list[exp.Expression]:
    """The conditions for a row of an extent to count in a measure."""
    day = _column(measure.date)
    return [
        _area(source, extent.top).isin(*extent.areas),
        day >= exp.convert(extent.period.first),
        day.copy() < exp.convert(month_after(extent.period.last)),
        *map(_passes, measure.where),
    ]


def _area(source: Source, top: str | None) -> exp.Expression:
    """The area of a row; one that lies in no area belongs to the whole."""
    area = _column(source.area)
    return exp.Coalesce(this=area, expressions=[exp.Literal.string(top)]) if top else area


def _day(scan: Scan) -> exp.Case:
    day = exp.Case(this=_column("dated_by", "dates"))
    for name in scan.dates:
        day = day.when(exp.Literal.string(name), _column(name))
    return day


def _month(scan: Scan) -> exp.Expression:
    year, month = (exp.Extract(this=exp.var(part), expression=_day(scan)) for part in ("YEAR", "MONTH"))
    return exp.cast(year * 12 + month - 1, "INT")


def _passes(condition: Condition | AnyOf) -> exp.Expression:
    if isinstance(condition, AnyOf):
        return exp.or_(*map(_passes, condition.conditions))
    column, operator = _column(condition.column), condition.operator
    if operator is Operator.IS_NULL:
        return column.is_(exp.null())
    if operator is Operator.NOT_NULL:
        return _is_given(column)
    if operator in {Operator.IN, Operator.NOT_IN}:
        found = column.isin(*map(exp.convert, condition.value))
        return found if operator is Operator.IN else exp.not_(found)
    value = condition.value
    other = _column(value.name) if isinstance(value, OtherColumn) else exp.convert(value)
    return COMPARISONS[operator](this=column, expression=other)


def _is_given(tree: exp.Expression) -> exp.Expression:
    return exp.not_(exp.Is(this=tree, expression=exp.null()))


def _values(name: str, columns: Sequence[str], rows: Iterable[tuple]) -> exp.Values:
    return exp.values(list(rows), alias=name, columns=list(columns))


def _named(tree: exp.Expression, name: str) -> exp.Alias:
    return exp.alias_(tree, name, quoted=True)


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _column(name: str, table: str | None = None) -> exp.Column:
    return exp.column(name, table=table, quoted=True)
