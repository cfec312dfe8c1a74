"""What a record page shows of its people."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hengzhi.core.clock import today
from hengzhi.register.models import Record
from hengzhi.register.permissions import ERASE, HOLD, KEEP_PEOPLE
from hengzhi.register.vault.holds import holds_in_force
from hengzhi.register.vault.identity import PARTS
from hengzhi.register.vault.models import LegalHold, PersonLink


@dataclass(frozen=True)
class PersonLine:
    """A person as the page shows them; `part` is their part in the words of the record's rules.

    `opened` holds the parts of an identity just opened, with their names.
    """

    link: PersonLink
    part: str
    opened: tuple[tuple[str, str], ...]
    error: str


@dataclass(frozen=True)
class Panel:
    """The people of a record, the holds on it, and what this user may do with them."""

    record: Record
    lines: tuple[PersonLine, ...]
    holds: tuple[LegalHold, ...]
    may_open: bool
    may_keep: bool
    may_hold: bool
    may_erase: bool


def part_names() -> dict[str, str]:
    """Return the parts of an identity in order, with their names."""
    return dict(zip(PARTS, (_("Name"), _("Phone"), _("Identity number"), _("Address")), strict=True))


def panel(
    record: Record, user, *, person=None, identity: Mapping[str, str] | None = None, error: str = ""
) -> Panel:
    """Shape the people of a record for a user who may see it, in two queries.

    `identity` is what has just been opened of `person`, `error` why it was not.
    """
    names = part_names()
    opened = tuple((names[part], text) for part, text in (identity or {}).items() if part in names)
    links = record.people.select_related("person__erased_by")
    lines = tuple(
        PersonLine(
            link, record.word(link.role, link.get_role_display()), opened if link.person_id == person else (),
            error if link.person_id == person else "",
        )
        for link in links
    )
    opens = record.kind_of.open_identity
    return Panel(
        record=record, lines=lines, holds=tuple(holds_in_force(today()).filter(record=record).select_related("set_by")),
        may_open=bool(opens) and record.is_in_reach(user, opens), may_keep=record.is_in_reach(user, KEEP_PEOPLE),
        may_hold=record.is_in_reach(user, HOLD), may_erase=not record.is_open and record.is_in_reach(user, ERASE),
    )
