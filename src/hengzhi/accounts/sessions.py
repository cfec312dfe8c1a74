"""What a session remembers of how it was entered, and how long it lasts. Instants are the machine's, as timestamps."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out

from hengzhi.accounts.models import User
from hengzhi.accounts.services.factors import has_factor, needs_factor
from hengzhi.accounts.services.visits import begin_visit, forget_visit, see_visit
from hengzhi.core.address import client_address
from hengzhi.core.present import present
from hengzhi.core.reference import site

BEGAN, SEEN, CONFIRMED, FACTOR, PASSWORD = "began", "seen", "confirmed", "factor", "accounts:password"
SEEN_EVERY_SECONDS = 60
CONFIRMED_FOR_SECONDS = 10 * 60


def listen() -> None:
    """Begin to note sessions as Django tells of them; called once, when the apps are ready."""
    user_logged_in.connect(_began, dispatch_uid="visits")
    user_logged_out.connect(_left, dispatch_uid="visits")


def _began(sender, request, user, **_rest) -> None:
    at = present()
    if request.session.session_key is None:  # another user's session in this browser has just been flushed
        request.session.create()
    request.session[BEGAN] = request.session[SEEN] = request.session[CONFIRMED] = at.timestamp()
    begin_visit(
        user=user, session_key=request.session.session_key, address=client_address(request),
        agent=request.META.get("HTTP_USER_AGENT", ""), at=at,
    )


def _left(sender, request, user, **_rest) -> None:
    if request.session.session_key:
        forget_visit(request.session.session_key)


def lasts(request, at: datetime) -> bool:
    """Say whether a session may go on: not too old, not idle too long, not ended elsewhere.

    Once a minute this notes that the session is in use.
    """
    began, seen, now = request.session.get(BEGAN), request.session.get(SEEN), at.timestamp()
    if began is None or seen is None or now - began > settings.HENGZHI_SESSION_HOURS * 3600:
        return False
    if now - seen > settings.HENGZHI_SESSION_IDLE_MINUTES * 60:
        return False
    if now - seen < SEEN_EVERY_SECONDS:
        return True
    request.session[SEEN] = now
    return see_visit(session_key=request.session.session_key, address=client_address(request), at=at)


def is_confirmed(request, at: datetime) -> bool:
    """Say whether the user has shown within ten minutes that it is they."""
    return at.timestamp() - request.session.get(CONFIRMED, 0) < CONFIRMED_FOR_SECONDS


def confirm(request, at: datetime, *, by_factor: bool) -> None:
    """Remember that the user has just shown that it is they."""
    request.session[CONFIRMED] = at.timestamp()
    if by_factor:
        request.session[FACTOR] = True


def unfinished(request) -> str:
    """Return the page on which a user must first finish entering: a password of their own, a second factor; or "".

    A demonstration district wants no second factor, so that it stays easy to enter.
    """
    user: User = request.user
    if user.must_change_password:
        return PASSWORD
    if request.session.get(FACTOR) or site().synthetic or not needs_factor(user):
        return ""
    return "accounts:second-step" if has_factor(user) else "accounts:security"
