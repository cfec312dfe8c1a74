"""The report as tables: the same for the page, the spreadsheet and the paper."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.advisories.models import Advisory
from hengzhi.advisories.statistics.numbers import Numbers, Ratio
from hengzhi.advisories.statistics.spans import Span
from hengzhi.advisories.workflow import State
from hengzhi.complaints.models import PROBLEM_LISTS
from hengzhi.core.reference import code_name
from hengzhi.core.templatetags.hengzhi import MISSING

TOP = 10
LEAST_RISE = 5
PLACES = {"category": 2, "problem": 3, "channel": 4}
Value = int | Decimal | float | str | None


@dataclass(frozen=True)
class Line:
    """A row: what is counted, its values, and the list of the records where the list can say it."""

    name: str
    values: tuple[Value, ...]
    href: str = ""

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(map(shown, self.values))


@dataclass(frozen=True)
class Section:
    """A table under its title; `part` is the number of the part of the report it stands in."""

    part: int
    title: str
    heads: tuple[str, ...]
    lines: tuple[Line, ...]
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """What the report is about."""

    span: Span
    basis: str

    def list_of(self, **filters: str) -> str:
        """Return the address of the records behind a number; "" where the list knows no such days."""
        if self.basis != "received":
            return ""
        days = {"since": f"{self.span.since}", "until": f"{self.span.until}"}
        return f"{reverse('complaints:list')}?{urlencode({'view': 'all', **filters, **days})}"


def shown(value: Value) -> str:
    """Write a value as pages and paper have it: percentages with one place, money with two, nothing as a dash."""
    match value:
        case None:
            return MISSING
        case float():
            return f"{value:,.1f}"
        case Decimal():
            return f"{value:,.2f}"
        case int():
            return f"{value:,}"
    return value


def part_names() -> dict[int, str]:
    return {
        1: _("Volume"), 2: pgettext("part of the report", "Complaints"), 3: _("Tip-offs"), 4: _("What rose most"),
        5: _("Consumer warnings"),
    }


def sections(numbers: Numbers, asked: Asked) -> list[Section]:
    """Return the tables of a report in order; one query for the warnings published."""
    return [
        _volume(numbers, asked), _complaint_rates(numbers), _recovered(numbers), *_tables(numbers, asked, "complaint", 2),
        _tipoff_rates(numbers), *_tables(numbers, asked, "tipoff", 3), _risen(numbers, asked), _warnings(asked.span),
    ]


def _change(now: int, before: int) -> float | None:
    return 100 * (now - before) / before if before else None


def _volume(numbers: Numbers, asked: Asked) -> Section:
    names = {"complaint": _("complaints"), "tipoff": _("tip-offs")}
    counts = {kind: (volume.count, volume.before, volume.year_before) for kind, volume in numbers.volumes.items()}
    together = tuple(map(sum, zip(*counts.values(), strict=True)))
    lines = [
        Line(names[kind], _held_against(found, together[0]), asked.list_of(kind=kind)) for kind, found in counts.items()
    ]
    lines.append(Line(_("together"), _held_against(together, together[0]), asked.list_of()))
    heads = (
        _("Type"), _("Count"), _("Share %"), _("Period before"), _("Change on it %"), _("Year before"), _("Change on it %"),
    )
    return Section(1, _("Volume by type"), heads, tuple(lines))


def _held_against(counts: tuple[int, ...], total: int) -> tuple[Value, ...]:
    count, before, year_before = counts
    share = 100 * count / total if total else None
    return count, share, before, _change(count, before), year_before, _change(count, year_before)


def _rate(name: str, ratio: Ratio, of: str) -> Line:
    return Line(name, (ratio.percent, ratio.hits, ratio.out_of, of))


def _count(name: str, count: int, of: str) -> Line:
    return Line(name, (None, count, None, of))


def _rate_heads() -> tuple[str, ...]:
    return _("What is measured"), _("Rate %"), _("Count"), _("Denominator"), _("Counted of, and by which day")


def _complaint_rates(numbers: Numbers) -> Section:
    done = numbers.course.concluded["complaint"]
    lines = (
        _count(_("Number received"), numbers.course.received["complaint"], _("by the day of receipt")),
        _count(_("Number accepted"), numbers.course.accepted["complaint"], _("by the day of acceptance")),
        _rate(_("Decided on time"), numbers.course.decided_on_time, _("decisions due in the period")),
        _count(_("Number concluded"), done.all, _("by the day of the outcome, refused ones included")),
        _rate(_("Concluded on time"), done.on_time, _("accepted complaints concluded in the period")),
        _rate(_("Mediation successful"), Ratio(done.settled, done.accepted), _("accepted complaints concluded in the period")),
        _rate(
            _("Settled by stations and other bodies asked"), done.delegated,
            _("concluded in the period, mediation delegated to the end"),
        ),
        _rate(_("Turned into cases"), Ratio(done.cases, done.accepted), _("accepted complaints concluded in the period")),
    )
    note = _("Offices differ in what they divide by: quote the denominator with a rate.")
    return Section(2, _("How complaints were handled"), _rate_heads(), lines, note)


def _recovered(numbers: Numbers) -> Section:
    done = numbers.course.concluded["complaint"]
    amounts = ((_("Agreed amount"), done.agreed_yuan), (_("of it paid, with proof"), done.paid_yuan),
               (_("of it confirmed by complainants"), done.confirmed_yuan))
    lines = tuple(Line(name, (amount,)) for name, amount in amounts)
    note = _("Of complaints concluded in the period, by the day of the outcome.")
    return Section(2, _("Losses recovered"), (_("Which fact"), _("Amount (yuan)")), lines, note)


def _tipoff_rates(numbers: Numbers) -> Section:
    done = numbers.course.concluded["tipoff"]
    lines = (
        _count(_("Number received"), numbers.course.received["tipoff"], _("by the day of receipt")),
        _count(_("Number taken up"), numbers.course.accepted["tipoff"], _("by the day of acceptance")),
        _rate(_("Checked on time"), numbers.course.checked_on_time, _("checks due in the period")),
        _count(_("Number concluded"), done.all, _("by the day of the outcome, refused ones included")),
        _rate(_("Cases filed"), Ratio(done.cases, done.accepted), _("tip-offs taken up and concluded in the period")),
    )
    return Section(3, _("How tip-offs were handled"), _rate_heads(), lines)


def _tables(numbers: Numbers, asked: Asked, kind: str, part: int) -> Iterable[Section]:
    def table(title: str, head: str, codes: str, object_: str = "", most: int | None = None) -> Section:
        counted = numbers.by(kind, PLACES["problem" if codes.endswith("problem") else codes], object_)
        total = sum(counted.values())
        ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:most]
        lines = tuple(
            Line(code_name(codes, code), (count, 100 * count / total), _behind(asked, kind, codes, code))
            for code, count in ranked
        )
        words = {"count": shown(total), "most": most}
        note = _("Shares are of all %(count)s; the first %(most)d are shown.") % words if most else ""
        return Section(part, title, (head, _("Count"), _("Share %")), lines, note)

    yield table(_("By problem"), _("Problem"), PROBLEM_LISTS[kind])
    yield table(_("Goods most often named"), _("Category"), "category", "goods", TOP)
    yield table(_("Services most often named"), _("Category"), "category", "services", TOP)
    yield table(_("By channel"), _("Channel"), "channel")


def _behind(asked: Asked, kind: str, codes: str, code: str) -> str:
    """Return the list of the records behind a line: it can be narrowed by category and channel."""
    return asked.list_of(kind=kind, **{codes: code}) if codes in {"category", "channel"} else ""


def _risen(numbers: Numbers, asked: Asked) -> Section:
    now = numbers.by("complaint", PLACES["category"])
    before = Counter({cell[1]: count for cell, count in numbers.cells_before.items() if cell[0] == "complaint"})
    rises = sorted(((now[code] - before[code], code) for code in now if now[code] - before[code] >= LEAST_RISE), reverse=True)
    lines = tuple(
        Line(
            code_name("category", code), (now[code], before[code], rise, _change(now[code], before[code])),
            _behind(asked, "complaint", "category", code),
        )
        for rise, code in rises[:TOP]
    )
    heads = (_("Category"), _("Count"), _("Period before"), _("More"), _("Change %"))
    note = _("Against the period just before; seasons and chance are not taken out.")
    return Section(4, _("Complaints by category that rose most"), heads, lines, note)


def _warnings(span: Span) -> Section:
    told = Advisory.objects.public().filter(published_on__range=(span.since, span.until), record__state=State.PUBLISHED)
    lines = tuple(
        Line(
            one.record.title, (f"{one.published_on}", "、".join(one.category_names)),
            reverse("warnings:page", args=[one.record.code]),
        )
        for one in told
    )
    return Section(5, _("Consumer warnings published"), (_("Title"), _("Published on"), _("Categories")), lines)
