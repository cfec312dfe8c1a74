"""The contract between a mechanism and imports: which columns it takes, how a row is checked, how rows are written.

A mechanism declares what can be imported in its `imports.py` as IMPORTS.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from hengzhi.accounts.models import User
from hengzhi.core.clock import local_day
from hengzhi.core.models import in_language
from hengzhi.core.permissions import Permission
from hengzhi.organisations.models import Department

Values = Mapping[str, object]
Key = tuple[str, ...]


@dataclass(frozen=True)
class Sender:
    """Who brings rows in, for which department, and when."""

    actor: User
    department: Department
    at: datetime

    @property
    def day(self) -> date:
        return local_day(self.at)


@dataclass(frozen=True)
class Column:
    """A column a row may have.

    `read` turns a cell into a value, knowing the values of the columns before it, and raises WrongValue; it is not asked
    about empty cells, which mean `default`. `offered` gives the names for a drop-down list on a day. `also` are other
    headings that mean this column; a column that `is_personal` is masked where it is kept for display.
    """

    name: str
    zh: str
    en: str
    says: str
    read: Callable[[object, Values, Sender], object]
    is_required: bool = False
    offered: Callable[[date], Sequence[str]] | None = None
    default: Callable[[Sender], object] | None = None
    also: tuple[str, ...] = ()
    is_personal: bool = False

    @property
    def label(self) -> str:
        return in_language(self.zh, self.en)


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell: the column's name, what was found, what is wanted."""

    column: str
    found: str
    wanted: str


@dataclass(frozen=True)
class Entry:
    """A row that is right, ready to be written; `number` as the spreadsheet counts, `file` as the sender named it."""

    number: int
    file: str
    values: Values


@dataclass(frozen=True)
class Import:
    """Something that can be imported.

    `columns` gives the columns with the lists of the moment; call it once for a file. `key` names the columns that tell
    rows apart, so that a row sent twice is added once; the last of them is blamed. `known` says which keys are there
    already. `check` finds what is wrong across the columns of a row. `write_batch` writes rows in the caller's
    transaction, all or none.
    """

    code: str
    says: str
    permission: Permission
    columns: Callable[[], tuple[Column, ...]]
    key: tuple[str, ...]
    known: Callable[[Collection[Key]], set[Key]]
    check: Callable[[Values, Sender], Iterable[Fault]]
    write_batch: Callable[[Sequence[Entry], Sender], None]

    def key_of(self, values: Values) -> Key:
        return tuple(str(values.get(name) or "") for name in self.key)


@lru_cache(maxsize=1)
def imports() -> dict[str, Import]:
    """Collect what every mechanism takes, by code."""
    return {one.code: one for one in _declared()}


def _declared() -> Iterator[Import]:
    for app in apps.get_app_configs():
        if app.name.startswith("hengzhi.") and module_has_submodule(app.module, "imports"):
            yield from import_module(f"{app.name}.imports").IMPORTS
