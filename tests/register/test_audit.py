"""The database refuses to change the trail; where somebody does so all the same, the seals name the row."""

import pytest
from django.db import IntegrityError, connection, transaction

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.register.append_only import GUARDS, TABLES, emptying, may_be_emptied, missing_guards
from hengzhi.register.models import AuditBlock, AuditEvent
from hengzhi.register.seals import COLUMNS, FORM, seal_events, sealed_so_far
from hengzhi.register.verification import Finding, verify

CHANGES = (
    "UPDATE {table} SET id = id",
    "DELETE FROM {table}",
    {"sqlite": "REPLACE INTO {table} SELECT * FROM {table}", "postgresql": "TRUNCATE {table} CASCADE"},
)


def run(statement, values=()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def change(table: str, column: str, value, row: int) -> None:
    """Change one column of one row below the models."""
    run(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, row])  # noqa: S608 - the test's own names


def unguard() -> None:
    """Take the guards away, as somebody with the rights of the database's owner can."""
    on = " ON {table}" if connection.vendor == "postgresql" else ""
    for table in TABLES:
        for guard in GUARDS[connection.vendor]:
            run(f"DROP TRIGGER {table}_{guard}{on.format(table=table)}")


@pytest.fixture
def sealed(packs):
    """Seal seven events in blocks of three; return their ids."""
    run("DELETE FROM register_trail_may_be_emptied")
    record, handler = make_complaint(), make_user("handler")
    take(record, "accept", "settle", actor=handler, outcome="settled", recovered_yuan="100")
    take(make_complaint(), "accept", actor=handler)
    for note in ("一", "二"):
        AuditEvent.objects.create(at=RECEIVED_AT, action="exported", note=note, facts={"rows": "3"})
    seal_events(at=RECEIVED_AT, size=3)
    return list(AuditEvent.objects.order_by("pk").values_list("pk", flat=True))


