"""A new key: everything is sealed anew in batches, then the old keys go. May be killed and started again at any point."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, sleep

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from hengzhi.register.kinds import kinds
from hengzhi.register.models import AuditEvent
from hengzhi.register.vault.index import index_rows
from hengzhi.register.vault.keys import VaultError, add_key, are_in_file, current_key, keys, retire_old_keys
from hengzhi.register.vault.models import Person, PersonIndex, PersonLink
from hengzhi.register.vault.people import index_of
from hengzhi.register.vault.sealing import reseal, unseal

BATCH = 500
# A process that took the old key just before the new one was there has written its row by then.
SETTLING_SECONDS = 3.0
NO_NEW_ROWS = "LOCK TABLE register_person IN SHARE MODE"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class KeyCount:
    """How many rows are sealed with a key; `place` is 1 for the key in use, 0 for one the vault has not."""

    name: str
    place: int
    rows: int


def standing() -> list[KeyCount]:
    """Return every key of the vault and of its rows, the one in use first, the missing ones last."""
    sealed = Person.objects.filter(erased_at__isnull=True)
    rows = dict(sealed.order_by().values_list("key_id").annotate(rows=Count("pk")))
    held = [KeyCount(key.name, place, rows.pop(key.name, 0)) for place, key in enumerate(keys(), start=1)]
    return [*held, *(KeyCount(name, 0, count) for name, count in sorted(rows.items()))]


def begin() -> None:
    """Make a new key where none waits for its rotation to end; raises VaultError where keys come from the environment."""
    if missing := [count for count in standing() if not count.place]:
        raise VaultError(
            _("%(rows)d identities are sealed with key %(key)s, which the vault has not. Give it back before a rotation.")
            % {"rows": missing[0].rows, "key": missing[0].name}
        )
    if len(keys()) > 1:
        return
    if not are_in_file():
        raise VaultError(
            _("The key comes from HENGZHI_VAULT_KEY: put a new one before it, separated by a comma, restart, and rotate then. "
              "“hengzhi vault new-key” makes one.")
        )
    add_key()


def reseal_all(*, progress: Progress = lambda done, total: None) -> int:
    """Seal every identity with the key in use and make its index anew, batch by batch; return how many."""
    started, done = monotonic(), 0
    total = _old().count()
    while (count := _reseal_batch()) or monotonic() - started < SETTLING_SECONDS:
        done += count
        progress(done, max(total, done))
        if not count:
            sleep(0.1)
    return done


def _old():
    return Person.objects.filter(key_id__in=[key.name for key in keys()[1:]])


@transaction.atomic
def _reseal_batch() -> int:
    """Seal some more; the rows are locked, or on SQLite the database is, so that no correction is lost."""
    people = list(_old().select_for_update().order_by("pk")[:BATCH])
    index = []
    for person in people:
        identity = unseal(person)
        reseal(person, identity)
        index += index_rows(person, identity)
    Person.objects.bulk_update(people, ["sealed", "key_id"], batch_size=100)
    PersonIndex.objects.filter(person__in=people).delete()
    PersonIndex.objects.bulk_create(index)
    return len(people)


@transaction.atomic
def finish(*, count: int, at: datetime) -> None:
    """Retire the old keys once no row needs them, and write the rotation down; raises VaultError where one does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(NO_NEW_ROWS)
    if left := Person.objects.filter(erased_at__isnull=True).exclude(key_id=current_key().name).count():
        raise VaultError(_("%(rows)d identities are still sealed with an old key. Rotate again.") % {"rows": left})
    facts = {"key": current_key().name, "retired": ",".join(key.name for key in keys()[1:]), "rows": str(count)}
    AuditEvent.objects.create(at=at, action="vault_rotated", facts=facts)
    if are_in_file():
        transaction.on_commit(retire_old_keys)


def catch_up(*, progress: Progress = lambda done, total: None) -> int:
    """Link and index the people of records entered before there were links; return how many. Safe to run again."""
    done = 0
    for batch in _unlinked():
        with transaction.atomic():
            links = PersonLink.objects.bulk_create(batch)
            PersonIndex.objects.bulk_create(index_of(link for link in links if not link.person.erased_at))
        done += len(batch)
        progress(done, done)
    return done


def _unlinked() -> Iterator[list[PersonLink]]:
    for kind in kinds().values():
        for column, role in kind.people.items():
            rows = kind.model._default_manager.filter(record__kind=kind.code, **{f"{column}__isnull": False})
            waiting = rows.filter(**{f"{column}__link__isnull": True}).select_related(column).order_by("pk")
            while batch := list(waiting[:BATCH]):
                yield [PersonLink(record_id=row.pk, person=getattr(row, column), role=role) for row in batch]
