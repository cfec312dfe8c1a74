"""The figures an assessment book prints, each with the way back to the rows it was counted from."""

from decimal import ROUND_HALF_UP, Decimal

from hengzhi.assessments.facts import IndicatorFact
from hengzhi.assessments.models import Edition
from hengzhi.assessments.reasons import written
from hengzhi.assessments.rules import LineScore
from hengzhi.core.periods import period
from hengzhi.documents.document import Figure
from hengzhi.indicators.address import Address, figure_code
from hengzhi.indicators.catalogue import stored_definition
from hengzhi.indicators.definition import Definition
from hengzhi.indicators.evaluate import Address as Place
from hengzhi.indicators.trace import Trail, rows_digest
from hengzhi.indicators.units import UNITS
from hengzhi.organisations.models import Department

SAMPLE = 20
FORM = "assessed"  # printed with up to two decimals; the reason beside it has the four that its score can be checked by
PRINTED = Decimal("0.01")


class FigureBook:
    """Makes the figures of an edition by the definitions of its facts; words as Chinese paper has them."""

    def __init__(self, edition: Edition, departments: dict[str, Department], areas: dict[str, str], trail: Trail) -> None:
        self.edition = edition
        self.departments = departments
        self.areas = areas
        self.trail = trail
        digests = edition.facts["definitions"]
        self.definitions: dict[str, Definition] = {code: stored_definition(code, digest) for code, digest in digests.items()}
        self.made: dict[Address, Figure] = {}

    def figure(self, score: LineScore) -> Figure | None:
        """Return the figure a line was scored from, None for lines without a figure or a value."""
        fact = score.fact
        if not isinstance(fact, IndicatorFact) or fact.now.value is None:
            return None
        address = Address(score.line.indicator, fact.area, fact.period, score.line.by, fact.item)
        if address not in self.made:
            self.made[address] = self._make(address, fact)
        return self.made[address]

    def _make(self, address: Address, fact: IndicatorFact) -> Figure:
        definition = self.definitions[address.indicator]
        place = Place(address.indicator, address.area, period(address.period), address.by, address.item)
        codes = self.trail.codes_behind(definition, place)
        unit = str(UNITS[fact.now.unit].sign)
        return Figure(
            code=figure_code(address, FORM, definition.digest, self.edition.snapshot_id), value=_decimal(fact),
            printed=f"{written(_decimal(fact).quantize(PRINTED, ROUND_HALF_UP))}{unit}", unit=unit, name=definition.name.zh,
            period_label=place.period.zh, area_label=self._place(address), numerator=fact.now.numerator,
            denominator=fact.now.denominator, definition="".join(caveat.zh for caveat in definition.caveats),
            source=definition.source.zh, snapshot=self.edition.snapshot_id, as_of=f"{self.edition.snapshot.as_of}",
            rows_digest=rows_digest(codes) if codes else "", sample=tuple(codes[:SAMPLE]), count=len(codes),
            href=address.link(self.edition.snapshot_id, definition.digest),
        )

    def _place(self, address: Address) -> str:
        return self.departments[address.item].short_zh if address.by else self.areas.get(address.area, address.area)


def _decimal(fact: IndicatorFact) -> Decimal:
    """Return the value as indicators compute it, which following its code compares with; scores use the fraction."""
    if fact.now.denominator is None:
        return Decimal(fact.now.numerator)
    return Decimal(fact.now.numerator) * UNITS[fact.now.unit].per / Decimal(fact.now.denominator)
