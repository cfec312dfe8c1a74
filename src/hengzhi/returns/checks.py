"""Checking a return: what is impossible, and what may be true but asks for an explanation."""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.returns.definition import Among, Change, Check, Compare, Definition, Item, Outlier, Range, Share, Total
from hengzhi.returns.entries import Entry, Status, shown

RELATIONS = {"<": operator.lt, "<=": operator.le, "=": operator.eq, ">=": operator.ge, ">": operator.gt}
HUNDRED = Decimal(100)
LEAST_HISTORY = 4
LEAST_PEERS = 6
SPREADS = Decimal("3.5")  # Iglewicz and Hoaglin (1993): modified z-scores beyond 3.5 are outliers
NORMAL = Decimal("1.4826")  # makes the median deviation a standard deviation for normal values

Entries = Mapping[str, Entry]


@dataclass(frozen=True)
class Finding:
    """What a check found about an item; a hard one bars the way, others ask for an explanation."""

    item: str
    check: str
    is_hard: bool
    says: str


@dataclass(frozen=True)
class Surroundings:
    """What the values of a return are compared with.

    `last` is the last period's return of the department, `history` its earlier values by item, oldest first, `peers`
    those of other departments for the period, `others` entries by form and item, `items` what those items are.
    """

    last: Entries = field(default_factory=dict)
    history: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)
    peers: Mapping[str, Sequence[Decimal]] = field(default_factory=dict)
    others: Mapping[tuple[str, str], Entry] = field(default_factory=dict)
    items: Mapping[tuple[str, str], Item] = field(default_factory=dict)
    is_partial: bool = False


@dataclass(frozen=True)
class _Case:
    """One check being made."""

    form: Definition
    entries: Entries
    around: Surroundings

    def number(self, item: str) -> Decimal | None:
        entry = self.entries.get(item)
        return entry.number if entry else None

    def says(self, item: str, number: Decimal | None = None) -> str:
        """Name an item with its value, or with another of its kind."""
        known = self.form.by_code[item]
        entry = self.entries[item] if number is None else Entry(Status.GIVEN, number)
        return _("“%(name)s” %(value)s %(unit)s") % {
            "name": known.name, "value": shown(known, entry), "unit": known.unit,
        }


def findings(form: Definition, entries: Entries, around: Surroundings) -> list[Finding]:
    """Return what the checks of a form find, in the order of its items."""
    case = _Case(form, entries, around)
    return [found for item in form.items for found in _of_item(case, item)]


def _of_item(case: _Case, item: Item) -> Iterator[Finding]:
    entry = case.entries.get(item.code, Entry())
    if entry.status == Status.MISSING:
        yield Finding(item.code, "missing", False, _("“%(name)s” is missing. If it is zero, write 0.") % {"name": item.name})
    elif entry.status == Status.NOT_APPLICABLE:
        yield Finding(item.code, "not_applicable", False, _("“%(name)s” does not apply; say why.") % {"name": item.name})
    else:
        for check in case.form.checks_of(item.code):
            says = look(check, case)
            if says:
                yield Finding(item.code, type(check).__name__.lower(), getattr(check, "is_hard", False), says)


def look(check: Check, case: _Case) -> str:
    """Return what a check has to say about a value that is there, "" when nothing."""
    return LOOKS[type(check)](check, case) if case.number(check.item) is not None else ""


def _range(check: Range, case: _Case) -> str:
    number = case.number(check.item)
    if check.least is not None and number < check.least:
        return _("%(value)s is below %(limit)s.") % {"value": case.says(check.item), "limit": f"{check.least:,f}"}
    if check.most is not None and number > check.most:
        return _("%(value)s is above %(limit)s.") % {"value": case.says(check.item), "limit": f"{check.most:,f}"}
    return ""


def _total(check: Total, case: _Case) -> str:
    parts = [case.number(part) for part in check.parts]
    if None in parts or sum(parts) == case.number(check.item):
        return ""
    names = pgettext("between days", ", ").join(str(case.form.by_code[part].name) for part in check.parts)
    return _("%(value)s is not the sum of %(names)s: %(sum)s.") % {
        "value": case.says(check.item), "names": names, "sum": f"{sum(parts):,f}",
    }


def _compare(check: Compare, case: _Case) -> str:
    other = _other(check, case)
    if other is None or RELATIONS[check.operator](case.number(check.item), other[1]):
        return ""
    wanted = {
        "<": _("be less than"), "<=": _("not be more than"), "=": _("equal"), ">=": _("not be less than"),
        ">": _("be more than"),
    }[check.operator]
    return _("%(value)s must %(relation)s %(other)s.") % {
        "value": case.says(check.item), "relation": wanted, "other": other[0],
    }


def _other(check: Compare, case: _Case) -> tuple[str, Decimal] | None:
    """Return the item compared with, in words and as a number; None when there is nothing to compare with."""
    if not check.form:
        number = case.number(check.other)
        return None if number is None else (case.says(check.other), number)
    key = (check.form, check.other)
    entry, item = case.around.others.get(key), case.around.items.get(key)
    if entry is None or item is None or entry.number is None:
        return None
    words = _("“%(name)s” %(value)s %(unit)s") % {"name": item.name, "value": shown(item, entry), "unit": item.unit}
    return words, entry.number


def _share(check: Share, case: _Case) -> str:
    part, whole = case.number(check.part), case.number(check.whole)
    if part is None or not whole:
        return ""
    computed = part / whole * HUNDRED
    if abs(computed - case.number(check.item)) <= check.tolerance:
        return ""
    return _("%(value)s does not follow from %(part)s and %(whole)s: that would be %(computed)s %%.") % {
        "value": case.says(check.item), "part": case.says(check.part), "whole": case.says(check.whole),
        "computed": f"{computed:.2f}",
    }


def _change(check: Change, case: _Case) -> str:
    """A part of a period is not compared with a whole one, and nothing with zero."""
    last = case.around.last.get(check.item)
    if case.around.is_partial or last is None or not last.number:
        return ""
    percent = (case.number(check.item) - last.number) / abs(last.number) * HUNDRED
    if abs(percent) <= check.percent:
        return ""
    words = _("%(value)s is %(percent)s %% more than last period’s %(last)s.")
    if percent < 0:
        words = _("%(value)s is %(percent)s %% less than last period’s %(last)s.")
    known = case.form.by_code[check.item]
    return words % {"value": case.says(check.item), "percent": f"{abs(percent):.1f}", "last": shown(known, last)}


def _outlier(check: Outlier, case: _Case) -> str:
    is_history = check.among is Among.HISTORY
    known = (case.around.history if is_history else case.around.peers).get(check.item, ())
    if case.around.is_partial or len(known) < (LEAST_HISTORY if is_history else LEAST_PEERS):
        return ""
    middle = median(known)
    spread = median(abs(number - middle) for number in known) * NORMAL
    if not spread or abs(case.number(check.item) - middle) <= SPREADS * spread:
        return ""
    words = _("%(value)s lies far from the department’s earlier values; their middle is %(middle)s.")
    if not is_history:
        words = _("%(value)s lies far from what other departments report; their middle is %(middle)s.")
    return words % {"value": case.says(check.item), "middle": f"{middle:,.2f}"}


LOOKS: Mapping[type, Callable] = {
    Range: _range, Total: _total, Compare: _compare, Share: _share, Change: _change, Outlier: _outlier,
}


def unexplained(found: Sequence[Finding], entries: Entries) -> list[Finding]:
    """Return the soft findings whose item carries no explanation."""
    return [one for one in found if not one.is_hard and not entries.get(one.item, Entry()).note]
