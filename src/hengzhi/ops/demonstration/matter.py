"""What a complaint or tip-off is about: category, problem, thing, fault, claim, amount."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hengzhi.ops.demonstration.draw import Curve, Draw, Weighted
from hengzhi.ops.demonstration.parameters import Parameters

EVERY_MONTH = tuple(range(1, 13))


@dataclass(frozen=True, slots=True)
class Matter:
    """`line` is the entry of the wording it was made from; `cents` the amount in dispute, None where there is none."""

    category: str
    object: str
    problem: str
    line: Mapping[str, Any]
    thing: str
    fault: str = ""
    claim: str = ""
    cents: int | None = None


class Matters:
    """Draws what records are about."""

    def __init__(self, parameters: Parameters) -> None:
        self._shares, self._wording = parameters.shares, parameters.wording
        self._categories = {category["code"]: category for category in self._shares["category"]}
        self._by_month = {
            (month, lasting): self._month(month, lasting=lasting) for month in EVERY_MONTH for lasting in (False, True)
        }
        self._problems = {code: self._problems_of(category) for code, category in self._categories.items()}
        self._claims = {name: Weighted(table) for name, table in self._shares["claims"].items()}
        self._lines: dict[tuple[str, str, int], Weighted[int]] = {}
        self._prices = [self._price_curve(line["yuan"]) for line in self._wording["line"]]
        self._tipoffs = self._tipoff_lines()
        self._tipoff_problems = Weighted(self._shares["problems"]["tipoff"])

    def complaint(self, month: int, draw: Draw, *, lasting: bool = False) -> Matter:
        """Return what a complaint of a month is about; only of what keeps for years where `lasting`."""
        category = self._by_month[month, lasting].among(draw)
        problem = self._problems[category].among(draw)
        number = self._lines_on(category, problem, month).among(draw)
        line = self._wording["line"][number]
        is_priced = not draw.chance(self._shares["amounts"]["none"])
        return Matter(
            category, self._categories[category]["object"], problem, line, draw.among(line["things"]),
            draw.among(self._faults(line, problem)), self._claims[self._claim_table(category, problem)].among(draw),
            self._price(number, draw) if is_priced else None,
        )

    def tipoff(self, draw: Draw) -> Matter:
        """Return what a tip-off is about."""
        problem = self._tipoff_problems.among(draw)
        line = self._wording["tipoff"][self._tipoffs[problem].among(draw)]
        return Matter(line["category"], self._categories[line["category"]]["object"], problem, line, draw.among(line["things"]))

    def settled(self, matter: Matter, draw: Draw) -> tuple[int, str]:
        """Return the cents a settlement recovers, 0 where it is settled in kind, and the claim that is met.

        Where the problem is one of conduct rather than of money or goods, the claim is "plain".
        """
        shares = self._shares["recovered"]
        is_large = matter.cents is not None and matter.cents >= shares["large_from"] * 100
        shape, claim = (shares["large"], "compensate") if is_large else (shares[matter.claim], matter.claim)
        plain = self._shares["in_kind_problems"].get(matter.problem)
        if matter.cents is None or draw.chance(plain or shape["in_kind"]):
            return 0, "plain" if plain else claim
        if draw.chance(shape["whole"]):
            return matter.cents, claim
        share = shape["low"] + (shape["high"] - shape["low"]) * draw.share()
        # Parties settle on round sums: to 50, 10 or 1 yuan by how much is in dispute.
        step = 5000 if matter.cents >= 100_000 else 1000 if matter.cents >= 20_000 else 100
        return min(int(matter.cents * share) // step * step + step, matter.cents), claim

    def _month(self, month: int, *, lasting: bool) -> Weighted[str]:
        return Weighted({
            code: category["weight"] * category.get("seasons", {}).get(str(month), 1.0)
            for code, category in self._categories.items() if not (lasting and category.get("claims") == "perishable")
        })

    def _problems_of(self, category: Mapping[str, Any]) -> Weighted[str]:
        return Weighted(category.get("problems") or self._shares["problems"][category["object"]])

    def _tipoff_lines(self) -> dict[str, Weighted[int]]:
        lines = list(enumerate(self._wording["tipoff"]))
        return {
            problem: Weighted({number: line["weight"] for number, line in lines if line["problem"] == problem})
            for problem in self._shares["problems"]["tipoff"]
        }

    def _lines_on(self, category: str, problem: str, month: int) -> Weighted[int]:
        """Return the lines of a category that speak of a problem, all of its lines where none does."""
        key = (category, problem, month)
        if key not in self._lines:
            lines = {
                number: line for number, line in enumerate(self._wording["line"])
                if line["category"] == category and month in line.get("months", EVERY_MONTH)
            }
            speaking = {number: line for number, line in lines.items() if self._own_faults(line, problem)}
            self._lines[key] = Weighted({number: line["weight"] for number, line in (speaking or lines).items()})
        return self._lines[key]

    def _own_faults(self, line: Mapping[str, Any], problem: str) -> Sequence[str]:
        common = self._wording["common"].get(line["category"], {})
        return line["problems"].get(problem) or common.get(problem, ())

    def _faults(self, line: Mapping[str, Any], problem: str) -> Sequence[str]:
        generic = self._wording["generic"][self._categories[line["category"]]["object"]]
        return self._own_faults(line, problem) or generic[problem]

    def _claim_table(self, category: str, problem: str) -> str:
        entry = self._categories[category]
        group = entry.get("claims", entry["object"])
        return self._shares["problem_claims"][group].get(problem, f"{entry['object']}-money")

    def _price_curve(self, yuan: Sequence[int]) -> Curve:
        low, usual, high = yuan
        shape = self._shares["amounts"]
        return Curve(shape["levels"], (low, usual, usual + (high - usual) * shape["third"], high))

    def _price(self, number: int, draw: Draw) -> int:
        """Return a price in cents, ending as shops write prices."""
        yuan, shape = self._prices[number].among(draw), self._shares["amounts"]
        if yuan < 20:
            return int(yuan * 10) * 10
        if yuan < 150:
            return int(yuan) * 100
        step, endings = (10, shape["tens"]) if yuan < 1500 else (100, shape["hundreds"])
        return (int(yuan) // step * step + draw.among(endings)) * 100
