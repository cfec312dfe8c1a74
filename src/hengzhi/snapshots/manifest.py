"""The manifest: what a snapshot holds, as plain JSON, and the digests that stand for it.

The day of a snapshot is part of what it is: the same rows a week later hold more limits that have ended. The time of day
is not, so the same rows have the same id all day.
"""

import hashlib
import json
from datetime import date
from typing import TypedDict

from hengzhi.core.tables import ColumnType

FORMAT = 1


class AreaEntry(TypedDict):
    code: str
    name_zh: str
    name_en: str
    parent: str  # "" at the top


class ColumnEntry(TypedDict):
    name: str
    type: str


class PartitionEntry(TypedDict):
    month: str  # "2012-03", or "none" for rows that no date places
    rows: int
    digest: str
    bytes: int


class TableEntry(TypedDict):
    key: str
    placed_by: str
    area: str
    columns: list[ColumnEntry]
    rows: int
    digest: str
    partitions: list[PartitionEntry]


class Manifest(TypedDict):
    format: int
    as_of: str  # a local day, YYYY-MM-DD
    areas: list[AreaEntry]
    tables: dict[str, TableEntry]


def digest_of(content: object) -> str:
    """Return the SHA-256 of `content` as canonical JSON, in hexadecimal."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def snapshot_id(manifest: Manifest) -> str:
    """Return the name of a snapshot: what it holds, as of its day."""
    return "S" + digest_of(manifest)[:12]


def snapshot_day(manifest: Manifest) -> date:
    return date.fromisoformat(manifest["as_of"])


def column_types(entry: TableEntry) -> dict[str, ColumnType]:
    """Return the type of each column of a table, in the table's order."""
    return {column["name"]: ColumnType(column["type"]) for column in entry["columns"]}
