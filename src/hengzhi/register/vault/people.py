"""People on a record: linking, adding, opening and correcting. Every opening asks a purpose and is written down."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.core.permissions import Permission
from hengzhi.register.behalf import behalf
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.permissions import KEEP_PEOPLE
from hengzhi.register.vault.identity import clean_identity
from hengzhi.register.vault.index import index_person, index_rows
from hengzhi.register.vault.models import Person, PersonIndex, PersonLink
from hengzhi.register.vault.naming import refuse_naming
from hengzhi.register.vault.sealing import reseal, seal, unseal

logger = logging.getLogger(__name__)


def links_of(record: Record, detail: Model) -> Iterator[PersonLink]:
    """Yield the unsaved links to the people whom the mechanism's own row names."""
    for column, role in record.kind_of.people.items():
        if person := getattr(detail, column):
            yield PersonLink(record=record, person=person, role=role)


def index_of(links: Iterable[PersonLink]) -> Iterator[PersonIndex]:
    """Yield the unsaved rows by which the people of new links are found."""
    for link in links:
        yield from index_rows(link.person, unseal(link.person))


def link_people(record: Record, detail: Model) -> None:
    """Link a new record with the people its row names and let them be found."""
    links = PersonLink.objects.bulk_create(links_of(record, detail))
    PersonIndex.objects.bulk_create(index_of(links))


@transaction.atomic
def add_person(*, record: Record, role: str, identity: Mapping[str, str], actor, at: datetime) -> Person:
    """Put one more person on a record; raises Refused without permission, name or number, or for a wrong number."""
    _must_reach(record, KEEP_PEOPLE, actor)
    clean = clean_identity(identity)
    if not clean:
        raise Refused(_("Write at least a name or a phone number."))
    person = seal(clean)
    person.save(force_insert=True)
    PersonLink.objects.create(record=record, person=person, role=PersonLink.Role(role))
    index_person(person, clean)
    _write_down(person, record, "person_added", actor, at, facts={"role": role})
    return person


@transaction.atomic
def open_identity(person: Person, *, record: Record, actor, purpose: str, at: datetime) -> dict[str, str]:
    """Return an identity for a purpose and write down who opened it.

    Raises Refused without permission or purpose, when the purpose names the person, or when the identity was erased.
    """
    if record.kind_of.open_identity is None or not PersonLink.objects.filter(record=record, person=person).exists():
        raise Refused(_("This person has no part in this record."))
    _must_reach(record, record.kind_of.open_identity, actor)
    if not purpose.strip():
        raise Refused(_("Say what you need the identity for."))
    refuse_naming(record, purpose)
    identity = unseal(person)
    _write_down(person, record, "identity_opened", actor, at, note=purpose.strip())
    return identity


@transaction.atomic
def correct_identity(
    person: Person, *, record: Record, identity: Mapping[str, str], reason: str, actor, at: datetime
) -> None:
    """Correct the parts that are given and keep the others; raises Refused, also when somebody changed it meanwhile."""
    _must_reach(record, KEEP_PEOPLE, actor)
    clean = clean_identity(identity)
    if not clean:
        raise Refused(_("Write what is to be corrected."))
    if not reason.strip():
        raise Refused(_("Give the reason."))
    seen = Person.objects.select_for_update().get(pk=person.pk)
    known = unseal(seen)
    refuse_naming(record, reason, also=clean)
    before = seen.key_id, bytes(seen.sealed)
    reseal(seen, known | clean)
    rows = Person.objects.filter(pk=person.pk, erased_at__isnull=True, key_id=before[0], sealed=before[1])
    if not rows.update(sealed=seen.sealed, key_id=seen.key_id, mask=seen.mask):
        raise Refused(_("Someone else has just changed this identity. Reload the page."))
    index_person(seen, known | clean)
    facts = {"parts": ",".join(part for part in clean if known.get(part) != clean[part])}
    _write_down(seen, record, "identity_corrected", actor, at, note=reason.strip(), facts=facts)


def _must_reach(record: Record, permission: Permission, actor) -> None:
    if not record.is_in_reach(actor, permission):
        raise Refused(_("You need the permission to %(what)s.") % {"what": permission.says})


def _write_down(
    person: Person, record: Record, action: str, actor, at: datetime, *, note: str = "", facts: Mapping[str, str] | None = None
) -> None:
    permission = record.kind_of.open_identity if action == "identity_opened" else KEEP_PEOPLE
    AuditEvent.objects.create(
        at=at, actor=actor, record=record, action=action, note=note,
        facts={"person": str(person.pk), **(facts or {}), **behalf(actor, permission, record)},
    )
