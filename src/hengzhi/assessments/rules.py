"""From a fact to the score of a line: one function a kind, exact fractions inside, one rounding at the end."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hengzhi.assessments.facts import BallotsFact, Fact, IndicatorFact, ItemsFact, JudgedFact
from hengzhi.assessments.scheme import Line, Missing, Rule

HUNDRED = Fraction(100)
NOTHING, WHOLE = Fraction(0), Fraction(1)
LEAST_TRIMMED = 5


@dataclass(frozen=True)
class LineScore:
    """What a line earned. `score` is None where there was no basis: then the line leaves the full marks.

    `computed` is the score by the rule, `score` what counts: the same unless somebody decided otherwise.
    """

    line: Line
    fact: Fact
    computed: Decimal | None
    score: Decimal | None

    @property
    def full(self) -> Decimal:
        return self.line.points

    @property
    def is_measured(self) -> bool:
        return self.score is not None

    @property
    def is_decided(self) -> bool:
        """Whether somebody gave another score than the rule."""
        return self.score != self.computed


def rounded(value: Fraction, places: int) -> Decimal:
    """Return a value rounded to decimal places, halves away from zero, as people round by hand."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-places)


def score_line(line: Line, fact: Fact, places: int, decided: Decimal | None = None) -> LineScore:
    """Score a line; `decided` is what a verification or a decision on an objection put in the place of the rule."""
    share = NOTHING if is_owed(line, fact) else share_of(line, fact)
    computed = None if share is None else rounded(Fraction(line.points) * share, places)
    return LineScore(line, fact, computed, computed if decided is None else rounded(Fraction(decided), places))


def is_owed(line: Line, fact: Fact) -> bool:
    """Say whether a value is missing that ought to be there."""
    return isinstance(fact, IndicatorFact) and fact.now.value is None and line.missing is Missing.ZERO


def share_of(line: Line, fact: Fact) -> Fraction | None:
    """Return the share of the points a fact earns, 0 to 1; None where there is nothing to measure."""
    match fact:
        case IndicatorFact():
            return indicator_share(line, fact)
        case ItemsFact():
            return items_share(line, fact)
        case BallotsFact():
            return ballots_share(line, fact)
        case JudgedFact(points=points):
            return None if points is None else min(WHOLE, Fraction(points) / Fraction(line.points))


def indicator_share(line: Line, fact: IndicatorFact) -> Fraction | None:
    """Score a value against its target by the line's rule; without value, target or base there is no basis."""
    value = fact.now.value
    if value is None:
        return None
    if line.rule is Rule.BANDS:
        return next((Fraction(band.share) / HUNDRED for band in line.bands if band.holds(value)), NOTHING)
    if fact.target is None:
        return None
    target = Fraction(fact.target)
    if line.rule is Rule.CHANGE:
        return _change_share(value, target, fact.base.value if fact.base else None)
    return _higher_share(value, target) if line.rule is Rule.HIGHER else _lower_share(value, target)


def _higher_share(value: Fraction, target: Fraction) -> Fraction:
    if value >= target:
        return WHOLE
    return max(NOTHING, value / target) if target > 0 else NOTHING


def _lower_share(value: Fraction, target: Fraction) -> Fraction:
    """Where the target is 0, anything above it earns nothing."""
    return WHOLE if value <= target else max(NOTHING, target / value)


def _change_share(value: Fraction, target: Fraction, base: Fraction | None) -> Fraction | None:
    """A base that stands at its target already leaves nothing to change: then holding it earns all."""
    if base is None:
        return None
    if base == target:
        return WHOLE if value == target else NOTHING
    return min(WHOLE, max(NOTHING, (value - base) / (target - base)))


def items_share(line: Line, fact: ItemsFact) -> Fraction | None:
    """Return the mean credit of the items: 1 in time, the line's share when late, 0 when not done."""
    if not fact.items:
        return None
    late = Fraction(line.late_share) / HUNDRED
    credit = sum(item.count * (late if item.is_late else WHOLE) for item in fact.items if item.is_done)
    return Fraction(credit) / sum(item.count for item in fact.items)


def ballots_share(line: Line, fact: BallotsFact) -> Fraction | None:
    """Return the mean of the scores, of five or more without the highest and the lowest where the line says so."""
    kept = kept_ballots(line, fact)
    if not kept:
        return None
    return Fraction(sum(kept)) / len(kept) / HUNDRED


def kept_ballots(line: Line, fact: BallotsFact) -> tuple[Decimal, ...]:
    """Return the scores that count; none where fewer were given than the line wants."""
    scores = tuple(sorted(fact.scores))
    if len(scores) < line.least_ballots:
        return ()
    return scores[1:-1] if line.is_trimmed and len(scores) >= LEAST_TRIMMED else scores
