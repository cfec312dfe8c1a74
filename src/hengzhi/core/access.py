"""Who may open a page: every view says so, and the middleware shuts the ones that do not."""

from collections.abc import Callable

from hengzhi.core.permissions import Permission

PUBLIC = "public"
SIGNED_IN = "signed in"


def public(view: Callable) -> Callable:
    """Let everybody open this page."""
    view.access = PUBLIC
    return view


def signed_in(view: Callable) -> Callable:
    """Let every user open this page."""
    view.access = SIGNED_IN
    return view


def needs(*permissions: Permission) -> Callable[[Callable], Callable]:
    """Let users with one of these permissions open this page; what they see on it is another question."""

    def mark(view: Callable) -> Callable:
        view.access = permissions
        return view

    return mark
