"""Reads over consumer warnings: for staff through the register's door, for the public only what was published."""

from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from hengzhi.advisories.models import Advisory
from hengzhi.advisories.workflow import State
from hengzhi.core.errors import Refused
from hengzhi.register.models import Record
from hengzhi.register.search import found

VIEWS = {
    "work": Q(state__in=[State.DRAFT, State.WRITTEN, State.CHECKED]),
    "published": Q(state=State.PUBLISHED),
    "withdrawn": Q(state=State.WITHDRAWN),
    "all": Q(),
}
AT_HOME = 3


def advisories_seen_by(user) -> QuerySet[Record]:
    return Record.objects.visible_to(user).filter(kind="advisory")


def listed(records: QuerySet[Record], view: str, q: str) -> QuerySet[Record]:
    """Keep the warnings of a view that hold the words asked for, each with its own row."""
    kept = records.filter(VIEWS.get(view, Q()))
    return (found(kept, q) if q else kept).select_related("department", "advisory").prefetch_related("advisory__categories")


def view_counts(records: QuerySet[Record]) -> dict[str, int]:
    """Count the warnings of every view in one query."""
    return records.aggregate(**{name: Count("pk", filter=rule or None) for name, rule in VIEWS.items()})


def latest(on: date) -> list[Advisory]:
    """Return the latest warnings that hold on a day, for the public's first page."""
    in_force = Advisory.objects.public().filter(record__state=State.PUBLISHED)
    return list(in_force.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=on))[:AT_HOME])


def published(category: str = "") -> QuerySet[Advisory]:
    """Return all the public may know of, of one category when it is named."""
    told = Advisory.objects.public()
    return told.filter(categories__code=category) if category else told


def records_named(codes: str, user) -> list[Record]:
    """Return the records whose numbers a text names; raises Refused for a number unknown to this user."""
    asked = list(dict.fromkeys(codes.replace("，", " ").replace(",", " ").replace("、", " ").split()))
    known = {record.code: record for record in Record.objects.visible_to(user).filter(code__in=asked)}
    if missing := [code for code in asked if code not in known]:
        raise Refused(_("There is no record %(code)s that you may see.") % {"code": missing[0]})
    return [known[code] for code in asked]


def gave_rise(advisory: Advisory, user) -> tuple[list[Record], int]:
    """Return the records behind a warning that a user may see, and how many others there are."""
    seen = list(Record.objects.visible_to(user).filter(advisories=advisory).order_by("code"))
    return seen, advisory.about.count() - len(seen)
