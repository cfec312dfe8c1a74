"""Checking what somebody shows to prove who they are: a password, a code, a passkey. Wrong tries are counted."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hengzhi.accounts import passkeys
from hengzhi.accounts.models import Passkey, Tries, User
from hengzhi.accounts.services.factors import note_passkey_use, use_code
from hengzhi.accounts.services.tries import Counter, begin_attempt, forgive, tell_locks
from hengzhi.core.errors import Refused


def tried(
    counters: Sequence[Counter], check: Callable[[], User | None], *, user: User | None, address: str, at: datetime
) -> User:
    """Return whom a check finds, counting the try where it finds nobody or refuses; raises Refused while one must wait."""
    attempt = begin_attempt(counters, user=user, address=address, at=at)
    if attempt.wait:
        minutes = max(1, -int(-attempt.wait.total_seconds() // 60))
        text = ngettext(
            "Too many wrong tries. Try again in %(count)d minute.",
            "Too many wrong tries. Try again in %(count)d minutes.", minutes,
        )
        raise Refused(text % {"count": minutes})
    try:
        found = check()
    except Refused:
        tell_locks(attempt, at=at)
        raise
    if found is None:
        tell_locks(attempt, at=at)
        raise Refused(_("User name or password is not right. Passwords tell capitals from small letters."))
    forgive(attempt)
    return found


def step_counters(user: User) -> list[Counter]:
    """Return what is counted where a user shows a second factor or confirms."""
    return [Counter(Tries.Kind.FACTOR, str(user.pk))]


def prove_by_password(user: User, password: str, *, address: str, at: datetime) -> None:
    """Let a signed-in user show their password again; raises Refused."""

    def check() -> User:
        if not user.check_password(password):
            raise Refused(_("The password is not right."))
        return user

    tried(step_counters(user), check, user=user, address=address, at=at)


def prove_by_code(user: User, code: str, *, address: str, at: datetime) -> None:
    """Let a user show a code of their app or a recovery code; raises Refused."""

    def check() -> User:
        use_code(user, code=code, at=at)
        return user

    tried(step_counters(user), check, user=user, address=address, at=at)


def user_of_passkey(answer: str, state: dict | None, *, site: str, origin: str, at: datetime, user: User | None = None) -> User:
    """Return whose passkey a browser has shown, `user`’s where one is given; raises Refused."""
    handle = passkeys.handle_of(answer)
    found = Passkey.objects.select_related("user").filter(handle=handle, user__is_active=True)
    passkey = (found.filter(user=user) if user else found).first()
    if passkey is None or not state:
        raise Refused(_("This passkey is not known here. Sign in with user name and password."))
    count = passkeys.read_known(answer, state, passkey, site=site, origin=origin)
    note_passkey_use(passkey, sign_count=count, at=at)
    return passkey.user
