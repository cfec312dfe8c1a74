"""For whom somebody acts: what the trail keeps of it and how it is worded.

Who holds a permission over a record by a role of their own acts for themselves, whomever they stand in for.
"""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from hengzhi.accounts.models import RoleTerm, User
from hengzhi.core.permissions import Permission
from hengzhi.register.reach import holders_reaching

USERNAME, NAME = "behalf_of", "behalf_name"
KEYS = frozenset({USERNAME, NAME})


def behalf(actor: User | None, permission: Permission, record) -> dict[str, str]:
    """Return what the trail is to keep of the absent user by whose role `actor` uses a permission on a record."""
    if actor is None or not actor.acting:
        return {}
    holders = holders_reaching(actor, permission, record)
    if not holders or actor.pk in holders:
        return {}
    return _kept([next(term for term in actor.acting if term.user_id == holders[0])])


def behalf_by(actor: User | None, permission: Permission) -> dict[str, str]:
    """Return what the trail is to keep of the absent user by whose role `actor` uses a permission that no record bounds."""
    if actor is None or not actor.acting:
        return {}
    holders = [grant.holder_id for grant in actor.reach(permission)]
    if not holders or actor.pk in holders:
        return {}
    return _kept([next(term for term in actor.acting if term.user_id == holders[0])])


def behalf_of_all(actor: User | None) -> dict[str, str]:
    """Return what the trail is to keep where no single record is concerned: everybody `actor` acts for."""
    return _kept(actor.acting) if actor else {}


def _kept(terms: list[RoleTerm]) -> dict[str, str]:
    users = {term.user.username: term.user.name for term in terms}
    return {USERNAME: " ".join(users), NAME: " ".join(users.values())} if users else {}


def who(actor: User | None, nobody: str, facts: Mapping[str, object]) -> str:
    """Word who did something, naming both where it was done for somebody."""
    if NAME not in facts:
        return str(actor or nobody)
    return _("%(deputy)s for %(absent)s") % {"deputy": actor, "absent": facts[NAME]}
