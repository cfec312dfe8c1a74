"""What the pages of assessments show: the lines of a sheet with their reasons, the matrix of all departments, the scheme."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from hengzhi.assessments.facts import IndicatorFact
from hengzhi.assessments.models import Edition, LineEntry, Objection
from hengzhi.assessments.queries import Assessed
from hengzhi.assessments.ranges import RankRange
from hengzhi.assessments.ranking import Result
from hengzhi.assessments.reasons import reason, written
from hengzhi.assessments.rules import LineScore
from hengzhi.assessments.scheme import COUNTED, EXTRAS, JUDGED, Criterion, Line, LineKind, Scheme
from hengzhi.assessments.totals import CriterionScore, Standing
from hengzhi.indicators.address import Address
from hengzhi.organisations.models import Department

DASH = "—"


@dataclass(frozen=True)
class LineRow:
    """A line of a sheet: what was earned, why, and what people said about it."""

    line: Line
    score: LineScore
    why: str
    ground: str
    entry: LineEntry | None
    objection: Objection | None
    figure: str

    @property
    def is_judged(self) -> bool:
        return self.line.kind in JUDGED

    @property
    def is_veto(self) -> bool:
        return self.line.kind is LineKind.VETO

    @property
    def is_short(self) -> bool:
        """Whether the line cost points: there is something to improve."""
        if self.line.kind in {LineKind.DEDUCTION, LineKind.VETO}:
            return bool(self.score.score)
        is_work = self.line.kind in {LineKind.INDICATOR, LineKind.MATERIAL, *COUNTED}
        return is_work and self.score.is_measured and self.score.score < self.score.full

    @property
    def shown(self) -> str:
        """The score as the table has it; of a veto whether the fact occurred."""
        if self.is_veto and self.score.score is not None:
            return _("occurred") if self.score.score else _("no")
        return DASH if self.score.score is None else f"{self.score.score}"

    @property
    def claimed(self) -> str:
        """The department's own score as the table has it."""
        given = self.entry.self_score if self.entry else None
        if given is None:
            return DASH
        if self.is_veto:
            return _("occurred") if given else _("no")
        return written(given)


@dataclass(frozen=True)
class Group:
    """The lines of a criterion, or those beside all criteria (`criterion` None)."""

    criterion: Criterion | None
    score: CriterionScore | None
    rows: tuple[LineRow, ...]


def line_rows(
    result: Result, edition: Edition, grounds: Mapping[str, str], entries: Mapping[str, LineEntry]
) -> list[LineRow]:
    """Shape the lines of a sheet, in the scheme's order."""
    return [
        LineRow(
            line=score.line, score=score, why=reason(score), ground=grounds.get(score.line.code, ""),
            entry=entries.get(score.line.code), objection=getattr(entries.get(score.line.code), "objection", None),
            figure=figure_address(score, edition),
        )
        for score in result.standing.lines
    ]


def grouped(standing: Standing, rows: Sequence[LineRow]) -> list[Group]:
    """Group lines by criterion, with what stands beside the criteria at the end; groups without lines are left out."""
    groups = [
        Group(one.criterion, one, tuple(row for row in rows if row.line.criterion == one.criterion.code))
        for one in standing.criteria
    ]
    groups.append(Group(None, None, tuple(row for row in rows if row.line.kind in EXTRAS)))
    return [group for group in groups if group.rows]


def figure_address(score: LineScore, edition: Edition) -> str:
    """Return the page of the figure an indicator's line was scored from, "" for other lines."""
    fact = score.fact
    if not isinstance(fact, IndicatorFact):
        return ""
    address = Address(score.line.indicator, fact.area, fact.period, score.line.by, fact.item)
    return address.link(edition.snapshot_id, edition.facts["definitions"][address.indicator])


def range_text(reached: RankRange | None) -> str:
    """Return the range of ranks as a table has it; bounds that may not be reached are marked."""
    if reached is None:
        return DASH
    text = f"{reached.best}–{reached.worst}" if reached.best != reached.worst else f"{reached.best}"
    return text if reached.is_exact else _("within %(range)s") % {"range": text}


