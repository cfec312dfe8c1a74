"""After the lock nothing that feeds a score can change: the database itself refuses it.

Rows below a locked edition are neither added, changed nor removed; of the edition only the publication may still be
written; what a scheme says never changes. Removing alone is let through while the register's marker for emptying a
database is there (see docs/decisions, audit trail).
"""

from django.db import migrations

MARKER = "register_trail_may_be_emptied"
LOCKED = "The assessment is locked; a correction opens another edition."
KEPT = "A scheme in store never changes; another version is stored beside it."
EDITION = "SELECT 1 FROM assessments_edition e WHERE e.locked_at IS NOT NULL AND e.id"
SHEET = f"{EDITION} = (SELECT s.edition_id FROM assessments_assessmentsheet s WHERE s.record_id"
CHILDREN = {
    "assessments_assessmentsheet": EDITION + " = {row}.edition_id",
    "assessments_round": EDITION + " = {row}.edition_id",
    "assessments_ballot": EDITION + " = (SELECT r.edition_id FROM assessments_round r WHERE r.id = {row}.round_id)",
    "assessments_lineentry": SHEET + " = {row}.sheet_id)",
    "assessments_objection": SHEET + " = (SELECT l.sheet_id FROM assessments_lineentry l WHERE l.id = {row}.entry_id))",
}
FROZEN = {
    "assessments_edition": (
        "OLD.locked_at IS NOT NULL", LOCKED,
        ("code", "year", "number", "scheme_version_id", "snapshot_id", "facts", "previous_id", "cause", "self_score_due_on",
         "objections_due_on", "opened_at", "opened_by_id", "sealed", "seal", "locked_at", "locked_by_id"),
    ),
    "assessments_schemeversion": ("1 = 1", KEPT, ("code", "version", "digest", "body", "valid_from", "valid_to")),
}
DIFFERS = {"sqlite": "OLD.{0} IS NOT NEW.{0}", "postgresql": "OLD.{0} IS DISTINCT FROM NEW.{0}"}
OPERATIONS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def guards(vendor):
    """Yield table, operation, the condition that refuses and what is then said."""
    for table, found in CHILDREN.items():
        for operation, rows in OPERATIONS.items():
            condition = " OR ".join(f"EXISTS ({found.format(row=row)})" for row in rows)
            yield table, operation, condition, LOCKED
    for table, (when, words, columns) in FROZEN.items():
        changed = " OR ".join(DIFFERS[vendor].format(column) for column in columns)
        yield table, "update", f"{when} AND ({changed})", words
    yield "assessments_edition", "delete", "OLD.locked_at IS NOT NULL", LOCKED


def sqlite(table, operation, condition, words):
    marker = f" AND NOT EXISTS (SELECT 1 FROM {MARKER})" if operation == "delete" else ""
    yield (
        f"CREATE TRIGGER {table}_lock_{operation} BEFORE {operation} ON {table} WHEN ({condition}){marker} "
        f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
    )


def postgresql(table, operation, condition, words):
    marker = f" AND NOT EXISTS (SELECT 1 FROM {MARKER})" if operation == "delete" else ""
    row = "OLD" if operation == "delete" else "NEW"
    yield (
        f"CREATE FUNCTION {table}_lock_{operation}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF ({condition}){marker} THEN RAISE EXCEPTION '{words}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"RETURN {row}; END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_lock_{operation} BEFORE {operation} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_lock_{operation}()"
    )


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    write = {"sqlite": sqlite, "postgresql": postgresql}[vendor]
    for guard in guards(vendor):
        for statement in write(*guard):
            schema_editor.execute(statement, params=None)


def undo(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table, operation, *_ in guards(vendor):
        name = f"{table}_lock_{operation}"
        if vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial"), ("register", "0005_audit_append_only")]
    operations = [migrations.RunPython(make, undo)]
