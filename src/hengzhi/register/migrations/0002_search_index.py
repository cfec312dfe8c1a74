"""The index behind search: full text over pairs of characters on SQLite, tsvector on PostgreSQL."""

from django.db import migrations

SQLITE = (
    """CREATE VIRTUAL TABLE register_search USING fts5(
        words, content='register_searchtext', content_rowid='record_id', tokenize='unicode61')""",
    """CREATE TRIGGER register_search_added AFTER INSERT ON register_searchtext BEGIN
        INSERT INTO register_search(rowid, words) VALUES (new.record_id, new.words); END""",
    """CREATE TRIGGER register_search_removed AFTER DELETE ON register_searchtext BEGIN
        INSERT INTO register_search(register_search, rowid, words) VALUES ('delete', old.record_id, old.words); END""",
    """CREATE TRIGGER register_search_changed AFTER UPDATE ON register_searchtext BEGIN
        INSERT INTO register_search(register_search, rowid, words) VALUES ('delete', old.record_id, old.words);
        INSERT INTO register_search(rowid, words) VALUES (new.record_id, new.words); END""",
)
POSTGRESQL = ("CREATE INDEX register_search ON register_searchtext USING gin ((words::tsvector))",)
UNDO = {"sqlite": ("DROP TABLE register_search",), "postgresql": ("DROP INDEX register_search",)}


def make(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement)


def undo(apps, schema_editor):
    for statement in UNDO[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunPython(make, undo)]
