"""From an address to a printed figure with everything behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from hengzhi.core.periods import period
from hengzhi.documents.document import Figure
from hengzhi.indicators.address import Address, figure_code
from hengzhi.indicators.definition import Definition
from hengzhi.indicators.evaluate import Evaluation
from hengzhi.indicators.value import Number, Value
from hengzhi.reports.speech import CHINESE, Speech

HUNDRED = Decimal(100)
DISCLOSURE_LIMIT = 5


@dataclass(frozen=True)
class Rows:
    """The records behind a part of a figure: how many, a digest of their numbers, the first few."""

    count: int
    digest: str
    sample: tuple[str, ...]


NO_ROWS = Rows(0, "", ())


def measured(evaluation: Evaluation, address: Address) -> Value:
    """Return the value at an address: plain, the item's share of the whole, or the change on the year before."""
    match address.measure:
        case "share":
            part, whole = _at(evaluation, replace(address, measure="value")), _at(evaluation, address.whole())
            return _ratio(part.numerator, whole.numerator)
        case "change":
            return _change(evaluation, replace(address, measure="value"))
    return _at(evaluation, address)


def _at(evaluation: Evaluation, address: Address) -> Value:
    return evaluation.value(
        address.indicator, area=address.area, period=period(address.period), by=address.by, item=address.item
    )


def _ratio(numerator: Number | None, denominator: Number | None) -> Value:
    if numerator is None or not denominator:
        return Value(None, numerator, denominator, "percent")
    return Value(HUNDRED * Decimal(numerator) / Decimal(denominator), numerator, denominator, "percent")


def _change(evaluation: Evaluation, address: Address) -> Value:
    """Return the change on the year before: percentage points for rates, percent of the earlier value for the rest."""
    now = _at(evaluation, address)
    before = _at(evaluation, replace(address, period=period(address.period).year_before().text))
    if now.value is None or before.value is None:
        return Value(None, None, None, "percent")
    if now.denominator is not None:
        return Value(now.value - before.value, None, None, "percentage_points")
    return _ratio(now.value - before.value, before.value)


class FigureBook:
    """Makes the figures of one report or page, each address once."""

    def __init__(
        self, *, snapshot: str, as_of: str, evaluation: Evaluation, definitions: Mapping[str, Definition],
        areas: Mapping[str, str], rows: Callable[[Address], Rows] = lambda address: NO_ROWS, is_public: bool = False,
        speech: Speech = CHINESE,
    ) -> None:
        self.snapshot = snapshot
        self.as_of = as_of
        self.evaluation = evaluation
        self.definitions = definitions
        self.areas = areas
        self.rows = rows
        self.is_public = is_public
        self.speech = speech
        self.made: dict[tuple[Address, str], Figure] = {}
        self.units: dict[Address, str] = {}

    def figure(self, address: Address, form: str = "number") -> Figure:
        """Return the figure at an address, printed in a form; a small count is withheld on public pages."""
        if (address, form) not in self.made:
            self.made[address, form] = self._make(address, form)
        return self.made[address, form]

    def _make(self, address: Address, form: str) -> Figure:
        definition = self.definitions[address.indicator]
        value = measured(self.evaluation, address)
        self.units[address] = value.unit
        rows = self.rows(address)
        speech = self.speech
        figure = Figure(
            code=figure_code(address, form, definition.digest, self.snapshot), value=value.value,
            printed=speech.printed(value.value, value.unit, form), unit=speech.unit(value.unit, form),
            name=self.name(address), period_label=speech.period(period(address.period)),
            area_label=self.areas.get(address.area, address.area), numerator=value.numerator,
            denominator=value.denominator, definition=self.sentence(definition), source=speech.of(definition.source),
            snapshot=self.snapshot, as_of=self.as_of, rows_digest=rows.digest, sample=rows.sample, count=rows.count,
            href=address.link(self.snapshot, definition.digest),
        )
        return self._withheld(figure) if self.is_public and self._is_small(address) else figure

    def name(self, address: Address) -> str:
        """Return what a figure is called: the indicator, the item, and how it is measured."""
        speech = self.speech
        name = speech.of(self.definitions[address.indicator].name)
        item = speech.item.format(speech.item_name(address.by, address.item)) if address.by else ""
        return name + item + speech.measures[address.measure]

    def sentence(self, definition: Definition) -> str:
        """Return what a reader should know of how an indicator counts."""
        return self.speech.between.join(self.speech.of(caveat) for caveat in definition.caveats)

    def _is_small(self, address: Address) -> bool:
        """Say whether a figure, or what it is a change of, counts so few cases that people could be recognised."""
        value = measured(self.evaluation, replace(address, measure="share" if address.measure == "share" else "value"))
        counts = [number for number in (value.numerator, value.denominator) if number is not None]
        return any(0 < abs(number) < DISCLOSURE_LIMIT for number in counts)

    def _withheld(self, figure: Figure) -> Figure:
        """Return a figure with its small numbers taken out."""
        shown = self.speech.fewer.format(DISCLOSURE_LIMIT)
        return replace(
            figure, printed=shown, value=None, numerator=None, denominator=None, count=0, sample=(), rows_digest=""
        )
