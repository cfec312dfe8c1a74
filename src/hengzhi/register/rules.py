"""Which rule set is in force, and the limit it gives."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from hengzhi.core.calendar import Limit, Unit
from hengzhi.core.reference import kept
from hengzhi.register.models import RuleSet

EXTENSION = "_extension"


@dataclass(frozen=True)
class Rule:
    """A limit with where it comes from; `causes` are what may pause it: entries with code, zh, en and source."""

    name: str
    limit: Limit
    source: str
    causes: tuple[dict, ...] = ()


@kept
@lru_cache(maxsize=8)
def rule_sets(family: str) -> tuple[RuleSet, ...]:
    """Return the rule sets of a family, oldest first."""
    return tuple(RuleSet.objects.filter(family=family))


def rule_set_in_force(family: str, body: str, on: date) -> RuleSet | None:
    """Return the rules that bind an office on a day; an office without rules of its own has the common ones."""
    valid = [
        rules for rules in rule_sets(family)
        if rules.valid_from <= on and (rules.valid_to is None or on <= rules.valid_to)
    ]
    own = [rules for rules in valid if rules.body == body]
    return next(iter(own or valid), None)


def rule(rules: RuleSet, name: str) -> Rule | None:
    """Return the limit called `name` in a rule set, or None when it sets none."""
    entry = rules.limits.get(name)
    if entry is None:
        return None
    limit = Limit(entry["length"], Unit(entry["unit"]), entry.get("rolls_weekends", False))
    return Rule(name, limit, entry["source"], tuple(entry.get("pauses", ())))


def causes_of(rules: RuleSet | None, name: str) -> tuple[dict, ...]:
    """Return what may pause a limit: entries with code, zh, en and source."""
    found = rule(rules, name) if rules else None
    return found.causes if found else ()


def extension_rule(rules: RuleSet | None, name: str) -> Rule | None:
    """Return the rule that lets a limit be extended, or None; its length is what approval adds."""
    return rule(rules, name + EXTENSION) if rules else None
