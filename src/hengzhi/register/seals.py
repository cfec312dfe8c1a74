"""Seals over the audit trail: rows in blocks, and in each block the digest of the block before.

A row is hashed over all its columns in a form that is the same on every database. A block keeps the digest of each of
its rows, so that `verification` can name a row, and a digest over these, its own columns and the block before.
"""

import hashlib
import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from django.db import connection, transaction
from django.db.models import Count, Max, Sum

from hengzhi.register.models import AuditBlock, AuditEvent

FORM = 1
COLUMNS = {1: ("id", "at", "actor_id", "record_id", "action", "source", "target", "note", "facts")}
HEAD = ("form", "first_id", "last_id", "count", "previous", "sealed_at")
NUMBERS = {"id", "actor_id", "record_id", "form", "first_id", "last_id", "count"}
BLOCK_ROWS = 1000
LEAF = struct.Struct(">q32s")
BEFORE_ALL = -(2**63)
# Waits for the transactions that have written but not committed; their rows have lower ids than those to come.
SETTLE = "LOCK TABLE register_auditevent IN SHARE MODE"
ONE_SEALER = "LOCK TABLE register_auditblock IN SHARE ROW EXCLUSIVE MODE"


def rows_of(table: str, columns: Sequence[str], after: int, until: int, many: int) -> Iterator[tuple]:
    """Yield the rows with after < id <= until in order, as the database holds them, `many` at a time.

    Read below the models: a row that somebody has damaged must still be read, hashed and named.
    """
    is_sqlite = connection.vendor == "sqlite"
    names = ", ".join(name if name in NUMBERS or not is_sqlite else f"CAST({name} AS BLOB)" for name in columns)
    statement = f"SELECT id, {names} FROM {table} WHERE id > %s AND id <= %s ORDER BY id LIMIT {many}"  # noqa: S608 - our names
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [after, until])
            found = cursor.fetchall()
        for number, *values in found:
            yield number, values
        if len(found) < many:
            return
        after = found[-1][0]


def canonical(columns: Sequence[str], values: Sequence[object]) -> bytes:
    """Return a row as JSON with sorted keys; instants in UTC to the microsecond, facts by content, all else as it is."""
    row = {name: plain(value) for name, value in zip(columns, values, strict=True)}
    for name, read in (("at", _instant), ("sealed_at", _instant), ("facts", _content)):
        if name in row:
            row[name] = read(row[name])
    return json.dumps(row, sort_keys=True, separators=(",", ":"), default=repr).encode("ascii")


def plain(value: object) -> object:
    """Return bytes as text, whatever they are, and all else as it is."""
    return bytes(value).decode("utf-8", "surrogateescape") if isinstance(value, bytes | memoryview) else value


def _instant(value: object) -> object:
    """Return an instant in ISO 8601; text that is none, as this database writes it, stays as it is and so differs."""
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            return value
        if str(found) != value:
            return value
        value = found.replace(tzinfo=UTC)
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else value


def _content(value: object) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def row_digests(after: int, until: int, form: int) -> Iterator[tuple[int, bytes]]:
    """Yield id and digest of the rows of the trail with after < id <= until."""
    for number, values in rows_of("register_auditevent", COLUMNS[form], after, until, BLOCK_ROWS):
        yield number, hashlib.sha256(canonical(COLUMNS[form], values)).digest()


def block_digest(head: Sequence[object], leaves: bytes) -> str:
    """Return the digest of a block from its columns HEAD and its leaves."""
    return hashlib.sha256(canonical(HEAD, head) + leaves).hexdigest()


def seal_events(*, at: datetime, size: int = BLOCK_ROWS) -> int:
    """Seal all rows not sealed yet in blocks of at most `size`; return how many. A second call finds nothing to do."""
    until, sealed = _settled(), 0
    while count := _seal_block(at, size, until):
        sealed += count
    return sealed


@transaction.atomic
def _settled() -> int:
    """Return the id up to which no row can come in any more."""
    _lock(SETTLE)
    return AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def _lock(statement: str) -> None:
    """Lock a table to the end of the transaction; on SQLite there is only ever one writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(statement)


@transaction.atomic
def _seal_block(at: datetime, size: int, until: int) -> int:
    _lock(ONE_SEALER)
    last = AuditBlock.objects.order_by("pk").last()
    after = last.last_id if last else BEFORE_ALL
    rows = list(islice(row_digests(after, until, FORM), size))
    if not rows:
        return 0
    leaves = b"".join(LEAF.pack(number, digest) for number, digest in rows)
    head = [FORM, rows[0][0], rows[-1][0], len(rows), last.digest if last else "", at]
    AuditBlock.objects.create(**dict(zip(HEAD, head, strict=True)), leaves=leaves, digest=block_digest(head, leaves))
    return len(rows)


@dataclass(frozen=True)
class Sealed:
    """How far the trail is sealed; `digest` is the last block's and stands for all before it."""

    blocks: int
    rows: int
    until: int
    waiting: int
    digest: str
    at: datetime | None


def sealed_so_far() -> Sealed:
    """Return how far the trail is sealed and how many rows wait for it."""
    last = AuditBlock.objects.defer("leaves").order_by("pk").last()
    until = last.last_id if last else 0
    waiting = AuditEvent.objects.filter(pk__gt=until).count()
    totals = AuditBlock.objects.aggregate(blocks=Count("pk"), rows=Sum("count"))
    return Sealed(
        blocks=totals["blocks"], rows=totals["rows"] or 0, until=until, waiting=waiting, digest=last.digest if last else "",
        at=last.sealed_at if last else None,
    )
