"""What the audit trail says of accounts: each act with its name, and the facts it carries."""

from django.utils.translation import gettext_lazy as _

from hengzhi.accounts.models import RoleTerm, User
from hengzhi.core import trail

USER_ADDED, USER_CHANGED, USER_DISABLED, USER_ENABLED = "user_added", "user_changed", "user_disabled", "user_enabled"
ROLE_GIVEN, ROLE_ENDED, DEPUTY_NAMED, DEPUTY_ENDED = "role_given", "role_ended", "deputy_named", "deputy_ended"
LINK_MADE, FIRST_GIVEN = "password_link_made", "first_password_given"
PASSWORD_CHANGED, PASSWORD_SET = "password_changed", "password_set"
FACTOR_ADDED, FACTOR_REMOVED, FACTORS_RESET = "factor_added", "factor_removed", "factors_reset"
CODES_MADE, CODE_USED = "recovery_codes_made", "recovery_code_used"
SESSIONS_ENDED, LOCKED, UNLOCKED, LINKED = "sessions_ended", "sign_in_locked", "lock_lifted", "identity_linked"
ACTS = {
    USER_ADDED: _("User added"),
    USER_CHANGED: _("User changed"),
    USER_DISABLED: _("User disabled"),
    USER_ENABLED: _("User enabled again"),
    ROLE_GIVEN: _("Role given"),
    ROLE_ENDED: _("Role ended"),
    DEPUTY_NAMED: _("Deputy named"),
    DEPUTY_ENDED: _("Deputyship ended"),
    LINK_MADE: _("Link for a new password made"),
    FIRST_GIVEN: _("First password given"),
    PASSWORD_CHANGED: _("Own password changed"),
    PASSWORD_SET: _("Password set by a link"),
    FACTOR_ADDED: _("Second factor added"),
    FACTOR_REMOVED: _("Second factor removed"),
    FACTORS_RESET: _("Second factors reset"),
    CODES_MADE: _("Recovery codes made"),
    CODE_USED: _("Recovery code used"),
    SESSIONS_ENDED: _("Sessions ended"),
    LOCKED: _("Sign-in locked for a time"),
    UNLOCKED: _("Lock on sign-in lifted"),
    LINKED: _("Linked with the identity provider"),
}
FACTS = {
    "user": _("user"),
    "role": _("role"),
    "department": _("department"),
    "starts_on": _("from day"),
    "ends_on": _("to day"),
    "deputy": _("deputy"),
    "changed": _("changed"),
    "factor": _("second factor"),
    "count": _("how many"),
    "minutes": _("how long (minutes)"),
}


def named(user: User) -> str:
    """Return a user as the trail keeps them."""
    return f"{user.name} {user.username}"


def term_facts(term: RoleTerm) -> dict[str, str]:
    """Return what the trail keeps of a role held for a time, beside whose it is."""
    facts = {"role": f"{term.role.name_zh} {term.role.code}"}
    if term.department:
        facts["department"] = term.department.name_zh
    return facts | days(term)


def days(span) -> dict[str, str]:
    """Return the first and the last day of what holds for a time."""
    ends = {"ends_on": span.ends_on.isoformat()} if span.ends_on else {}
    return {"starts_on": span.starts_on.isoformat(), **ends}


def tell(action: str, *, actor: User | None, user: User | None = None, **facts: str) -> None:
    """Write an act on a user into the trail; without `user` it is the actor's own."""
    about = {"user": named(user)} if user is not None and user != actor else {}
    trail.note(action, actor=actor, facts=about | facts)
