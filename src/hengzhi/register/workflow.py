"""A mechanism is a table: states, the steps between them, who may take them, what they need and set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from hengzhi.core.permissions import Permission

Guard = Callable[[Any, Mapping[str, object]], str]


class OnTheDay:
    """Stands in `Step.sets` for the local day on which the step is taken."""


ON_THE_DAY = OnTheDay()


@dataclass(frozen=True)
class Step:
    """A way from one state, or from any of several, to another.

    `facts` are columns of the mechanism's own table that must be given with the step, `sets` columns it sets by
    itself. `guards` look at the mechanism's row and the facts given and return a reason to refuse, or "". `leads`
    is "on", "back" or "out" (refusal, failure): pages show the way on first. `starts` and `stops` name the limits of side
    duties that no state carries, such as telling the parties. A step may lead to the state it came from.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    permission: Permission
    label: str
    guards: tuple[Guard, ...] = ()
    needs_note: bool = False
    facts: tuple[str, ...] = ()
    sets: Mapping[str, object] = field(default_factory=dict)
    leads: str = "on"
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workflow:
    """The states of a kind of record and the steps between them.

    `public` words each state for the citizen. `deadlines` names the limits that run while the record is in a state:
    entering it starts those that do not run yet, leaving for a state without them stops them. `holds` names the limits that
    pause while the record is in a state. `rests` are states that end a record although a step may open it again.
    """

    states: type[TextChoices]
    start: str
    steps: tuple[Step, ...]
    public: Mapping[str, str]
    deadlines: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    holds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rests: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        reached = {self.start} | {step.target for step in self.steps}
        if wrong := reached.symmetric_difference(self.states.values):
            raise ImproperlyConfigured(f"States unknown or never reached: {sorted(wrong)}")
        if wrong := set(self.public).symmetric_difference(self.states.values):
            raise ImproperlyConfigured(f"States without a public name, or names without a state: {sorted(wrong)}")
        if wrong := (set(self.deadlines) | set(self.holds)) - set(self.states.values):
            raise ImproperlyConfigured(f"Deadlines or pauses of unknown states: {sorted(wrong)}")
        if wrong := {name for names in self.holds.values() for name in names} - self.limits:
            raise ImproperlyConfigured(f"Pauses of limits that never start: {sorted(wrong)}")
        if wrong := {name for step in self.steps for name in step.stops} - self.limits:
            raise ImproperlyConfigured(f"Steps stop limits that never start: {sorted(wrong)}")
        names = [step.name for step in self.steps]
        if len(names) != len(set(names)):
            raise ImproperlyConfigured(f"Two steps have the same name: {sorted(names)}")

    @cached_property
    def final(self) -> frozenset[str]:
        """The states in which nothing is left to do: no step leads out of them, or only one that opens the record again."""
        left = {source for step in self.steps for source in step.sources}
        return (frozenset(self.states.values) - left) | frozenset(self.rests)

    @cached_property
    def carried(self) -> frozenset[str]:
        """The limits that states carry."""
        return frozenset(name for state in self.deadlines for name in self.limits_in(state))

    @cached_property
    def limits(self) -> frozenset[str]:
        """All limits there can be."""
        return self.carried | {name for step in self.steps for name in step.starts}

    def limits_in(self, state: str) -> tuple[str, ...]:
        """Return the names of the limits that run in a state."""
        names = self.deadlines.get(state, ())
        return (names,) if isinstance(names, str) else names

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    def label(self, state: str) -> str:
        return str(self.states(state).label)

    def options(self, record, actor) -> list[Step]:
        """Return the steps `actor` may take from the state the record is in; guards speak when one is taken."""
        return [step for step in self.steps if not self._closed_to(step, record, actor)]

    def refusal(self, record, name: str, actor, note: str = "", facts: Mapping[str, object] | None = None) -> str:
        """Return why `actor` may not take step `name` now with this note and these facts, or "" if they may."""
        step = self.step(name)
        if step is None:
            return _("There is no step “%(name)s”.") % {"name": name}
        if reason := self._closed_to(step, record, actor):
            return reason
        if step.needs_note and not note.strip():
            return _("Give the reason.")
        if missing := [fact for fact in step.facts if (facts or {}).get(fact) in (None, "")]:
            names = [str(record.detail._meta.get_field(fact).verbose_name) for fact in missing]
            return _("Fill in: %(names)s.") % {"names": ", ".join(names)}
        return next((why for guard in step.guards if (why := guard(record.detail, facts or {}))), "")

    def _closed_to(self, step: Step, record, actor) -> str:
        if record.state not in step.sources:
            return _("“%(step)s” is not possible while the record is “%(state)s”.") % {
                "step": step.label, "state": self.label(record.state),
            }
        if not record.is_in_reach(actor, step.permission):
            return _("You need the permission to %(what)s.") % {"what": step.permission.says}
        return ""
