"""The engine over a snapshot: one view a table, over exactly the partitions the manifest names."""

import hashlib
from collections.abc import Iterator

import duckdb
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError
from hengzhi.snapshots.fit import schema
from hengzhi.snapshots.manifest import Manifest, PartitionEntry, TableEntry, column_types
from hengzhi.snapshots.store import partition_path

BLOCK = 1 << 20


class SnapshotDamaged(HengzhiError):
    """A partition of the snapshot is missing."""


def connect() -> duckdb.DuckDBPyConnection:
    """Open an empty engine that prints nothing and fetches nothing from elsewhere; one thread at a time may use it."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET parquet_metadata_cache = true")
    return connection


def open_engine(manifest: Manifest) -> duckdb.DuckDBPyConnection:
    """Open an engine with a view for every table; raises SnapshotDamaged when a partition is missing."""
    for name, partition in _partitions(manifest):
        if not partition_path(partition["digest"]).is_file():
            raise SnapshotDamaged(_("The snapshot is damaged: %(which)s is missing.") % {"which": _named(name, partition)})
    connection = connect()
    for name, entry in manifest["tables"].items():
        _create_view(connection, name, entry)
    return connection


def verify(manifest: Manifest) -> list[str]:
    """Read every partition again and return the damaged ones, each by table, month and digest."""
    return [_named(name, partition) for name, partition in _partitions(manifest) if not _is_whole(partition)]


def _create_view(connection: duckdb.DuckDBPyConnection, name: str, entry: TableEntry) -> None:
    if entry["partitions"]:
        files = [str(partition_path(partition["digest"])) for partition in entry["partitions"]]
        connection.read_parquet(files).create_view(name)
    else:
        connection.register(name, schema(list(column_types(entry).items())).empty_table())


def _partitions(manifest: Manifest) -> Iterator[tuple[str, PartitionEntry]]:
    for name, entry in manifest["tables"].items():
        for partition in entry["partitions"]:
            yield name, partition


def _named(table: str, partition: PartitionEntry) -> str:
    return f"{table} {partition['month']} {partition['digest']}"


def _is_whole(partition: PartitionEntry) -> bool:
    path = partition_path(partition["digest"])
    if not path.is_file():
        return False
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest() == partition["digest"]
