"""What another edition changed: the scores, totals, grades and ranks that are not the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from hengzhi.assessments.ranking import Result
from hengzhi.assessments.rules import LineScore
from hengzhi.assessments.scheme import Line


@dataclass(frozen=True)
class LineChange:
    """A line whose score changed; `is_fact` says that its fact did, not only what people decided."""

    line: Line
    before: Decimal | None
    after: Decimal | None
    is_fact: bool


@dataclass(frozen=True)
class Change:
    """A department whose result changed; a result is None where a department was not assessed."""

    department: str
    before: Result | None
    after: Result | None
    lines: tuple[LineChange, ...]


def differences(before: Sequence[Result], after: Sequence[Result]) -> list[Change]:
    """Return what changed from one edition to another, department by department."""
    old, new = _by_department(before), _by_department(after)
    changes = (
        Change(code, old.get(code), new.get(code), tuple(_lines(old.get(code), new.get(code)))) for code in {**old, **new}
    )
    return [change for change in changes if change.lines or _outcome(change.before) != _outcome(change.after)]


def _by_department(results: Iterable[Result]) -> dict[str, Result]:
    return {result.standing.department: result for result in results}


def _outcome(result: Result | None) -> tuple | None:
    return result and (result.rank, result.standing.total, result.standing.grade, result.standing.vetoes)


def _lines(before: Result | None, after: Result | None) -> Iterator[LineChange]:
    old, new = _scores(before), _scores(after)
    for code, score in {**old, **new}.items():
        was, now = old.get(code), new.get(code)
        if (was and was.score) != (now and now.score):
            yield LineChange(
                score.line, was and was.score, now and now.score, (was and was.fact) != (now and now.fact)
            )


def _scores(result: Result | None) -> Mapping[str, LineScore]:
    return {score.line.code: score for score in result.standing.lines} if result else {}
