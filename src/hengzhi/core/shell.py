"""What the page shell shows around every page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import groupby

from django.apps import apps
from django.http import HttpRequest
from django.urls import reverse
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from hengzhi.core.clock import today
from hengzhi.core.permissions import Permission
from hengzhi.core.reference import site


@dataclass(frozen=True)
class Group:
    """Entries that stand folded under one word."""

    label: str
    position: int


PROGRAMME = Group(_("Programme"), 15)
COMPLAINTS = Group(_("Complaints and tip-offs"), 20)
MANAGEMENT = Group(_("Management"), 70)


@dataclass(frozen=True)
class MenuItem:
    """An entry of the staff menu, shown to users with one of `permissions`; declared in an app's `menu.py`.

    `position` orders the entries of a group, or those that stand alone among the groups.
    """

    label: str
    url: str
    permissions: tuple[Permission, ...] = ()
    position: int = 50
    group: Group | None = None


@dataclass(frozen=True)
class Entry:
    """What the menu shows in one place: an item, or the items of a group that a user may open."""

    label: str
    items: tuple[MenuItem, ...]


@lru_cache(maxsize=1)
def menu() -> tuple[MenuItem, ...]:
    """Collect the menu of every app: group by group, in order."""
    return tuple(sorted(_declared(), key=lambda item: ((item.group or item).position, item.position)))


def _declared() -> Iterator[MenuItem]:
    for app in apps.get_app_configs():
        if app.name.startswith("hengzhi.") and app.label != "core" and module_has_submodule(app.module, "menu"):
            yield from import_module(f"{app.name}.menu").MENU


def entries(user) -> Iterator[Entry]:
    """Yield what a user's menu shows; a group of one stands as that one."""
    shown = (item for item in menu() if not item.permissions or any(user.may(permission) for permission in item.permissions))
    for group, items in groupby(shown, key=lambda item: item.group or item):
        together = tuple(items)
        yield Entry(group.label if len(together) > 1 else together[0].label, together)


def here(entries: Iterable[Entry], path: str) -> MenuItem | None:
    """Return the item whose page, or the part of the site below it, stands at a path; the nearest of them."""
    above = [item for entry in entries for item in entry.items if path.startswith(reverse(item.url))]
    return max(above, key=lambda item: len(reverse(item.url)), default=None)


def context(request: HttpRequest) -> dict:
    """Give templates the site, the day and the menu of this user."""
    user = getattr(request, "user", None)
    shown = tuple(entries(user)) if user and user.is_authenticated else ()
    return {"site": site(), "today": today(), "menu": shown, "here": here(shown, request.path)}
