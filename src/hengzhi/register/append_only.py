"""The guards by which the database itself keeps the audit trail: which are missing, and how a whole trail may go.

The guards stand in a migration. Nothing but emptying a database (a demonstration set up anew, the tests) goes past
them, and only by a marker in the database that can be seen.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

TABLES = ("register_auditevent", "register_auditblock")
GUARDS = {"sqlite": ("no_update", "no_delete", "no_replace"), "postgresql": ("no_update", "no_delete", "no_truncate")}
PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')",
}
MARKED = "SELECT COUNT(*) FROM register_trail_may_be_emptied"
MARK = "INSERT INTO register_trail_may_be_emptied (since) VALUES (CURRENT_TIMESTAMP)"
UNMARK = "DELETE FROM register_trail_may_be_emptied"


def missing_guards() -> list[str]:
    """Return the names of the guards this database should have and has not."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    wanted = (f"{table}_{guard}" for table in TABLES for guard in GUARDS[connection.vendor])
    return [name for name in wanted if name not in present]


def may_be_emptied() -> bool:
    """Say whether this database is marked as one whose trail may be emptied."""
    with connection.cursor() as cursor:
        cursor.execute(MARKED)
        return bool(cursor.fetchone()[0])


def let_be_emptied() -> None:
    """Mark this database for good as one whose trail may be emptied: the tests' own."""
    with connection.cursor() as cursor:
        cursor.execute(MARK)


@contextmanager
def emptying() -> Iterator[None]:
    """Let the trail be emptied within the block, all or nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(MARK)
        yield
        cursor.execute(UNMARK)