def rank_sentence(result: Result, scheme: Scheme) -> str:
    """Say how a department ranks and between which ranks other weights would put it."""
    standing, reached = result.standing, result.range
    words = {
        "basis": written(standing.basis), "least": written(scheme.minimum_basis), "change": written(scheme.weight_change),
        "rank": result.rank, "best": reached and reached.best, "worst": reached and reached.worst,
    }
    if result.rank is None:
        return _("Not ranked: the total rests on %(basis)s of 100 points, at least %(least)s are wanted.") % words
    rank = _("Tied at rank %(rank)s.") if result.is_tied else _("Rank %(rank)s.")
    if reached.best == reached.worst:
        then = _("It stays so whatever weights change by up to %(change)s%%.")
    else:
        then = _("Were the weights changed by up to %(change)s%%, it would lie between %(best)s and %(worst)s.")
    return _("%(rank)s %(then)s") % {"rank": rank % words, "then": then % words}


@dataclass(frozen=True)
class MatrixColumn:
    """A column of the matrix: its head and what it shows of a department."""

    code: str
    label: str
    full: Decimal
    cell: Callable[[Standing], Decimal | None]
    opens: str = ""


@dataclass(frozen=True)
class MatrixRow:
    """A department in the matrix."""

    department: Department
    result: Result
    cells: tuple[Decimal | None, ...]
    range: str
    record_code: str
    state: str


def matrix_columns(scheme: Scheme, unfolded: str) -> list[MatrixColumn]:
    """Return a column for each criterion, of the unfolded one also one for each of its lines, and one for extras."""
    columns = []
    for criterion in scheme.criteria:
        columns.append(MatrixColumn(
            criterion.code, str(criterion.name), criterion.weight, _criterion_cell(criterion.code),
            "" if criterion.code == unfolded else criterion.code,
        ))
        if criterion.code == unfolded:
            columns += [
                MatrixColumn(line.code, str(line.name), line.points, _line_cell(line.code))
                for line in scheme.lines if line.criterion == criterion.code
            ]
    return [*columns, MatrixColumn("extra", _("Bonus and deductions"), scheme.bonus_cap, _extra)]


def _criterion_cell(code: str) -> Callable[[Standing], Decimal | None]:
    return lambda standing: next(one.score for one in standing.criteria if one.criterion.code == code)


def _line_cell(code: str) -> Callable[[Standing], Decimal | None]:
    return lambda standing: next((score.score for score in standing.lines if score.line.code == code), None)


def _extra(standing: Standing) -> Decimal:
    return standing.extra


def matrix_rows(
    assessment: Assessed, departments: Mapping[str, Department], records: Mapping[str, tuple[str, str]],
    columns: Sequence[MatrixColumn], *, by_rank: bool,
) -> list[MatrixRow]:
    """Return the departments with a cell for each column; `records` gives number and state of each sheet."""
    rows = [
        MatrixRow(
            department, assessment.results[code],
            tuple(column.cell(assessment.results[code].standing) for column in columns),
            range_text(assessment.results[code].range), *records[code],
        )
        for code, department in departments.items()
    ]
    return sorted(rows, key=_by_rank) if by_rank else rows


def _by_rank(row: MatrixRow) -> tuple:
    rank = row.result.rank
    return rank is None, rank or 0, row.department.position


def grade_counts(scheme: Scheme, results: Mapping[str, Result]) -> list[tuple[str, int]]:
    """Return how many departments reached each grade, the best first."""
    reached = [result.standing.grade for result in results.values()]
    return [(grade.letter, reached.count(grade.letter)) for grade in scheme.grades]


@dataclass(frozen=True)
class SchemePart:
    """A part of a scheme with its weight, its criteria and their lines."""

    name: str
    weight: Decimal
    criteria: tuple[tuple[Criterion, tuple[Line, ...]], ...]


def scheme_parts(scheme: Scheme) -> Iterator[SchemePart]:
    """Yield the parts of a scheme for its page."""
    for part in scheme.parts:
        criteria = [criterion for criterion in scheme.criteria if criterion.part == part.code]
        yield SchemePart(
            str(part.name), sum(criterion.weight for criterion in criteria),
            tuple((one, tuple(line for line in scheme.lines if line.criterion == one.code)) for one in criteria),
        )