def block_of(place: int) -> int:
    """Return the id of the block that sealed the row at a place, from 0."""
    return AuditBlock.objects.order_by("pk").values_list("pk", flat=True)[place // 3]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("by", CHANGES)
def test_the_database_refuses_to_change_replace_or_remove_a_row(sealed, table, by):
    statement = by if isinstance(by, str) else by[connection.vendor]
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        run(statement.format(table=table))

    assert len(sealed) == AuditEvent.objects.count()


def test_all_guards_are_there_and_a_missing_one_is_named(sealed):
    assert missing_guards() == []

    unguard()

    assert missing_guards() == [f"{table}_{guard}" for table in TABLES for guard in GUARDS[connection.vendor]]


def test_emptying_lets_rows_go_and_then_no_more(sealed):
    with emptying():
        run("DELETE FROM register_auditevent")

    assert (AuditEvent.objects.count(), may_be_emptied()) == (0, False)


def test_changing_is_refused_even_while_emptying(sealed):
    with pytest.raises(IntegrityError), emptying():
        run("UPDATE register_auditevent SET note = note")

    assert may_be_emptied() is False


def test_a_form_takes_in_every_column_of_the_trail():
    assert sorted(COLUMNS[FORM]) == sorted(field.attname for field in AuditEvent._meta.concrete_fields)


def test_an_untouched_trail_is_whole_and_sealing_again_changes_nothing(sealed):
    before = sealed_so_far()

    again = seal_events(at=RECEIVED_AT)

    assert (again, verify(), sealed_so_far()) == (0, None, before)
    assert (before.blocks, before.rows, before.until, before.waiting) == (3, 7, sealed[-1], 0)


def test_an_empty_trail_is_whole(packs):
    assert (seal_events(at=RECEIVED_AT), verify()) == (0, None)


def test_new_rows_wait_and_join_the_chain_with_the_next_seal(sealed):
    AuditEvent.objects.create(at=RECEIVED_AT, action="exported")
    waiting = sealed_so_far().waiting

    count = seal_events(at=RECEIVED_AT)

    assert (waiting, count, verify()) == (1, 1, None)


@pytest.mark.parametrize(("column", "value"), [
    ("at", "2012-03-05 02:00:00.000001+00"), ("actor_id", None), ("record_id", None), ("action", "close"), ("source", "x"),
    ("target", "x"), ("note", "理甶"), ("facts", '{"rows": "4"}'),
])
def test_a_change_in_any_column_names_the_row(sealed, column, value):
    unguard()

    change("register_auditevent", column, value, sealed[1])

    assert verify() == Finding("changed", block_of(1), sealed[1])


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL holds no text that is none")
@pytest.mark.parametrize(("column", "value"), [("facts", '{"rows'), ("at", "2012-13-05"), ("note", b"\xe7\x90\xff")])
def test_a_byte_flipped_so_that_the_value_can_no_longer_be_read_names_the_row(sealed, column, value):
    unguard()

    run("PRAGMA ignore_check_constraints = ON")
    change("register_auditevent", column, value, sealed[4])
    run("UPDATE register_auditevent SET note = CAST(note AS TEXT)")
    run("PRAGMA ignore_check_constraints = OFF")

    assert verify() == Finding("changed", block_of(4), sealed[4])


@pytest.mark.parametrize("place", [0, 2, 3, 6])
def test_a_removed_row_is_named(sealed, place):
    unguard()

    run("DELETE FROM register_auditevent WHERE id = %s", [sealed[place]])

    assert verify() == Finding("missing", block_of(place), sealed[place])


@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_row_put_in_place_of_a_removed_one_is_named(sealed, place):
    unguard()
    run("DELETE FROM register_auditevent WHERE id = %s", [sealed[place]])

    AuditEvent.objects.create(pk=sealed[place], at=RECEIVED_AT, action="exported")

    assert verify() == Finding("changed", block_of(place), sealed[place])


@pytest.mark.parametrize("number", [0, -5])
def test_a_row_put_before_the_first_is_named(sealed, number):
    AuditEvent.objects.create(pk=number, at=RECEIVED_AT, action="exported")

    assert verify() == Finding("inserted", block_of(0), number)


@pytest.mark.parametrize("is_between_blocks", [False, True])
def test_a_row_put_between_sealed_rows_is_named(packs, is_between_blocks):
    for number in (10, 20, 30):
        AuditEvent.objects.create(pk=number, at=RECEIVED_AT, action="exported")
    seal_events(at=RECEIVED_AT, size=1 if is_between_blocks else 3)

    AuditEvent.objects.create(pk=15, at=RECEIVED_AT, action="exported")

    block = AuditBlock.objects.order_by("pk")[1 if is_between_blocks else 0]
    assert verify() == Finding("inserted", block.pk, 15)


def test_the_first_of_several_wrong_rows_is_named(sealed):
    unguard()

    run("DELETE FROM register_auditevent WHERE id = %s", [sealed[5]])
    change("register_auditevent", "note", "x", sealed[2])

    assert verify() == Finding("changed", block_of(2), sealed[2])


@pytest.mark.parametrize(("column", "value"), [
    ("count", 9), ("last_id", 10**6), ("sealed_at", "2012-03-06 02:00:00+00"), ("leaves", b""), ("digest", "0" * 64),
    ("previous", "0" * 64), ("form", 2),
])
def test_a_changed_block_is_named(sealed, column, value):
    unguard()

    change("register_auditblock", column, value, block_of(3))

    assert verify() == Finding("block", block_of(3))


@pytest.mark.parametrize(("place", "broken_at"), [(0, 3), (3, 6)])
def test_a_removed_block_breaks_the_chain_at_the_next(sealed, place, broken_at):
    unguard()
    follower = block_of(broken_at)

    run("DELETE FROM register_auditblock WHERE id = %s", [block_of(place)])

    assert verify() == Finding("chain", follower)


def test_seals_made_anew_over_a_changed_row_are_found_by_a_digest_kept_elsewhere(sealed):
    kept = sealed_so_far().digest
    unguard()
    change("register_auditevent", "note", "x", sealed[6])
    run("DELETE FROM register_auditblock")

    seal_events(at=RECEIVED_AT)

    assert (verify(), verify(kept), verify(sealed_so_far().digest)) == (None, Finding("anchor"), None)


def test_every_finding_has_a_sentence(sealed):
    kinds = ("changed", "missing", "inserted", "block", "chain", "form", "anchor")

    assert [kind for kind in kinds if not Finding(kind, 1, 2).says.strip()] == []


def test_the_command_says_which_row_and_ends_with_one(sealed, capsys):
    from hengzhi.ops.audit import verify_trail

    assert verify_trail("") == 0
    unguard()
    run("DELETE FROM register_auditevent WHERE id = %s", [sealed[1]])

    ended = verify_trail("")

    printed = capsys.readouterr().out
    assert (ended, f"第{sealed[1]}条" in printed, "register_auditevent_no_delete is missing" in printed) == (1, True, True)


def test_rows_written_while_another_transaction_is_open_are_not_sealed_past(committed):
    """A row with a lower id that commits later must not fall behind the seal."""
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    from threading import Event, Thread

    written, sealed = Event(), []

    def slow_writer():
        with transaction.atomic():
            AuditEvent.objects.create(at=RECEIVED_AT, action="exported", note="slow")
            written.set()
            Event().wait(0.5)
        connection.close()

    writer = Thread(target=slow_writer)
    writer.start()
    written.wait(5)
    AuditEvent.objects.create(at=RECEIVED_AT, action="exported", note="quick")
    sealed.append(seal_events(at=RECEIVED_AT))
    writer.join()

    assert (sealed, sealed_so_far().waiting, verify()) == ([2], 0, None)
