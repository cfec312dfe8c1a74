"""Erasing an identity: what was sealed, its index and its mask go; a tombstone and every figure stay."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.register.behalf import behalf
from hengzhi.register.models import AuditEvent, Record, SearchText
from hengzhi.register.permissions import ERASE
from hengzhi.register.search import note as note_for_search
from hengzhi.register.services import words_of
from hengzhi.register.vault.free_text import free_text
from hengzhi.register.vault.holds import holds_in_force
from hengzhi.register.vault.keys import VaultError
from hengzhi.register.vault.models import Person, PersonIndex, PersonLink, Proposal
from hengzhi.register.vault.naming import pattern_of, refuse_naming, without
from hengzhi.register.vault.retention import due_links
from hengzhi.register.vault.sealing import unseal

BATCH = 100
Ground = Person.Ground

logger = logging.getLogger(__name__)


@transaction.atomic
def erase_person(person: Person, *, ground: str, reason: str, actor, at: datetime) -> None:
    """Erase one identity on request, on a ground the law gives; `reason` says who asked and where that is filed.

    Raises Refused without permission or reason, while the record is open or held, or when it is erased already.
    """
    link = PersonLink.objects.select_related("record", "person").get(person=person)
    if not link.record.is_in_reach(actor, ERASE):
        raise Refused(_("You need the permission to %(what)s.") % {"what": ERASE.says})
    if ground not in set(Ground) - {Ground.SCHEDULE} or not reason.strip():
        raise Refused(_("Give the ground and say who asked for it."))
    refuse_naming(link.record, reason)
    if why := kept_because(link, at):
        raise Refused(why)
    if not _erase(link, Ground(ground), actor, at, reason.strip()):
        raise Refused(_("Someone else has just erased this identity. Reload the page."))


def kept_because(link: PersonLink, at: datetime) -> str:
    """Return why a person must not be erased now, or "" if they may be."""
    if link.person.erased_at:
        return _("This identity has been erased.")
    if link.record.is_open:
        return _("The record is still open, and the identity is needed to handle it. Close the record first.")
    if holds_in_force(local_day(at)).filter(record=link.record).exists():
        return _("A hold is on the record. Lift it first.")
    return ""


def erase_confirmed(*, at: datetime, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Erase what was confirmed and is still due, in batches; return how many. Goes on where a killed run stopped."""
    total, erased = Proposal.objects.filter(confirmed_at__isnull=False).count(), 0
    done = 0
    while keys := list(Proposal.objects.filter(confirmed_at__isnull=False).values_list("pk", flat=True)[:BATCH]):
        erased += _erase_batch(keys, at)
        done += len(keys)
        progress(done, total)
    return erased


@transaction.atomic
def _erase_batch(keys: list[int], at: datetime) -> int:
    """Erase the people of some proposals that are due still; the proposals go in any case."""
    due = due_links(local_day(at)).filter(person__proposal__in=keys).select_related("record", "person")
    still = {link.person_id: link for link in due}
    erased = 0
    for proposal in Proposal.objects.filter(pk__in=keys).select_related("confirmed_by"):
        if link := still.get(proposal.person_id):
            erased += _erase(link, Ground.SCHEDULE, proposal.confirmed_by, at, "")
    Proposal.objects.filter(pk__in=keys).delete()
    return erased


def _erase(link: PersonLink, ground: Ground, actor, at: datetime, reason: str) -> bool:
    """Erase a person of a record; False when somebody else has done it."""
    person, record = link.person, link.record
    _cross_out(record, person)
    rows = Person.objects.filter(pk=person.pk, erased_at__isnull=True)
    if not rows.update(sealed=b"", key_id="", mask="", erased_at=at, erased_by=actor, erased_ground=ground):
        return False
    PersonIndex.objects.filter(person=person).delete()
    Proposal.objects.filter(person=person).delete()
    AuditEvent.objects.create(
        at=at, actor=actor, record=record, action="identity_erased", note=reason,
        facts={"person": str(person.pk), "role": link.role, "ground": ground.value, **behalf(actor, ERASE, record)},
    )
    return True


def _cross_out(record: Record, person: Person) -> None:
    """Take a person out of the texts of their record and out of what it is found by."""
    try:
        pattern = pattern_of(unseal(person))
    except VaultError as error:
        # Sealed with a key that is lost: nobody can say the name, so nobody can look for it.
        logger.warning("record %s: erased without looking through its texts: %s", record.code, error)
        return
    if pattern and sum(_clean(record, text, pattern) for text in free_text()):
        fresh = Record.objects.get(pk=record.pk)
        note_for_search(fresh, words_of(fresh, fresh.detail))


def _clean(record: Record, text, pattern) -> int:
    """Cross a person out of one table's texts; return how many rows had to be changed."""
    changed = 0
    for row in text.rows_of(record).values("pk", *text.columns):
        cleaned = {column: without(row[column] or "", pattern) for column in text.columns}
        if different := {column: value for column, value in cleaned.items() if value != (row[column] or "")}:
            changed += text.model._default_manager.filter(pk=row["pk"]).update(**different)
    return changed


def scrub() -> None:
    """Have the database itself let go of what was erased: free pages, its log, old parts of the search index.

    Outside a transaction. On SQLite what is deleted is overwritten at once (`secure_delete`); the search index and the
    log keep it until they are written anew here. On PostgreSQL dead rows are cleared away.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO register_search(register_search) VALUES('optimize')")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return
        models = {Person, PersonIndex, SearchText, *(text.model for text in free_text())}
        for table in sorted(model._meta.db_table for model in models):
            cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")
