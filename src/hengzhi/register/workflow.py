"""A mechanism is a table: states, the steps between them, who may take them, what they need and set."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from hengzhi.core.permissions import Permission

Guard = Callable[[Any, Mapping[str, object]], str]


class Marker:
    """Stands in `Step.sets` for a value known only when the step is taken."""


ON_THE_DAY = Marker()  # the local day on which it is taken
ONE_MORE = Marker()  # what the column holds, and one
WHERE_IT_LIES = Marker()  # the department that has the record as it is taken

HERE = ""  # a step's target when the record stays in its state


@dataclass(frozen=True)
class Step:
    """A way from one state, or from any of several, to another.

    `facts` are columns of the mechanism's own table that must be given with the step, `asks` those that may be, `sets`
    columns it sets by itself. `guards` look at the mechanism's row and the facts given and return a reason to refuse, or "";
    `needs` are guards that look at the row alone: pages do not offer a step that they refuse.
    `leads` is "on", "side", "back", "out" (refusal, failure) or "again" (what was over begins anew): pages show the way on
    first. `starts` and `stops` name the limits of side duties that no state carries, such as telling the parties; `drops` those
    that are no longer owed, which are then neither met nor late. A step may lead to the state it came from; one to HERE does
    so from any.

    `when` and `unless` name a switch of the rule set: the step is there only where the rules have it, or have it not.
    `hands_to` is a column with a department: the record goes there, and the limits of its state begin anew.
    `barred` looks at the mechanism's row and gives the keys of the users whose own work the step judges: another pair of
    eyes takes it.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    permission: Permission
    label: str
    needs: tuple[Guard, ...] = ()
    guards: tuple[Guard, ...] = ()
    needs_note: bool = False
    facts: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    sets: Mapping[str, object] = field(default_factory=dict)
    leads: str = "on"
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    when: str = ""
    unless: str = ""
    hands_to: str = ""
    barred: Callable[[Any], Collection[int]] | None = None

    @property
    def is_waited_for(self) -> bool:
        """Whether a record waits for this step: not for what may also be done, nor for beginning anew."""
        return self.leads not in {"side", "again"}

    def is_in(self, switches: Collection[str]) -> bool:
        """Say whether rules with these switches know this step."""
        return (not self.when or self.when in switches) and self.unless not in switches


@dataclass(frozen=True)
class Workflow:
    """The states of a kind of record and the steps between them.

    `public` words each state for the citizen. `deadlines` names the limits that run while the record is in a state:
    entering it starts those that do not run yet, leaving for a state without them stops them. `holds` names the limits that
    pause while the record is in a state, where the rules let that pause them. `moments` says in which states a limit may
    begin whose rule names the moment it starts with; `owed` looks at the mechanism's row and says whether a limit is owed.
    """

    states: type[TextChoices]
    start: str
    steps: tuple[Step, ...]
    public: Mapping[str, str]
    deadlines: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    holds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    owed: Mapping[str, Callable[[Any], bool]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        reached = {self.start} | {step.target for step in self.steps if step.target != HERE}
        if wrong := reached.symmetric_difference(self.states.values):
            raise ImproperlyConfigured(f"States unknown or never reached: {sorted(wrong)}")
        if wrong := set(self.public).symmetric_difference(self.states.values):
            raise ImproperlyConfigured(f"States without a public name, or names without a state: {sorted(wrong)}")
        if wrong := (set(self.deadlines) | set(self.holds)) - set(self.states.values):
            raise ImproperlyConfigured(f"Deadlines or pauses of unknown states: {sorted(wrong)}")
        if wrong := ({name for names in self.holds.values() for name in names} | set(self.owed)) - self.limits:
            raise ImproperlyConfigured(f"Limits paused or owed that never start: {sorted(wrong)}")
        if wrong := {name for step in self.steps for name in (*step.stops, *step.drops)} - self.limits:
            raise ImproperlyConfigured(f"Steps stop limits that never start: {sorted(wrong)}")
        names = [step.name for step in self.steps]
        if len(names) != len(set(names)):
            raise ImproperlyConfigured(f"Two steps have the same name: {sorted(names)}")

    @cached_property
    def final(self) -> frozenset[str]:
        """The states no step leads out of, but to begin anew."""
        leading = (step for step in self.steps if step.target != HERE and step.leads != "again")
        return frozenset(self.states.values) - {source for step in leading for source in step.sources}

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

    def may_begin(self, state: str, moment: str) -> bool:
        """Say whether a limit that starts with a moment may begin in a state."""
        return state in self.moments.get(moment, (state,))

    def options(self, record, actor) -> list[Step]:
        """Return the steps `actor` may take from the state the record is in, in the words of its rules.

        Guards speak when a step is taken.
        """
        open_to = (
            step for step in self.steps
            if not self._closed_to(step, record, actor) and not _first(step.needs, record, {})
        )
        return [replace(step, label=record.word(f"step.{step.name}", step.label)) for step in open_to]

    def barred(self, record, actor) -> list[tuple[Step, str]]:
        """Return the other steps from the state the record is in that its rules know, each with why `actor` may not take it."""
        switches = record.rule_set.switches if record.rule_set else ()
        here = [step for step in self.steps if record.state in step.sources and step.is_in(switches)]
        reasons = ((step, self._closed_to(step, record, actor) or _first(step.needs, record, {})) for step in here)
        return [(replace(step, label=record.word(f"step.{step.name}", step.label)), why) for step, why in reasons if why]

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
        return _first((*step.needs, *step.guards), record, facts or {})

    def _closed_to(self, step: Step, record, actor) -> str:
        if record.state not in step.sources:
            return _("“%(step)s” is not possible while the record is “%(state)s”.") % {
                "step": step.label, "state": record.state_label,
            }
        if not step.is_in(record.rule_set.switches if record.rule_set else ()):
            return _("The rules this record is judged by know no “%(step)s”.") % {"step": step.label}
        if not record.is_in_reach(actor, step.permission):
            return _("You need the permission to %(what)s.") % {"what": step.permission.says}
        if step.barred and actor.pk in step.barred(record.detail):
            return _("You have worked on this yourself: somebody else must take the step “%(step)s”.") % {"step": step.label}
        return ""


def _first(guards: Collection[Guard], record, facts: Mapping[str, object]) -> str:
    """Return the first reason of some guards to refuse, or ""."""
    return next((why for guard in guards if (why := guard(record.detail, facts))), "")
