"""The value of an indicator, from what its two measures counted."""

from dataclasses import dataclass
from decimal import Decimal

from hengzhi.indicators.definition import Aggregate, Definition
from hengzhi.indicators.units import UNITS

Number = int | Decimal


@dataclass(frozen=True)
class Total:
    """What a measure counted: how many rows, and their number, sum, median or distinct count.

    The amount is None for a median of nothing.
    """

    rows: int
    amount: Number | None


@dataclass(frozen=True)
class Value:
    """A value with what it comes from; None where there is nothing to measure.

    Counts and money are exact. A ratio is computed to 28 digits, so it rounds for print as the exact fraction does.
    """

    value: Decimal | None
    numerator: Number | None
    denominator: Number | None
    unit: str


def value_of(definition: Definition, numerator: Total, denominator: Total | None = None) -> Value:
    """Return the value that two totals give.

    Of nothing there is no rate, no sum and no median; but a count of nothing is 0.
    """
    if denominator is None:
        amount = numerator.amount
        if definition.numerator.aggregate is Aggregate.SUM and numerator.rows == 0:
            amount = None
        return Value(None if amount is None else Decimal(amount), amount, None, definition.unit)
    if not denominator.amount:
        return Value(None, numerator.amount, denominator.amount, definition.unit)
    per = UNITS[definition.unit].per
    ratio = Decimal(numerator.amount) * per / Decimal(denominator.amount)
    return Value(ratio, numerator.amount, denominator.amount, definition.unit)


def not_in_force(definition: Definition) -> Value:
    """Return the value for a period in which the indicator does not hold."""
    return Value(None, None, None, definition.unit)
