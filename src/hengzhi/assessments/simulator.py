"""What each late or missing thing costs a department, and how it would stand if some of them were put right."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from hengzhi.assessments.facts import Fact, IndicatorFact, Inputs, Item, ItemsFact
from hengzhi.assessments.ranking import rank_of
from hengzhi.assessments.rules import LineScore
from hengzhi.assessments.scheme import Line, Rule, Scheme
from hengzhi.assessments.totals import Standing, stand

ZERO = Decimal(0)


@dataclass(frozen=True)
class Cost:
    """A loss that could have been avoided: a late or missing item, or a target not reached (`item` None).

    `points` is what the total would gain if this alone were put right. `key` names it in an address.
    """

    line: Line
    item: Item | None
    points: Decimal

    @property
    def key(self) -> str:
        return f"{self.line.code}:{self.item.code}" if self.item else self.line.code


def standing_with(scheme: Scheme, department: str, inputs: Inputs, better: Collection[str] = ()) -> Standing:
    """Return how a department stands when the losses with these keys are put right."""
    facts = {code: _put_right(scheme.line_by_code[code], fact, better) for code, fact in inputs.facts.items()}
    return stand(scheme, department, facts, inputs.decided)


def costs(scheme: Scheme, department: str, inputs: Inputs) -> list[Cost]:
    """Return every avoidable loss with what it costs by itself, the dearest first."""
    now = standing_with(scheme, department, inputs)
    found = []
    for loss in _losses(now.lines):
        then = standing_with(scheme, department, inputs, {loss.key})
        found.append(replace(loss, points=(then.total or ZERO) - (now.total or ZERO)))
    return sorted(found, key=lambda cost: (-cost.points, cost.key))


def rank_with(scheme: Scheme, others: Sequence[Standing], changed: Standing) -> int | None:
    """Return the rank a department would have among the others as they are."""
    return rank_of(scheme, [changed, *(one for one in others if one.department != changed.department)], changed)


def _losses(lines: Sequence[LineScore]) -> Iterator[Cost]:
    for score in lines:
        match score.fact:
            case ItemsFact(items=items):
                yield from (Cost(score.line, item, ZERO) for item in items if item.is_late or not item.is_done)
            case IndicatorFact() if _is_short(score):
                yield Cost(score.line, None, ZERO)


def _is_short(score: LineScore) -> bool:
    can_be_met = score.line.rule is Rule.BANDS or score.fact.target is not None
    return can_be_met and score.computed is not None and score.computed < score.full


def _put_right(line: Line, fact: Fact, better: Collection[str]) -> Fact:
    if isinstance(fact, ItemsFact):
        chosen = [replace(item, done_on=item.due_on) if f"{line.code}:{item.code}" in better else item for item in fact.items]
        return ItemsFact(tuple(chosen))
    if isinstance(fact, IndicatorFact) and line.code in better:
        return replace(fact, now=replace(fact.now, numerator=_reached(line, fact), denominator=None))
    return fact


def _reached(line: Line, fact: IndicatorFact) -> Decimal | None:
    """Return the value that earns most: the target, or the bound of the best band."""
    if line.rule is not Rule.BANDS:
        return fact.target
    best = max(line.bands, key=lambda band: band.share)
    return best.at_least if best.at_least is not None else best.at_most
