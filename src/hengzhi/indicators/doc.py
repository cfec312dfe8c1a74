"""The manual's page of indicators: every definition in words, with its worked examples as tables."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from hengzhi.core.tables import Table
from hengzhi.indicators.definition import (
    Aggregate,
    AnyOf,
    Better,
    Condition,
    Definition,
    Example,
    Measure,
    OtherColumn,
    SnapshotDay,
)
from hengzhi.indicators.examples import grid
from hengzhi.indicators.proof import value_in
from hengzhi.snapshots.engine import connect

HEAD = """# Indicators

Each indicator is a file in a pack, `indicators/<code>.toml`. This page is made from these files; the examples on it run
in the tests. “—” stands for no value: there was nothing to measure. Unless an example says otherwise it asks for the
whole area and all records, of a snapshot taken on the last day of its period.
"""
COUNTED = {
    Aggregate.COUNT: "the number of rows of `{table}`",
    Aggregate.SUM: "the sum of `{column}` over the rows of `{table}`",
    Aggregate.MEDIAN: "the median of `{column}` over the rows of `{table}`",
    Aggregate.COUNT_DISTINCT: "the number of different `{column}` in the rows of `{table}`",
}
WORDS = {"is_null": "is empty", "is_not_null": "is not empty", "in": "is one of", "not_in": "is none of", "!=": "≠",
         "<=": "≤", ">=": "≥"}
DIRECTIONS = {Better.HIGHER: "higher is better", Better.LOWER: "lower is better", Better.NONE: "neither is better"}


def render(definitions: Iterable[Definition], tables: Mapping[str, Table]) -> str:
    """Return the page in Markdown, indicators by code."""
    ordered = sorted(definitions, key=lambda definition: definition.code)
    return "\n".join([HEAD, *(_section(definition, tables) for definition in ordered)])


def _section(definition: Definition, tables: Mapping[str, Table]) -> str:
    unit = definition.unit.replace("_", " ")
    facts = [
        f"## {definition.name.zh} — {definition.name.en}",
        f"`{definition.code}`, version {definition.version}, in {unit}; {DIRECTIONS[definition.better]}.",
        *_formula(definition),
        f"Source: {definition.source.en}. {definition.source.zh}。",
        *(f"- {caveat.en}\n  {caveat.zh}" for caveat in definition.caveats),
        *(_example(definition, example, tables) for example in definition.examples),
    ]
    if definition.breakdowns:
        facts.insert(4 if definition.denominator else 3, "Broken down by " + _listed(definition.breakdowns) + ".")
    return "\n\n".join(facts) + "\n"


def _formula(definition: Definition) -> list[str]:
    if definition.denominator is None:
        return [f"**Value**: {_measure(definition.numerator)}."]
    numerator, denominator = definition.numerator, definition.denominator
    return [f"**Denominator**: {_measure(denominator)}.", f"**Numerator**: {_part(numerator, denominator)}."]


def _part(numerator: Measure, denominator: Measure) -> str:
    """The numerator, shortly where it counts some of the denominator's rows in the same way."""
    inherited = len(denominator.where)
    if replace(numerator, where=numerator.where[:inherited]) != denominator:
        return _measure(numerator)
    return f"those of them where {_conditions(numerator.where[inherited:])}"


def _measure(measure: Measure) -> str:
    counted = COUNTED[measure.aggregate].format(table=measure.table, column=measure.column)
    where = f" where {_conditions(measure.where)}" if measure.where else ""
    return f"{counted}{where}, placed in time by `{measure.date}`"


def _conditions(where: Iterable[Condition | AnyOf]) -> str:
    return " and ".join(_condition(condition) for condition in where)


def _condition(condition: Condition | AnyOf) -> str:
    if isinstance(condition, AnyOf):
        return "(" + " or ".join(_condition(part) for part in condition.conditions) + ")"
    words = [f"`{condition.column}`", WORDS.get(condition.operator, str(condition.operator))]
    if condition.value is not None:
        words.append(_value(condition.value))
    return " ".join(words)


def _value(value: object) -> str:
    if isinstance(value, OtherColumn):
        return f"`{value.name}`"
    if isinstance(value, SnapshotDay):
        return "the day of the snapshot"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _listed([str(item) for item in value]) if isinstance(value, tuple) else str(value)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _example(definition: Definition, example: Example, tables: Mapping[str, Table]) -> str:
    lines = [example.says, "", *(line for name, rows in example.tables for line in _table(rows)), ""]
    return "\n".join([*lines, f"{_asked(example)}: {_result(definition, example, tables)}"])


def _table(rows: str) -> list[str]:
    heading, *cells = grid(rows)
    return [f"| {' | '.join(row)} |" for row in (heading, ["---"] * len(heading), *cells)]


def _asked(example: Example) -> str:
    asked = [example.period] + ([f"area {example.area}"] if example.area else [])
    asked += [f"{example.by} “{example.item}”"] if example.by else []
    return ", ".join(asked + ([f"as of {example.as_of}"] if example.as_of else []))


def _result(definition: Definition, example: Example, tables: Mapping[str, Table]) -> str:
    with connect() as connection:
        value = value_in(definition, example, tables, connection).value
    text = "—" if value is None else f"{_number(value)} {definition.unit.replace('_', ' ')}"
    return f"**{text}**" if definition.denominator is None else f"{example.numerator} of {example.denominator}, **{text}**"


def _number(value: Decimal) -> str:
    """At most two places, none where there are none."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
