"""Texts on one matter: told by many of late, or by several against one business.

Tip-offs whose informant asked for secrecy are left out: their words must reach nobody through a group.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from hengzhi.alarms.findings import Finding
from hengzhi.alarms.models import Question, WatchRule
from hengzhi.complaints.models import Complaint
from hengzhi.estimation.clusters import Cluster, same_matter
from hengzhi.estimation.counts import more_than_by_chance
from hengzhi.register.models import Record

COLUMNS = ("record_id", "record__opened_on", "details", "category", "respondent_id", "record__area_id")
MOST_TEXTS = 20_000
LOOKS_A_YEAR = 100
MOSTLY = 0.5


@dataclass(frozen=True)
class Told:
    """One text with what it is about; area and enterprise are keys or None."""

    record: int
    day: date
    text: str
    category: str
    enterprise: int | None
    area: int | None


def matters(on: date, rules: Mapping[str, WatchRule]) -> tuple[list[Finding], int]:
    """Return disputes of several people with one business, matters that many tell of lately, and how many texts were read."""
    asked = [rules[question] for question in (Question.DISPUTE, Question.MATTER) if question in rules]
    if not asked:
        return [], 0
    told = _told(on, max(rule.numbers["days"] + rule.numbers.get("before_days", 0) for rule in asked))
    found: list[Finding] = []
    if rule := rules.get(Question.DISPUTE):
        lately = _since(told, on, rule.numbers["days"])
        found += [dispute for group in _groups(lately, rule) for dispute in _disputes(group, lately, on, rule)]
    if rule := rules.get(Question.MATTER):
        disputed = {record for finding in found for record in finding.records}
        found += list(_hot(told, on, rule, disputed))
    return found, len(told)


def _told(on: date, days: int) -> list[Told]:
    """Return the texts of the last days, newest first."""
    rows = Complaint.objects.filter(
        record__opened_on__gt=on - timedelta(days=days), record__opened_on__lte=on,
        record__confidentiality=Record.Confidentiality.NORMAL,
    ).exclude(details="").order_by("-record__opened_on", "-record_id")
    return [Told(*row) for row in rows.values_list(*COLUMNS)[:MOST_TEXTS]]


def _since(told: list[Told], on: date, days: int) -> list[Told]:
    first = on - timedelta(days=days)
    return [one for one in told if one.day > first]


def _groups(told: list[Told], rule: WatchRule) -> list[Cluster]:
    return same_matter([one.text for one in told], least_cosine=rule.numbers["least_cosine"], least_size=rule.numbers["least"])


def _disputes(group: Cluster, told: list[Told], on: date, rule: WatchRule) -> Iterator[Finding]:
    """Yield the businesses that enough texts of a group are about."""
    members = [told[member] for member in group.members]
    for enterprise, count in Counter(one.enterprise for one in members if one.enterprise).most_common():
        if count >= rule.numbers["least"]:
            own = [one for one in members if one.enterprise == enterprise]
            yield _finding(Question.DISPUTE, own, group, on, enterprise=enterprise, watched=len(told))


def _hot(told: list[Told], on: date, rule: WatchRule, disputed: set[int]) -> Iterator[Finding]:
    """Yield the matters told of more often lately than before, beyond what chance explains and disputes account for.

    The groups are made without regard to the day, so by chance a group's texts fall on days as all texts do.
    """
    numbers = rule.numbers
    groups = _groups(told, rule)
    lately = len(_since(told, on, numbers["days"]))
    before = len(told) - lately
    allowed = numbers["false_alarms_a_year"] / (max(len(groups), 1) * LOOKS_A_YEAR)
    for group in groups:
        members = [told[member] for member in group.members]
        new = _since(members, on, numbers["days"])
        old = len(members) - len(new)
        expected = old * lately / max(before, 1)
        is_settled = sum(one.record in disputed for one in new) >= MOSTLY * len(new)
        if len(new) < numbers["least"] or len(new) < numbers["least_ratio"] * expected or is_settled:
            continue
        chance = more_than_by_chance(len(new), lately, old, before)
        if chance <= allowed:
            recurs = 1 / max(chance * len(groups) * LOOKS_A_YEAR, 1e-9)
            yield _finding(
                Question.MATTER, new, group, on, watched=len(groups), expected=round(expected, 2), recurs_years=recurs,
                out_of=lately, other_hits=old, others=before,
            )


def _finding(question: Question, members: list[Told], group: Cluster, on: date, **numbers) -> Finding:
    """Return a group as a finding; the category and area are those of most of its texts, where most have one."""
    first = min(one.record for one in members)
    return Finding(
        question=question, signal=f"{question.value}:{first}", since=min(one.day for one in members), until=on,
        observed=len(members), records=tuple(one.record for one in members), words=group.clauses,
        category=_common([one.category for one in members]) or "", area=_common([one.area for one in members]), **numbers,
    )


def _common(values: list):
    value, count = Counter(values).most_common(1)[0]
    return value if count > MOSTLY * len(values) else None
