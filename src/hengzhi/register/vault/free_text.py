"""Where people type freely: texts that may name somebody, declared in an app's `free_text.py` as FREE_TEXT.

When a person is erased, their name, numbers and address are crossed out there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.db.models import Model
from django.utils.module_loading import module_has_submodule

from hengzhi.register.models import ClockExtension, ClockPause, Record


@dataclass(frozen=True)
class FreeText:
    """Text columns of a table whose rows belong to a record; `record` is the way from a row to it."""

    model: type[Model]
    columns: tuple[str, ...]
    record: str = "record"

    def rows_of(self, record: Record):
        """Return the rows of a record."""
        return self.model._default_manager.filter(**{self.record: record.pk})


OWN = (
    FreeText(Record, ("title",), "pk"), FreeText(ClockPause, ("cause", "document"), "clock__record"),
    FreeText(ClockExtension, ("reason", "note"), "clock__record"),
)


@lru_cache(maxsize=1)
def free_text() -> tuple[FreeText, ...]:
    """Collect the texts of every app; the register itself has subjects and what people write about clocks."""
    return (*OWN, *_declared())


def _declared() -> Iterator[FreeText]:
    for app in apps.get_app_configs():
        if app.name.startswith("hengzhi.") and module_has_submodule(app.module, "free_text"):
            yield from import_module(f"{app.name}.free_text").FREE_TEXT
