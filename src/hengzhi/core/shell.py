"""What the page shell shows around every page."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.http import HttpRequest
from django.utils.module_loading import module_has_submodule

from hengzhi.core.clock import today
from hengzhi.core.permissions import Permission
from hengzhi.core.reference import site

MANAGEMENT = 70


@dataclass(frozen=True)
class MenuItem:
    """An entry of the staff menu, shown to users with one of `permissions`; declared in an app's `menu.py`.

    Positions from MANAGEMENT on stand folded under “Management”.
    """

    label: str
    url: str
    permissions: tuple[Permission, ...] = ()
    position: int = 50


@lru_cache(maxsize=1)
def menu() -> tuple[MenuItem, ...]:
    """Collect the menu of every app, in order."""
    return tuple(sorted(_declared(), key=lambda item: item.position))


def _declared() -> Iterator[MenuItem]:
    for app in apps.get_app_configs():
        if app.name.startswith("hengzhi.") and app.label != "core" and module_has_submodule(app.module, "menu"):
            yield from import_module(f"{app.name}.menu").MENU


def context(request: HttpRequest) -> dict:
    """Give templates the site, the day and the menu of this user."""
    user = getattr(request, "user", None)
    is_staff_page = bool(user and user.is_authenticated)
    shown = [
        item for item in menu()
        if is_staff_page and (not item.permissions or any(user.may(permission) for permission in item.permissions))
    ]
    return {
        "site": site(), "today": today(), "menu": [item for item in shown if item.position < MANAGEMENT],
        "management": [item for item in shown if item.position >= MANAGEMENT],
    }
