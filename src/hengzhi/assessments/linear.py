"""The greatest smallest margin that weights can reach at once: a linear programme, solved exactly in fractions."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = Sequence[Fraction]


@dataclass(frozen=True)
class Margin:
    """`value` is the greatest margin all rows can have together; `binding` the rows that keep it from being more."""

    value: Fraction
    binding: tuple[int, ...]


def greatest_margin(rows: Sequence[Row], low: Row, high: Row) -> Margin:
    """Maximise min over `rows` of row · w, for w between `low` and `high`, column by column.

    By the simplex method on the condensed tableau with Bland's rule, which cannot run in a circle. The margin is
    counted from what it is at w = low, so that this corner is a solution to start from.
    """
    at_low = [sum(map(_product, row, low)) for row in rows]
    start = min(at_low)
    table = [[*(-cell for cell in row), Fraction(1), value - start] for row, value in zip(rows, at_low, strict=True)]
    count = len(low)
    table += [
        [Fraction(int(other == column)) for other in range(count + 1)] + [high[column] - low[column]] for column in range(count)
    ]
    costs = [Fraction(0)] * count + [Fraction(-1), Fraction(0)]
    basis = list(range(count + 1, count + 1 + len(table)))
    free = list(range(count + 1))
    while (entering := _entering(costs, free)) is not None:
        leaving = _leaving(table, entering, basis)
        _pivot(table, costs, leaving, entering)
        basis[leaving], free[entering] = free[entering], basis[leaving]
    first = count + 1
    binding = (name - first for place, name in enumerate(free) if costs[place] > 0 and name >= first)
    return Margin(start + costs[-1], tuple(sorted(row for row in binding if row < len(rows))))


def _product(one: Fraction, other: Fraction) -> Fraction:
    return one * other


def _entering(costs: list[Fraction], free: list[int]) -> int | None:
    """Return the column of the first variable, by its number, that improves the margin."""
    improving = [place for place in range(len(free)) if costs[place] < 0]
    return min(improving, key=free.__getitem__, default=None)


def _leaving(table: list[list[Fraction]], entering: int, basis: list[int]) -> int:
    """Return the row that is exhausted first. There is one: every column is bounded."""
    limits = [(row[-1] / row[entering], basis[place], place) for place, row in enumerate(table) if row[entering] > 0]
    return min(limits)[2]


def _pivot(table: list[list[Fraction]], costs: list[Fraction], leaving: int, entering: int) -> None:
    """Exchange a basic and a free variable. Rows without the entering variable stay as they are."""
    pivot = table[leaving]
    head = pivot[entering]
    pivot[:] = [cell / head for cell in pivot]
    pivot[entering] = 1 / head
    for row in (*table, costs):
        factor = row[entering]
        if row is pivot or not factor:
            continue
        row[:] = [cell - factor * other if other else cell for cell, other in zip(row, pivot, strict=True)]
        row[entering] = -factor / head
