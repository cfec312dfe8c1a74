"""The cells of a snapshot: what every additive measure counted, by area, month and item of a breakdown.

Computed once for a snapshot and a plan, then kept in a file beside the snapshot. Longer periods are sums of its months.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from hengzhi.core.periods import Period
from hengzhi.indicators.compile import cells, render, rows_name, sum_name
from hengzhi.indicators.definition import Aggregate, Measure
from hengzhi.indicators.encoding import plain
from hengzhi.indicators.plan import Scan
from hengzhi.indicators.value import Number, Total
from hengzhi.snapshots.areas import lineage, top
from hengzhi.snapshots.manifest import Manifest, digest_of, snapshot_id
from hengzhi.snapshots.store import parquet, replace_file, snapshots_folder

logger = logging.getLogger(__name__)

FORMAT = 1
KEYS = ["table", "by", "item", "area"]
EMPTY = pa.schema([(name, pa.string()) for name in KEYS] + [("month", pa.int32())])


class Cube:
    """Cells sorted so that the months of one table, item and area lie together."""

    def __init__(self, content: pa.Table) -> None:
        self._content = content.combine_chunks()
        self._spans: dict[tuple[str, str, str, str], tuple[int, int]] = {}
        self._items: dict[tuple[str, str, str], list[str]] = {}
        self._months: dict[tuple[str, int], dict[int, Number]] = {}
        # Groups come in no order that can be relied on, so each says itself where its rows begin.
        numbers = pa.array(range(self._content.num_rows), pa.int32())
        spans = self._content.select(KEYS).append_column("row", numbers).group_by(KEYS)
        found = spans.aggregate([("row", "min"), ("row", "count")]).select([*KEYS, "row_min", "row_count"]).to_pydict()
        for table, by, item, area, start, length in zip(*found.values(), strict=True):
            self._spans[table, by, item, area] = start, length
            self._items.setdefault((table, by, area), []).append(item)

    def items(self, table: str, by: str, area: str) -> list[str]:
        """Return the items of a breakdown that occur in an area in any month."""
        return self._items.get((table, by, area), [])

    def total(self, measure: Measure, area: str, period: Period, by: str, item: str) -> Total:
        """Return what a measure counted in an area and a period."""
        span = self._spans.get((measure.table, by, item, area))
        rows = self._sum(rows_name(measure), span, period)
        if measure.aggregate is not Aggregate.SUM:
            return Total(rows, rows)
        return Total(rows, self._sum(sum_name(measure), span, period))

    def _sum(self, column: str, span: tuple[int, int] | None, period: Period) -> Number:
        if span is None:
            return 0
        if (column, span[0]) not in self._months:
            self._months[column, span[0]] = self._by_month(column, span)
        first, last = month_number(period.first), month_number(period.last)
        return sum(number for month, number in self._months[column, span[0]].items() if first <= month <= last)

    def _by_month(self, column: str, span: tuple[int, int]) -> dict[int, Number]:
        months, numbers = (self._content.column(name).slice(*span).to_pylist() for name in ("month", column))
        return {month: number for month, number in zip(months, numbers, strict=True) if number}


def month_number(month: date) -> int:
    return month.year * 12 + month.month - 1


def compute(connection: duckdb.DuckDBPyConnection, manifest: Manifest, scans: Sequence[Scan]) -> pa.Table:
    """Run every scan once and return all cells, sorted by table, breakdown, item, area and month."""
    areas = manifest["areas"]
    parts = [EMPTY.empty_table()]
    for scan in scans if areas else ():
        found = connection.sql(render(cells(scan, lineage(areas), top(areas)))).to_arrow_table()
        parts.append(found.add_column(0, "table", pa.array([scan.source.name] * found.num_rows, pa.string())))
    return pa.concat_tables(parts, promote_options="default")


def kept_cube(
    manifest: Manifest, scans: Sequence[Scan], connect: Callable[[], duckdb.DuckDBPyConnection]
) -> Cube:
    """Return the cube of a snapshot from its file; the first time, compute it on an engine and write the file."""
    plan = digest_of([FORMAT, [plain(scan) for scan in scans]])
    path = snapshots_folder() / "evaluations" / f"{snapshot_id(manifest)}-{plan[:16]}.parquet"
    if path.is_file():
        try:
            return Cube(pq.ParquetFile(path).read())
        except pa.ArrowException:
            logger.warning("%s cannot be read and is computed again", path.name)
    with connect() as connection:
        content = compute(connection, manifest, scans)
    replace_file(path, parquet(content))
    return Cube(content)
