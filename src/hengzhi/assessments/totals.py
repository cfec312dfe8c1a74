"""From the scores of the lines to a department's total and grade, rounded where the scheme says.

Every printed number is computed from printed numbers, so a spreadsheet that rounds in the same places agrees:

- criterion score = weight × Σ scores / Σ points over the lines with a basis, rounded;
- base = Σ criterion scores, × 100 / Σ weights where a criterion has no line with a basis, rounded;
- total = base + bonus − deductions, each at most its cap, never below 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from hengzhi.assessments.facts import Fact
from hengzhi.assessments.rules import LineScore, rounded, score_line
from hengzhi.assessments.scheme import Criterion, LineKind, Scheme

HUNDRED = Fraction(100)
ZERO = Decimal(0)


@dataclass(frozen=True)
class CriterionScore:
    """What a department reached in a criterion; `score` is None where no line had a basis."""

    criterion: Criterion
    earned: Decimal
    full: Decimal
    score: Decimal | None


@dataclass(frozen=True)
class Standing:
    """A department's result before it is compared. `basis` is in percent of the 100 points."""

    department: str
    lines: tuple[LineScore, ...]
    criteria: tuple[CriterionScore, ...]
    base: Decimal | None
    bonus: Decimal
    deduction: Decimal
    total: Decimal | None
    basis: Decimal
    vetoes: tuple[str, ...]
    grade: str

    @property
    def is_vetoed(self) -> bool:
        return bool(self.vetoes)

    @property
    def extra(self) -> Decimal:
        return self.bonus - self.deduction

    def line(self, code: str) -> LineScore:
        return next(score for score in self.lines if score.line.code == code)


def stand(
    scheme: Scheme, department: str, facts: Mapping[str, Fact], decided: Mapping[str, Decimal] | None = None
) -> Standing:
    """Return how a department stands; `facts` holds one for each of its lines, `decided` scores given in a rule's place."""
    decided = decided or {}
    lines = tuple(
        score_line(line, facts[line.code], scheme.line_places, decided.get(line.code)) for line in scheme.lines_of(department)
    )
    return stand_on(scheme, department, lines)


def stand_on(scheme: Scheme, department: str, lines: Sequence[LineScore]) -> Standing:
    """Return how a department stands on line scores that are known."""
    criteria = tuple(_criterion(scheme, criterion, lines) for criterion in scheme.criteria)
    base = _base(scheme, criteria)
    bonus = min(_sum(lines, LineKind.BONUS), scheme.bonus_cap)
    deduction = min(_sum(lines, LineKind.DEDUCTION), scheme.deduction_cap)
    total = None if base is None else max(ZERO, base + bonus - deduction)
    vetoes = tuple(line.line.code for line in lines if line.line.kind is LineKind.VETO and line.score)
    return Standing(
        department=department, lines=tuple(lines), criteria=criteria, base=base, bonus=bonus, deduction=deduction,
        total=total, basis=_basis(scheme, criteria, lines), vetoes=vetoes, grade=grade_of(scheme, total, bool(vetoes)),
    )


def grade_of(scheme: Scheme, total: Decimal | None, is_vetoed: bool) -> str:
    """Return the grade of a rounded total; a veto decides by itself, and without a total there is none."""
    if is_vetoed:
        return scheme.veto_grade
    if total is None:
        return ""
    return next((grade.letter for grade in scheme.grades if total >= grade.at_least), scheme.grades[-1].letter)


def _criterion(scheme: Scheme, criterion: Criterion, lines: Sequence[LineScore]) -> CriterionScore:
    measured = [line for line in lines if line.line.criterion == criterion.code and line.is_measured]
    earned = sum((line.score for line in measured), ZERO)
    full = sum((line.full for line in measured), ZERO)
    if not full:
        return CriterionScore(criterion, earned, full, None)
    share = Fraction(earned) / Fraction(full)
    return CriterionScore(criterion, earned, full, rounded(Fraction(criterion.weight) * share, scheme.total_places))


def _base(scheme: Scheme, criteria: Sequence[CriterionScore]) -> Decimal | None:
    measured = [one for one in criteria if one.score is not None]
    weights = sum((one.criterion.weight for one in measured), ZERO)
    if not weights:
        return None
    earned = sum((one.score for one in measured), ZERO)
    return rounded(HUNDRED * Fraction(earned) / Fraction(weights), scheme.total_places)


def _basis(scheme: Scheme, criteria: Sequence[CriterionScore], lines: Sequence[LineScore]) -> Decimal:
    """Return on how many of the 100 points the total rests: each criterion's weight by the share of its points measured."""
    shares = Fraction(0)
    for one in criteria:
        assigned = sum(line.full for line in lines if line.line.criterion == one.criterion.code)
        shares += Fraction(one.criterion.weight) * Fraction(one.full) / Fraction(assigned) if assigned else 0
    return rounded(shares, scheme.total_places)


def _sum(lines: Sequence[LineScore], kind: LineKind) -> Decimal:
    return sum((line.score or ZERO for line in lines if line.line.kind is kind), ZERO)
