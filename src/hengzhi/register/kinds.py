"""The kinds of record there are, each declared by its mechanism in `kinds.py`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy

from hengzhi.core.permissions import Permission
from hengzhi.register.workflow import Workflow


@dataclass(frozen=True)
class Kind:
    """A kind of record.

    `model` is the mechanism's own table, keyed by the register row as `record`; `prefix` begins the codes; `url` is the
    name of its page. `text` gives what a record is found by beside its code and title, never personal data; `rules`
    names the family of rule sets its limits come from ("" when it has none). `clock_names` words its clocks; `agreed` names
    those whose due date people set, with the column it stands in. Someone with `hold` may pause clocks, let them go on and
    ask for more time, someone with `approve` grants it; `restarts` names the clocks that a new fact starts anew. `choices`
    gives what may be chosen for a fact of a step, as pairs of value and name. `people` gives, for each column of the
    mechanism's table that refers to a person in the vault, that person's part in the record; `open_identity` is what it
    takes to open an identity, None where records have no people. `shared` are the permissions that also reach a record
    through a department it is shared with; `actions` words the events of its trail that are no steps; `nobody` says who acted
    where the trail names no user. `handles` is the work that a record's handler does alone, the first being what it takes to be
    one; nobody handles records of a kind without it. `concerns` is the column with the user whose own work a record is
    about: they are never shown it.
    """

    code: str
    name: str
    model: type[Model]
    workflow: Workflow
    see: Permission
    see_confidential: Permission
    prefix: str
    url: str
    text: Callable[[Any], str]
    rules: str = ""
    clock_names: Mapping[str, str] = field(default_factory=dict)
    agreed: Mapping[str, str] = field(default_factory=dict)
    hold: Permission | None = None
    approve: Permission | None = None
    restarts: tuple[str, ...] = ()
    people: Mapping[str, str] = field(default_factory=dict)
    open_identity: Permission | None = None
    shared: tuple[Permission, ...] = ()
    actions: Mapping[str, str] = field(default_factory=dict)
    nobody: str = gettext_lazy("the public")
    handles: tuple[Permission, ...] = ()
    concerns: str = ""
    choices: Mapping[str, Callable[[Any], Sequence[tuple[object, str]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if wrong := set(self.agreed) - self.workflow.limits:
            raise ImproperlyConfigured(f"{self.code}: agreed clocks that the workflow never starts: {sorted(wrong)}")
        for column in self.agreed.values():
            self.model._meta.get_field(column)

    @property
    def step_url(self) -> str:
        """Return the name of the address that takes a step: `step` beside the page."""
        return f"{self.url.partition(':')[0]}:step"


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Collect the kinds of every mechanism, by code."""
    return {kind.code: kind for kind in _declared()}


def _declared() -> Iterator[Kind]:
    for app in apps.get_app_configs():
        if app.name.startswith("hengzhi.") and app.label != "register" and module_has_submodule(app.module, "kinds"):
            yield from import_module(f"{app.name}.kinds").KINDS
