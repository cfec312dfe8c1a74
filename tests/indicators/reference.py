"""The reference engine: what a figure is, in plain Python, row by row. Slow, obvious and apart from the product's code."""

import operator
import statistics
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from .cases import NAMES, PARENTS

COMPARE = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "in": lambda cell, wanted: cell in wanted, "not_in": lambda cell, wanted: cell not in wanted,
}
AS_OF = date(2012, 1, 15)
PER = {"percent": 100, "cases": 1, "yuan": 1}


def value(definition, rows, at):
    """Return value, numerator and denominator of the figure at an address, over rows as tuples."""
    rows = [dict(zip(NAMES, row, strict=True)) for row in rows]
    parts = [
        amount(measure, [row for row in rows if counts(measure, row, at)])
        for measure in definition.measures
    ]
    if definition.denominator is None:
        return parts[0], parts[0], None
    numerator, denominator = (part or 0 for part in parts)
    if denominator == 0:
        return None, numerator, denominator
    return Fraction(numerator) * PER[definition.unit] / Fraction(denominator), numerator, denominator


def items(definition, rows, at):
    """Return the items that have rows to count (among) and a value, the greatest first."""
    found = []
    for item in {row[NAMES.index(at.by)] or "" for row in rows}:
        here = replace(at, item=item)
        base = definition.measures[-1]
        has_rows = any(counts(base, dict(zip(NAMES, row, strict=True)), here) for row in rows)
        result = value(definition, rows, here)
        if has_rows and result[0] is not None:
            found.append((item, result))
    return sorted(found, key=lambda pair: (-pair[1][0], pair[0]))


def counts(measure, row, at):
    day = row[measure.date]
    return (
        lies_in(row["area"], at.area)
        and day is not None
        and any((day.year, day.month) == (month.year, month.month) for month in at.period.months())
        and (not at.by or (row[at.by] or "") == at.item)
        and all(passes(condition, row) for condition in measure.where)
    )


def lies_in(code, area):
    code = code or "31"
    while code and code != area:
        code = PARENTS[code]
    return code == area


def passes(condition, row):
    if hasattr(condition, "conditions"):
        return any(passes(part, row) for part in condition.conditions)
    cell = row[condition.column]
    if condition.operator == "is_null":
        return cell is None
    if condition.operator == "is_not_null":
        return cell is not None
    wanted = row[condition.value.name] if hasattr(condition.value, "name") else condition.value
    wanted = AS_OF if hasattr(wanted, "snapshot") else wanted
    return cell is not None and wanted is not None and COMPARE[condition.operator](cell, wanted)


def amount(measure, rows):
    cells = [row[measure.column] for row in rows if measure.column and row[measure.column] is not None]
    match measure.aggregate:
        case "count":
            return len(rows)
        case "sum":
            return sum(cells) if rows else None
        case "count_distinct":
            return len(set(cells))
        case "median":
            return statistics.median([Decimal(cell) for cell in cells]) if cells else None
