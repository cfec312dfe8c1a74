"""The lengths of time the plan goes by: a rule set of a pack, family `programme`."""

from dataclasses import dataclass
from datetime import date

from hengzhi.core.errors import HengzhiError
from hengzhi.programme.lights import Warnings
from hengzhi.register.models import RuleSet
from hengzhi.register.rules import rule_set_in_force

FAMILY = "programme"
NAMES = ("warn", "report", "answer", "deputy", "head")


@dataclass(frozen=True)
class Limits:
    """`warn`: working days before a milestone; `report`: days between reports; `answer`: working days to answer an order.

    `deputy` and `head`: working days after which an unanswered order goes to the executive deputy head and the head.
    """

    warn: int
    report: int
    answer: int
    deputy: int
    head: int
    source: str

    @property
    def warnings(self) -> Warnings:
        return Warnings(self.warn, self.report)


def limits_on(day: date) -> Limits:
    """Return the limits in force on a day; raises HengzhiError where no pack gives them."""
    rules = rule_set_in_force(FAMILY, "leading-group", day)
    if rules is None or set(NAMES) - set(rules.limits):
        wanted = ", ".join(NAMES)
        raise HengzhiError(f"No pack gives the limits of the plan on {day}: load a programme/rules.toml with {wanted}.")
    return _limits(rules)


def _limits(rules: RuleSet) -> Limits:
    return Limits(**{name: rules.limits[name]["length"] for name in NAMES}, source=rules.source)
