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


def early(view: Callable) -> Callable:
    """Let users open this page before they have set a password of their own and shown the second factor their role wants."""
    view.is_early = True
    return view


def confirmed(view: Callable) -> Callable:
    """Ask who opens this page for password or second factor again, unless they gave one within ten minutes.

    What was posted is kept and goes on to the view, except files: mark the page with the form as well where there are any.
    """
    view.is_confirmed = True
    return view
