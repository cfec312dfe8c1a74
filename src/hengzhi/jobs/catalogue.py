"""The jobs there are: functions that an app names in its `jobs.py`."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError, near
from hengzhi.jobs.schedule import Rule

ATTEMPTS = 3


@dataclass(frozen=True)
class JobKind:
    """A function that workers may run.

    `function` takes a `Run` and the job's arguments by name; it may return the address of a page that shows what it
    made. A worker can die in its middle, so it may be run twice for one job: the second time must do no harm.
    `says` names the job for people and may contain arguments, such as %(year)s. `attempts` is how often it is tried
    before it is a dead letter. `every` starts it by itself, without arguments.
    """

    name: str
    says: str
    function: Callable[..., str | None]
    attempts: int = ATTEMPTS
    every: Rule | None = None

    def title(self, arguments: Mapping) -> str:
        """Name a job of this kind in the reader's language."""
        return str(self.says) % arguments


def job(
    name: str, *, says: str, attempts: int = ATTEMPTS, every: Rule | None = None
) -> Callable[[Callable[..., str | None]], JobKind]:
    """Make a function a kind of job, in an app's `jobs.py`."""

    def make(function: Callable[..., str | None]) -> JobKind:
        return JobKind(name, says, function, attempts, every)

    return make


@lru_cache(maxsize=1)
def kinds() -> dict[str, JobKind]:
    """Collect the kinds of job of every app, by name."""
    found: dict[str, JobKind] = {}
    for kind in _declared():
        if found.setdefault(kind.name, kind) is not kind:
            raise ImproperlyConfigured(f"Two jobs are named {kind.name}.")
    return found


def _declared() -> Iterator[JobKind]:
    for app in apps.get_app_configs():
        if app.name.startswith("hengzhi.") and module_has_submodule(app.module, "jobs"):
            module = import_module(f"{app.name}.jobs")
            yield from (value for value in vars(module).values() if isinstance(value, JobKind))


def kind_named(name: str) -> JobKind:
    """Return a kind of job; raises HengzhiError for one that this version of the program lacks."""
    if name not in kinds():
        raise HengzhiError(_("The program has no job named “%(name)s”.") % {"name": name} + near(name, kinds()))
    return kinds()[name]
