"""Refusing what somebody may not do or what is locked."""

from django.utils.translation import gettext as _

from hengzhi.assessments.models import Edition
from hengzhi.core.errors import Refused
from hengzhi.core.permissions import Permission
from hengzhi.register.models import Record


def must_hold(actor, permission: Permission) -> None:
    """Raise Refused unless the actor has a permission, wherever it reaches."""
    if not actor.may(permission):
        raise Refused(_("You need the permission to %(what)s.") % {"what": permission.says})


def must_reach(actor, permission: Permission, record: Record) -> None:
    """Raise Refused unless the actor's permission reaches a record."""
    if not record.is_in_reach(actor, permission):
        raise Refused(_("You need the permission to %(what)s.") % {"what": permission.says})


def must_be_open(edition: Edition) -> None:
    """Raise Refused where an edition is locked."""
    if edition.is_locked:
        raise Refused(_("The assessment %(code)s is locked; a correction opens another edition.") % {"code": edition.code})


def must_be_in(record: Record, *states: str) -> None:
    """Raise Refused where a record is in none of the states."""
    if record.state not in states:
        raise Refused(_("This is not possible while the sheet is “%(state)s”.") % {"state": record.state_label})
