"""From a value back to the records behind it, straight from the rows and not through the cells."""

import hashlib
import statistics
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Self

import duckdb

from hengzhi.core.periods import Period
from hengzhi.indicators.compile import behind, render
from hengzhi.indicators.definition import Aggregate, Definition, Measure
from hengzhi.indicators.evaluate import Address
from hengzhi.indicators.plan import Extent, Source
from hengzhi.indicators.value import Number, Total, Value, not_in_force, value_of
from hengzhi.snapshots.engine import open_engine
from hengzhi.snapshots.manifest import Manifest, snapshot_day


class Part(StrEnum):
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class Trail:
    """Follows figures of one snapshot back to records; open it once for many figures."""

    def __init__(self, manifest: Manifest, engine: duckdb.DuckDBPyConnection | None = None) -> None:
        self._manifest = manifest
        self._day = snapshot_day(manifest)
        self._engine = engine or open_engine(manifest)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_) -> None:
        self._engine.close()

    def codes_behind(self, definition: Definition, address: Address, part: str = Part.NUMERATOR) -> list[str]:
        """Return the sorted codes of the records that a figure's numerator or denominator counts.

        An indicator without a denominator has no records behind that part.
        """
        definition = definition.on(self._day)
        measure = definition.numerator if part == Part.NUMERATOR else definition.denominator
        if measure is None or not definition.covers(address.period):
            return []
        return [key for key, _ in self._rows(measure, address)]

    def recompute(self, definition: Definition, address: Address) -> Value:
        """Return a figure's value from its rows, one by one."""
        if not definition.covers(address.period):
            return not_in_force(definition)
        definition = definition.on(self._day)
        totals = [
            _total(measure, [amount for _, amount in self._rows(measure, address)]) for measure in definition.measures
        ]
        return value_of(definition, *totals)

    def _rows(self, measure: Measure, address: Address) -> list[tuple[str, object]]:
        extent = Extent.of(self._manifest, address.area, address.period)
        tree = behind(measure, Source.of(self._manifest, measure.table), extent, address.by, address.item)
        return self._engine.execute(render(tree)).fetchall()


def codes_behind(
    manifest: Manifest, definition: Definition, *, area: str, period: Period, by: str = "", item: str = "",
    part: str = Part.NUMERATOR,
) -> list[str]:
    """Return the sorted codes of the records behind one part of a figure."""
    with Trail(manifest) as trail:
        return trail.codes_behind(definition, Address(definition.code, area, period, by, item), part)


def recompute(manifest: Manifest, definition: Definition, address: Address) -> Value:
    """Return a figure's value from its rows, one by one."""
    with Trail(manifest) as trail:
        return trail.recompute(definition, address)


def rows_digest(codes: Iterable[str]) -> str:
    """Return the SHA-256 of record codes, a line each, in hexadecimal."""
    return hashlib.sha256("\n".join(codes).encode()).hexdigest()


def _total(measure: Measure, cells: Sequence) -> Total:
    given = [cell for cell in cells if cell is not None]
    return Total(len(cells), _amount(measure.aggregate, len(cells), given))


def _amount(aggregate: Aggregate, rows: int, given: list) -> Number | None:
    if aggregate is Aggregate.COUNT:
        return rows
    if aggregate is Aggregate.SUM:
        return sum(given)
    if aggregate is Aggregate.COUNT_DISTINCT:
        return len(set(given))
    return statistics.median(map(Decimal, given)) if given else None
