"""From a TOML file to a checked definition; the file's name is the indicator's code."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hengzhi.core.packs import read_toml
from hengzhi.core.tables import ColumnType, Table
from hengzhi.indicators import values
from hengzhi.indicators.conditions import Where, read_where
from hengzhi.indicators.definition import SUMMABLE, Aggregate, Better, Definition, Measure
from hengzhi.indicators.examples import read_examples
from hengzhi.indicators.sheet import REQUIRED, Sheet
from hengzhi.indicators.units import UNITS

HEAD = {
    "name": (values.words, REQUIRED),
    "unit": (values.choice(*UNITS), REQUIRED),
    "better": (values.choice(*Better), REQUIRED),
    "owner": (values.text, REQUIRED),
    "source": (values.words, REQUIRED),
    "reviewed": (values.day, REQUIRED),
    "caveats": (values.list_of(values.words), ()),
    "version": (values.version, 1),
    "valid_from": (values.day, None),
    "valid_to": (values.day, None),
}
PARTS = ("numerator", "denominator", "breakdowns", "example")
MEASURE_KEYS = ("table", "aggregate", "column", "date", "where")
COLUMN_TYPES = {
    Aggregate.SUM: SUMMABLE,
    Aggregate.MEDIAN: SUMMABLE,
    Aggregate.COUNT_DISTINCT: frozenset(ColumnType),
}


def read_definition(path: Path, tables: Mapping[str, Table]) -> Definition:
    """Read and check one indicator against the tables' contracts; raises PackErrors with everything that is wrong."""
    content = read_toml(path)
    sheet = Sheet(path, tables)
    sheet.only("", content, [*HEAD, *PARTS])
    head = {key: sheet.take("", content, key, read, default) for key, (read, default) in HEAD.items()}
    denominator, numerator = _measures(sheet, content)
    sheet.check()
    breakdowns = _breakdowns(sheet, content, [numerator] + ([denominator] if denominator else []))
    definition = Definition(
        code=path.stem, numerator=numerator, denominator=denominator, breakdowns=breakdowns,
        **{**head, "better": Better(head["better"])},
    )
    definition = replace(definition, examples=read_examples(sheet, content, definition))
    sheet.check()
    return definition


def _measures(sheet: Sheet, content: Mapping) -> tuple[Measure | None, Measure | None]:
    """Return the denominator, which there need not be, and the numerator, which may build on it."""
    denominator = None
    if "denominator" in content:
        denominator = _measure(sheet, "denominator", content["denominator"], None)
        if denominator is None:
            return None, None
    if "numerator" not in content:
        sheet.wrong("", "numerator", "[numerator] is missing", "add it: it says what is counted")
        return denominator, None
    numerator = _measure(sheet, "numerator", content["numerator"], denominator)
    if denominator and numerator and Aggregate.MEDIAN in {denominator.aggregate, numerator.aggregate}:
        sheet.wrong("numerator", "aggregate", "a median in a ratio", "let the median stand alone, without [denominator]")
    return denominator, numerator


def _measure(sheet: Sheet, part: str, content: object, base: Measure | None) -> Measure | None:
    """Read one part; a numerator that names no table counts among the denominator's rows, `base`."""
    if not isinstance(content, dict):
        sheet.wrong("", part, f"{part} is {content!r}", f"write a table [{part}]")
        return None
    sheet.only(part, content, MEASURE_KEYS)
    inherits = base is not None and "table" not in content
    table = base.table if inherits else sheet.take(part, content, "table", values.choice(*sheet.tables))
    if table is None:
        return None
    return _over(sheet, part, content, table, base if inherits else None)


def _over(sheet: Sheet, part: str, content: Mapping, table: str, base: Measure | None) -> Measure | None:
    before = len(sheet.errors)
    aggregate, column = _aggregate(sheet, part, content, table, base)
    if "date" in content or base is None:
        dated = sheet.take(part, content, "date", values.text)
        placed = dated and sheet.column(part, "date", table, dated, [ColumnType.DATE])
        date = placed.name if placed else None
    else:
        date = base.date
    where = (base.where if base else ()) + read_where(Where(sheet, part, table), content.get("where", []))
    if len(sheet.errors) > before:
        return None
    return Measure(table=table, aggregate=aggregate, date=date, column=column, where=where)


def _aggregate(
    sheet: Sheet, part: str, content: Mapping, table: str, base: Measure | None
) -> tuple[Aggregate | None, str | None]:
    if "aggregate" not in content and "column" not in content and base is not None:
        return base.aggregate, base.column
    named = sheet.take(part, content, "aggregate", values.choice(*Aggregate))
    aggregate = Aggregate(named) if named else None
    if aggregate is Aggregate.COUNT and "column" in content:
        sheet.wrong(part, "column", "count has a column", "leave it out, or write sum, median or count_distinct")
    if aggregate in COLUMN_TYPES:
        name = sheet.take(part, content, "column", values.text)
        found = name and sheet.column(part, "column", table, name, COLUMN_TYPES[aggregate])
        return aggregate, found.name if found else None
    return aggregate, None


def _breakdowns(sheet: Sheet, content: Mapping, measures: list[Measure]) -> tuple[str, ...]:
    names = sheet.take("", content, "breakdowns", values.list_of(values.text), ()) or ()
    for table in sorted({measure.table for measure in measures}):
        for name in names:
            sheet.column("", "breakdowns", table, name, [ColumnType.TEXT])
    return names
