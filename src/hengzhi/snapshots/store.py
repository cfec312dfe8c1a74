"""Partitions: the rows of one table and one month, in a Parquet file named by the SHA-256 of its bytes.

The same rows give the same bytes, so a partition that has not changed since the last snapshot is the same file and
costs nothing more. Only one partition is in memory at a time.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable, Collection, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.utils.translation import gettext as _

from hengzhi.core.tables import Table
from hengzhi.snapshots.fit import UnfitRow, arrow_table, check_width
from hengzhi.snapshots.manifest import PartitionEntry, TableEntry, digest_of

NO_MONTH = "none"
ROW_GROUP = 131_072


def partition_path(digest: str) -> Path:
    return snapshots_folder() / "partitions" / f"{digest}.parquet"


def snapshots_folder() -> Path:
    return Path(settings.HENGZHI_HOME) / "snapshots"


def write_table(table: Table, areas: Collection[str | None], progress: Callable[[str, int], None]) -> TableEntry:
    """Write every partition of `table` and return its part of the manifest.

    `areas` are the codes a row may lie in, with None if a row may lie in no area. `progress` is told the table's name
    and the rows written so far. The table must give the rows of a month one after another. Raises UnfitRow.
    """
    partitions: list[PartitionEntry] = []
    for month, rows in _months(table):
        if any(partition["month"] == month for partition in partitions):
            wanted = _("the rows of a month one after another: order them by %(column)s") % {"column": table.placed_by}
            raise UnfitRow(table, rows[0], table.placed_by, month, wanted)
        content = parquet(arrow_table(table, rows, areas))
        partitions.append({"month": month, "rows": len(rows), "digest": keep(content), "bytes": len(content)})
        progress(table.name, sum(partition["rows"] for partition in partitions))
    return _entry(table, sorted(partitions, key=itemgetter("month")))


def _entry(table: Table, partitions: list[PartitionEntry]) -> TableEntry:
    columns = [{"name": column.name, "type": str(column.type)} for column in table.columns]
    return {
        "key": table.key, "placed_by": table.placed_by, "area": table.area, "columns": columns,
        "rows": sum(partition["rows"] for partition in partitions),
        "digest": digest_of([columns, [partition["digest"] for partition in partitions]]),
        "partitions": partitions,
    }


def _months(table: Table) -> Iterator[tuple[str, list[tuple]]]:
    place = [column.name for column in table.columns].index(table.placed_by)

    def month_of_row(row: tuple) -> tuple[int, int] | None:
        check_width(table, row)
        day = row[place]
        if day is None:
            return None
        if not isinstance(day, date):
            raise UnfitRow(table, row, table.placed_by, day, _("a date"))
        return day.year, day.month

    for month, rows in groupby(table.rows(), month_of_row):
        yield f"{month[0]:04}-{month[1]:02}" if month else NO_MONTH, list(rows)


def parquet(rows: pa.Table) -> bytes:
    """Return `rows` as the bytes of a Parquet file; the same rows give the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(
        rows, sink, version="2.6", compression="zstd", compression_level=3, row_group_size=ROW_GROUP,
        use_dictionary=True, write_statistics=True, store_schema=False,
    )
    return sink.getvalue().to_pybytes()


def keep(content: bytes) -> str:
    """Store a partition's bytes unless they are there already; return their digest."""
    digest = hashlib.sha256(content).hexdigest()
    path = partition_path(digest)
    if not path.is_file() or path.stat().st_size != len(content):
        replace_file(path, content)
    return digest


def replace_file(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, also when the power fails."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
