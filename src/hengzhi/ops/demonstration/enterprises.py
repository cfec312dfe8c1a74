"""The demonstration district's businesses: plausible names, valid numbers, none of them real."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hengzhi.ops.demonstration.draw import Draw, Weighted
from hengzhi.ops.demonstration.parameters import Parameters
from hengzhi.organisations.codes import make_licence_number, make_organisation_code


@dataclass(frozen=True)
class Enterprise:
    """A business; `trade` is the category its goods or services fall in, `sells` the tags of it, () for all."""

    code: str
    name_zh: str
    area: str
    road: str
    number: int
    licence_number: str
    organisation_code: str
    trade: str
    sells: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"{self.road}{self.number}号"


def generate_enterprises(parameters: Parameters) -> tuple[Enterprise, ...]:
    """Make the businesses, in the order the cases refer to them by index.

    Every trade has at least one business in every subdistrict.
    """
    maker = _Maker(parameters.words)
    places = maker.places(parameters.shares["areas"])
    return tuple(maker.enterprise(number, trade, area) for number, (trade, area) in enumerate(places, start=1))


class _Maker:
    """Draws businesses; no trade name is given twice."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words, self._settings = words, words["enterprises"]
        self._draw = Draw(f"enterprises {self._settings['seed']}")
        self._given: set[str] = set(self._settings["not_names"])

    def places(self, areas: Mapping[str, float]) -> Iterator[tuple[Mapping[str, Any], str]]:
        """Yield the trade and area of each business: one of each pair, the others as they are common."""
        trades = self._words["trade"]
        pairs = [(trade, area) for trade in trades for area in areas]
        yield from pairs
        by_weight = Weighted({number: trade["weight"] for number, trade in enumerate(trades)})
        by_area = Weighted(areas)
        for _ in range(self._settings["count"] - len(pairs)):
            yield trades[by_weight.among(self._draw)], by_area.among(self._draw)

    def enterprise(self, number: int, trade: Mapping[str, Any], area: str) -> Enterprise:
        draw, settings = self._draw, self._settings
        is_company = draw.chance(settings["company_share"])
        kind = settings["company" if is_company else "shop"]
        house = settings["number_from"] + draw.below(settings["number_to"] - settings["number_from"] + 1)
        return Enterprise(
            code=f"E{number:04d}", area=area, road=draw.among(self._words["roads"][area]), number=house,
            name_zh=kind["before"] + self._name() + draw.among(trade["companies" if is_company else "shops"]),
            licence_number=make_licence_number(division=settings["division"], sequence=kind["licences_from"] + number),
            organisation_code=make_organisation_code(str(settings["organisations_from"] + number)), trade=trade["category"],
            sells=tuple(trade.get("sells", ())),
        )

    def _name(self) -> str:
        while True:
            name = self._draw.among(self._settings["first"]) + self._draw.among(self._settings["second"])
            if name not in self._given:
                self._given.add(name)
                return name
