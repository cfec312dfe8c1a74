"""Rows of the audit trail and its seals are only added: the database refuses to change, replace or remove them.

Removing alone is let through while the table `register_trail_may_be_emptied` holds a row (see docs/decisions, audit
trail). It is no model, so that emptying the tables of the models leaves it as it is.
"""

from django.db import migrations

TABLES = ("register_auditevent", "register_auditblock")
MARKER = "register_trail_may_be_emptied"
REFUSAL = "The audit trail is only ever added to; its rows cannot be changed or removed."
SQLITE = (
    f"CREATE TRIGGER {{table}}_no_update BEFORE UPDATE ON {{table}} BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"""CREATE TRIGGER {{table}}_no_delete BEFORE DELETE ON {{table}}
        WHEN NOT EXISTS (SELECT 1 FROM {MARKER}) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
    # REPLACE removes a row without asking the trigger above.
    f"""CREATE TRIGGER {{table}}_no_replace BEFORE INSERT ON {{table}}
        WHEN EXISTS (SELECT 1 FROM {{table}} WHERE id = new.id) BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END""",
)
POSTGRESQL = (
    """CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
        FOR EACH ROW EXECUTE FUNCTION register_keep_trail()""",
    """CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION register_keep_trail()""",
    """CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION register_keep_trail()""",
)
FUNCTION = f"""CREATE FUNCTION register_keep_trail() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'UPDATE' AND EXISTS (SELECT 1 FROM {MARKER}) THEN RETURN OLD; END IF;
        RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation';
    END $$"""
NAMES = {
    "sqlite": ("{table}_no_update", "{table}_no_delete", "{table}_no_replace"),
    "postgresql": ("{table}_no_update ON {table}", "{table}_no_delete ON {table}", "{table}_no_truncate ON {table}"),
}


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    schema_editor.execute(f"CREATE TABLE {MARKER} (since text NOT NULL)")
    if vendor == "postgresql":
        schema_editor.execute(FUNCTION, params=None)
    for table in TABLES:
        for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor]:
            schema_editor.execute(statement.format(table=table), params=None)


def undo(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for table in TABLES:
        for name in NAMES[vendor]:
            schema_editor.execute(f"DROP TRIGGER {name.format(table=table)}")
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION register_keep_trail()")
    schema_editor.execute(f"DROP TABLE {MARKER}")


class Migration(migrations.Migration):
    dependencies = [("register", "0004_audit_blocks")]
    operations = [migrations.RunPython(make, undo)]
