"""Whether the worked examples of a definition hold, on a real engine."""

from collections.abc import Mapping

import duckdb
from django.utils.translation import gettext as _

from hengzhi.core.calendar import ONE_DAY
from hengzhi.core.periods import month_after, period
from hengzhi.core.tables import Table
from hengzhi.indicators.definition import Definition, Example
from hengzhi.indicators.evaluate import Address, evaluate_on
from hengzhi.indicators.examples import rows_of
from hengzhi.indicators.value import Value
from hengzhi.snapshots import engine
from hengzhi.snapshots.fit import arrow_table
from hengzhi.snapshots.manifest import FORMAT, AreaEntry, Manifest

EVERYWHERE = "0"


def failures(definition: Definition, tables: Mapping[str, Table]) -> list[str]:
    """Return a sentence for every example of `definition` that gives other numbers than it says."""
    found = []
    with engine.connect() as connection:
        for example in definition.examples:
            value = value_in(definition, example, tables, connection)
            if (value.numerator, value.denominator) != (example.numerator, example.denominator):
                text = _("Example “%(says)s” gives %(found)s; wanted %(wanted)s.")
                found.append(text % {"says": example.says, "found": _pair(value), "wanted": _pair(example)})
    return found


def _pair(holder: Value | Example) -> str:
    numbers = [holder.numerator] + ([] if holder.denominator is None else [holder.denominator])
    return " / ".join("—" if number is None else str(number) for number in numbers)


def value_in(
    definition: Definition, example: Example, tables: Mapping[str, Table], connection: duckdb.DuckDBPyConnection
) -> Value:
    """Return the value an example's rows give for the figure the example asks for."""
    manifest = hold(example, tables, connection)
    evaluation = evaluate_on(lambda: connection, manifest, {definition.code: definition})
    address = address_of(definition, example)
    return evaluation.value(
        address.indicator, area=address.area, period=address.period, by=address.by, item=address.item
    )


def address_of(definition: Definition, example: Example) -> Address:
    """Return the figure an example asks for."""
    area = example.area or EVERYWHERE
    return Address(definition.code, area, period(example.period), example.by, example.item)


def hold(example: Example, tables: Mapping[str, Table], connection: duckdb.DuckDBPyConnection) -> Manifest:
    """Put an example's rows on an engine in place of those before and return the manifest that describes them."""
    rows = {name: rows_of(tables[name], text) for name, text in example.tables}
    areas = _areas(example, tables, rows)
    codes = {area["code"] for area in areas} | {None}
    for name, given in rows.items():
        connection.register(name, arrow_table(tables[name], given, codes))
    entries = {name: _entry(tables[name], len(given)) for name, given in rows.items()}
    as_of = example.as_of or month_after(period(example.period).last) - ONE_DAY
    return {"format": FORMAT, "as_of": as_of.isoformat(), "areas": areas, "tables": entries}


def _entry(table: Table, rows: int) -> dict:
    columns = [{"name": column.name, "type": str(column.type)} for column in table.columns]
    described = {"key": table.key, "placed_by": table.placed_by, "area": table.area, "columns": columns}
    return {**described, "rows": rows, "digest": "", "partitions": []}


def _areas(example: Example, tables: Mapping[str, Table], rows: Mapping[str, list[tuple]]) -> list[AreaEntry]:
    """The areas an example speaks of; as in the national codes, an area's code begins with that of the one it lies in."""
    found = {example.area} if example.area else set()
    for name, given in rows.items():
        at = [column.name for column in tables[name].columns].index(tables[name].area)
        found |= {row[at] for row in given if row[at]}
    holders = {code: _holder(code, found) for code in found}
    entries = [{"code": code, "name_zh": code, "name_en": code, "parent": holders[code]} for code in sorted(found)]
    return [{"code": EVERYWHERE, "name_zh": "全部", "name_en": "all", "parent": ""}, *entries]


def _holder(code: str, known: set[str]) -> str:
    return max((other for other in known if other != code and code.startswith(other)), key=len, default=EVERYWHERE)
