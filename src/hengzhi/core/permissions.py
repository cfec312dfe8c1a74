"""What may be done, each thing named once by the app it belongs to (`permissions.py`) and said in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True)
class Permission:
    """`code` is `app.verb`; `says` finishes the sentence “Someone with this may …”."""

    code: str
    says: str


@lru_cache(maxsize=1)
def permissions() -> dict[str, Permission]:
    """Collect the permissions of every app, by code."""
    return {permission.code: permission for permission in _declared()}


def _declared() -> Iterator[Permission]:
    for app in apps.get_app_configs():
        if app.name.startswith("hengzhi.") and app.label != "core" and module_has_submodule(app.module, "permissions"):
            yield from import_module(f"{app.name}.permissions").PERMISSIONS
