"""The blind index: who has this whole number, or the same address, without opening anything.

A number or address is kept as its HMAC under a key derived from the vault's. Who has the database alone cannot try numbers.
"""

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.register.behalf import behalf_of_all
from hengzhi.register.kinds import kinds
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.permissions import FIND_PEOPLE
from hengzhi.register.reach import NOWHERE, reach_of
from hengzhi.register.vault.identity import (
    ADDRESS,
    IDENTITY_NUMBER,
    PHONE,
    clean_identity_number,
    clean_phone,
    plain_address,
    plain_phone,
)
from hengzhi.register.vault.keys import VaultKey, current_key, keys
from hengzhi.register.vault.models import Person, PersonIndex, PersonLink

Kind = PersonIndex.Kind
IDENTITY_NUMBER_LENGTH = 18


def index_rows(person: Person, identity: Mapping[str, str]) -> Iterator[PersonIndex]:
    """Yield the unsaved rows by which a person is found."""
    key = current_key()
    for kind, text in _plain(identity):
        yield PersonIndex(person=person, kind=kind, digest=digest(key, kind, text))


def index_person(person: Person, identity: Mapping[str, str]) -> None:
    """Let a person be found by the numbers and the address they have now."""
    person.index.all().delete()
    PersonIndex.objects.bulk_create(index_rows(person, identity))


def _plain(identity: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield by what an identity is found, each as it is compared."""
    if phone := plain_phone(identity.get(PHONE, "")):
        yield Kind.PHONE, phone
    if number := identity.get(IDENTITY_NUMBER):
        yield Kind.IDENTITY_NUMBER, number.upper()
    if address := plain_address(identity.get(ADDRESS, "")):
        yield Kind.ADDRESS, address


def digest(key: VaultKey, kind: str, text: str) -> str:
    """Return what is kept of a number or an address."""
    return hmac.new(key.index_secret, f"{kind}:{text}".encode(), hashlib.sha256).hexdigest()


def people_with(*, phone: str = "", id_number: str = "") -> QuerySet[Person]:
    """Return the people who have a whole phone number or a whole identity number."""
    found = Q(pk__in=[])
    for kind, text in _plain({PHONE: phone, IDENTITY_NUMBER: id_number}):
        found |= Q(index__kind=kind, index__digest__in=[digest(key, kind, text) for key in keys()])
    return Person.objects.filter(found)


def find_people(*, number: str, actor, at: datetime) -> QuerySet[PersonLink]:
    """Return where people with this whole number have a part, and write down that it was asked, not for which number.

    Only records that the actor may see and whose identities they may open; raises Refused without the permission, or
    for a text that is no whole number.
    """
    if not actor.may(FIND_PEOPLE):
        raise Refused(_("You need the permission to %(what)s.") % {"what": FIND_PEOPLE.says})
    kind = Kind.IDENTITY_NUMBER if len("".join(number.split())) == IDENTITY_NUMBER_LENGTH else Kind.PHONE
    clean = clean_identity_number(number) if kind == Kind.IDENTITY_NUMBER else clean_phone(number)
    theirs = PersonLink.objects.filter(person__in=list(people_with(**{kind.value: clean}).values_list("pk", flat=True)))
    seen = Record.objects.visible_to(actor).filter(_openable_by(actor), pk__in=theirs.values("record"))
    links = theirs.filter(record__in=seen)
    facts = {"by": kind.value, "found": str(links.count()), **behalf_of_all(actor)}
    AuditEvent.objects.create(at=at, actor=actor, action="people_searched", facts=facts)
    return links.select_related("record", "person").order_by("-record__opened_on", "-pk")


def _openable_by(user) -> Q:
    openable = NOWHERE
    for kind in kinds().values():
        if kind.open_identity:
            openable |= reach_of(user, kind.open_identity).condition() & Q(kind=kind.code)
    return openable
