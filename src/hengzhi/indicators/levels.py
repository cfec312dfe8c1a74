"""Numbers that do not add up: medians and distinct counts, computed over all rows of the level that is asked for."""

from collections.abc import Callable
from decimal import Decimal
from threading import Lock

import duckdb

from hengzhi.core.periods import Period
from hengzhi.indicators.compile import level, render
from hengzhi.indicators.definition import Aggregate, Measure
from hengzhi.indicators.plan import Extent, Source
from hengzhi.indicators.value import Number, Total
from hengzhi.snapshots.manifest import Manifest

# Money has two places, so the middle between two amounts has three.
PLACES = 3


class Levels:
    """Computes a level at the first question and remembers it. The engine is opened only when it is needed."""

    def __init__(self, manifest: Manifest, connect: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        self._manifest = manifest
        self._connect = connect
        self._engine: duckdb.DuckDBPyConnection | None = None
        self._known: dict[tuple, dict[str, Total]] = {}
        self._lock = Lock()

    def items(self, measure: Measure, area: str, period: Period, by: str) -> dict[str, Total]:
        """Return what a measure gives for each item of a breakdown; for `by` "" the one item is ""."""
        key = measure, area, period, by
        with self._lock:
            if key not in self._known:
                self._known[key] = self._compute(measure, area, period, by)
        return self._known[key]

    def total(self, measure: Measure, area: str, period: Period, by: str, item: str) -> Total:
        nothing = Total(0, 0 if measure.aggregate is Aggregate.COUNT_DISTINCT else None)
        return self.items(measure, area, period, by).get(item, nothing)

    def _compute(self, measure: Measure, area: str, period: Period, by: str) -> dict[str, Total]:
        if self._engine is None:
            self._engine = self._connect()
        source = Source.of(self._manifest, measure.table)
        tree = level(measure, source, Extent.of(self._manifest, area, period), by)
        found = self._engine.execute(render(tree)).fetchall()
        return {item: Total(rows, _exact(amount)) for item, rows, amount in found}


def _exact(amount: float | None) -> Number | None:
    return Decimal(str(round(amount, PLACES))) if isinstance(amount, float) else amount
