"""Taking a snapshot: everything the mechanisms give, as of one moment."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from operator import itemgetter

from django.db import connection, transaction

from hengzhi.core.clock import local_day
from hengzhi.core.tables import Table, declared_tables
from hengzhi.snapshots.areas import lineage, top
from hengzhi.snapshots.manifest import FORMAT, AreaEntry, Manifest, snapshot_id
from hengzhi.snapshots.models import Snapshot
from hengzhi.snapshots.store import write_table

logger = logging.getLogger(__name__)


def take_snapshot(
    *,
    at: datetime,
    areas: Sequence[AreaEntry],
    tables: Mapping[str, Table] | None = None,
    progress: Callable[[str, int], None] = lambda table, rows: None,
) -> Snapshot:
    """Freeze all tables as they are now and return the snapshot, the existing one when nothing has changed.

    The existing one keeps its day: its figures stay those of that day.

    `progress` is told a table's name and the rows written so far. Raises UnfitRow for a row that breaks its table's
    contract and AreaError when the areas are no tree; then nothing is stored but partitions nobody names.
    """
    tables = declared_tables() if tables is None else tables
    as_of = local_day(at)
    manifest = _manifest(as_of, tables, areas, progress)
    snapshot, is_new = Snapshot.objects.get_or_create(
        id=snapshot_id(manifest), defaults={"taken_at": at, "as_of": as_of, "manifest": manifest}
    )
    logger.info("snapshot %s: %s, %d rows", snapshot.id, "new" if is_new else "unchanged", snapshot.rows)
    return snapshot


def _manifest(
    as_of: date, tables: Mapping[str, Table], areas: Sequence[AreaEntry], progress: Callable[[str, int], None]
) -> Manifest:
    lineage(areas)
    # Without one area over all others a row that lies in no area would be counted nowhere.
    codes = {area["code"] for area in areas} | ({None} if top(areas) else set())
    with _one_moment():
        entries = {name: write_table(tables[name], codes, progress) for name in sorted(tables)}
    ordered = sorted(areas, key=itemgetter("code"))
    return {"format": FORMAT, "as_of": as_of.isoformat(), "areas": ordered, "tables": entries}


@contextmanager
def _one_moment() -> Iterator[None]:
    """Let every query inside see the database as of one moment."""
    is_first = not connection.in_atomic_block
    with transaction.atomic(durable=True):
        # SQLite's transactions are of one moment by themselves; PostgreSQL's only when asked before the first query.
        if is_first and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
