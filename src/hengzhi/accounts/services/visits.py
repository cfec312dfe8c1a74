"""Writes to sessions: beginning, seeing, ending. Instants are the machine's."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction

from hengzhi.accounts import acts
from hengzhi.accounts.models import User, Visit

AGENT_LENGTH = 300


@transaction.atomic
def begin_visit(*, user: User, session_key: str, address: str, agent: str, at: datetime) -> Visit:
    """Note a session that has just begun, or in which its user has just signed in again.

    The oldest beyond as many as a user may have are ended.
    """
    forget_visit(session_key)
    mine = Visit.objects.filter(user=user)
    _remove(mine.filter(began_at__lt=at - timedelta(hours=settings.HENGZHI_SESSION_HOURS)))
    allowed = max(settings.HENGZHI_SESSIONS - 1, 0)
    _remove(mine.order_by("-seen_at", "-pk")[allowed:])
    return Visit.objects.create(
        user=user, session_key=session_key, address=address, agent=agent[:AGENT_LENGTH], began_at=at, seen_at=at
    )


def see_visit(*, session_key: str, address: str, at: datetime) -> bool:
    """Note that a session is in use; return whether it has not been ended."""
    return bool(Visit.objects.filter(session_key=session_key).update(seen_at=at, address=address))


def renamed_visit(*, old_key: str, new_key: str) -> None:
    """Follow a session to its new key."""
    Visit.objects.filter(session_key=old_key).update(session_key=new_key)


def forget_visit(session_key: str) -> None:
    """Drop a session that its user has left."""
    Visit.objects.filter(session_key=session_key).delete()


@transaction.atomic
def end_visits(user: User, *, actor: User | None, keep: str = "", only: int | None = None) -> int:
    """End a user's sessions at once, all but `keep` (a session's key) or `only` one, and write it down; return how many."""
    ended = Visit.objects.filter(user=user).exclude(session_key=keep)
    count = _remove(ended if only is None else ended.filter(pk=only))
    if count:
        acts.tell(acts.SESSIONS_ENDED, actor=actor, user=user, count=str(count))
    return count


def _remove(visits: Iterable[Visit]) -> int:
    found = list(visits)
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for visit in found:
        store(visit.session_key).delete()
    return Visit.objects.filter(pk__in=[visit.pk for visit in found]).delete()[0]


def forget_old_visits(*, at: datetime) -> int:
    """Drop sessions older than any may be, and what else has expired; return how many went."""
    Session.objects.filter(expire_date__lt=at).delete()
    return _remove(Visit.objects.filter(began_at__lt=at - timedelta(hours=settings.HENGZHI_SESSION_HOURS)))
