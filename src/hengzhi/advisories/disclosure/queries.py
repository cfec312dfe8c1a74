"""Reads over what may be published, what is, and what many complaints together say."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from hengzhi.advisories.disclosure.models import OUTCOMES, SWITCH, Disclosure, DisclosureRule
from hengzhi.complaints.models import Complaint
from hengzhi.core.errors import HengzhiError
from hengzhi.core.reference import code_name
from hengzhi.register.models import Record, RuleSet

VIEWS = ("ready", *Disclosure.State.values)
MOST_BUSINESSES = 50


@dataclass(frozen=True)
class Line:
    """What many complaints say of one category or business: None where too few stand behind a number."""

    name: str
    concluded: int
    settled: int | None


def rule() -> DisclosureRule:
    """Return the rule in force; raises HengzhiError before a pack brought one."""
    found = DisclosureRule.objects.first()
    if found is None:
        raise HengzhiError(_("No pack says how long a business may object before publication; load one with disclosure.toml."))
    return found


def rule_sets_with_publicity() -> list[int]:
    """Return the keys of the rule sets that ask for publication."""
    return [rules.pk for rules in RuleSet.objects.all() if SWITCH in rules.switches]


def ready_for(user) -> QuerySet[Record]:
    """Return complaints that may be published once their business is heard, as far as the user may see them."""
    complaints = Record.objects.visible_to(user).filter(
        kind="complaint", disclosure__isnull=True, rule_set__in=rule_sets_with_publicity(),
        confidentiality=Record.Confidentiality.NORMAL, complaint__outcome__in=OUTCOMES,
        complaint__consents_to_publication=True, complaint__respondent__isnull=False,
    )
    return complaints.select_related("complaint__respondent", "rule_set", "department")


def in_view(user, view: str) -> QuerySet[Record]:
    """Return the records of a view of the staff page."""
    if view == "ready":
        return ready_for(user)
    seen = Record.objects.visible_to(user).filter(disclosure__state=view)
    return seen.select_related("complaint__respondent", "disclosure", "rule_set", "department").order_by(
        "-disclosure__told_on", "-pk"
    )


def view_counts(user) -> dict[str, int]:
    """Count the records of every view in three queries."""
    states = Record.objects.visible_to(user).filter(disclosure__isnull=False).order_by().values_list("disclosure__state")
    counted = dict(states.annotate(count=Count("pk")))
    return {"ready": ready_for(user).count(), **{state: counted.get(state, 0) for state in Disclosure.State.values}}


def published(q: str = "", category: str = "") -> QuerySet[Disclosure]:
    """Return what the public may read, by name of the business and by category."""
    told = Disclosure.objects.public()
    if q:
        told = told.filter(record__complaint__respondent__name__contains=q)
    return told.filter(record__complaint__category=category) if category else told


def by_category(year: int) -> list[Line]:
    """Return what the complaints concluded in a year say of each category; small counts are left out."""
    return _lines(year, "category", lambda code: code_name("category", code))


def by_business(year: int) -> list[Line]:
    """Return what they say of the businesses complained of most; those with small counts are left out."""
    return _lines(year, "respondent__name", str)[:MOST_BUSINESSES]


def _lines(year: int, column: str, name) -> list[Line]:
    least = rule().smallest_count
    concluded = Complaint.objects.filter(
        concluded_on__range=(date(year, 1, 1), date(year, 12, 31)), outcome__in=OUTCOMES, record__kind="complaint",
        record__rule_set__in=rule_sets_with_publicity(), **{f"{column.partition('__')[0]}__isnull": False},
    )
    counted = concluded.order_by().values_list(column).annotate(
        count=Count("pk"), settled=Count("pk", filter=Q(outcome="settled"))
    )
    lines = [Line(name(key), count, _told(settled, count, least)) for key, count, settled in counted if count >= least]
    return sorted(lines, key=lambda line: (-line.concluded, line.name))


def _told(settled: int, count: int, least: int) -> int | None:
    """Return how many were settled, unless those or the others are so few that they could be recognised."""
    return None if 0 < settled < least or 0 < count - settled < least else settled
