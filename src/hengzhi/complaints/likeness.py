"""Records that may be the same matter as what is being typed, found in the same time however many records there are."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import log

from django.db.models import Q

from hengzhi.complaints.queries import complaints_seen_by
from hengzhi.organisations.queries import enterprise_named
from hengzhi.register.models import Record
from hengzhi.register.search import tokens

LOOKED_BACK = timedelta(days=90)
OF_CATEGORY, OF_BUSINESS = 200, 50
SHOWN = 6
LEAST_TOKENS = 6
LEAST_SHARE = 0.3


@dataclass(frozen=True)
class Likeness:
    """A record with what it has in common: the business, and how much of what was typed, by the weight of its words."""

    record: Record
    is_same_business: bool
    share_percent: int


def likenesses(user, *, text: str, business: str, category: str, on: date) -> list[Likeness]:
    """Return the records of the last 90 days that may be the same matter, the likeliest first.

    Looked at are the newest of the category and of the business among the records the user may see: a fixed number,
    so that it takes the same time among a hundred thousand.
    """
    seen = complaints_seen_by(user).filter(opened_on__gte=on - LOOKED_BACK, opened_on__lte=on)
    same = _of_business(business)
    of_category = list(seen.filter(complaint__category=category)[:OF_CATEGORY]) if category else []
    of_business = list(seen.filter(same)[:OF_BUSINESS]) if same else []
    named = {record.pk for record in of_business}
    records = {record.pk: record for record in (*of_category, *of_business)}
    texts = _texts(records)
    shares = _shares(text, texts)
    found = [
        Likeness(record, pk in named, round(100 * shares.get(pk, 0)))
        for pk, record in records.items() if pk in named or shares.get(pk, 0) >= LEAST_SHARE
    ]
    found.sort(key=lambda one: (one.share_percent + 20 * one.is_same_business, one.record.pk), reverse=True)
    return found[:SHOWN]


def _of_business(written: str) -> Q | None:
    """Return what holds for the records about a business, None where nothing was written."""
    if not written.strip():
        return None
    business = enterprise_named(written.strip())
    return Q(complaint__respondent=business) if business else Q(complaint__respondent_name=written.strip())


def _texts(keys: Iterable[int]) -> dict[int, set[str]]:
    rows = Record.objects.filter(pk__in=list(keys)).values_list("pk", "title", "complaint__details")
    return {pk: set(tokens(f"{title} {details}")) for pk, title, details in rows}


def _shares(text: str, texts: Mapping[int, set[str]]) -> dict[int, float]:
    """Return how much of what was typed each text holds; what most of them hold weighs next to nothing."""
    typed = set(tokens(text))
    if len(typed) < LEAST_TOKENS or not texts:
        return {}
    common = Counter(token for words in texts.values() for token in words & typed)
    weights = {token: log((1 + len(texts)) / (1 + common[token])) for token in typed}
    whole = sum(weights.values())
    if not whole:
        return {}
    return {pk: sum(weights[token] for token in words & typed) / whole for pk, words in texts.items()}
