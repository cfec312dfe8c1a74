"""An edition's inputs and results as JSON, and the seal over them.

The seal is the digest of all of it: the scheme's digest, the snapshot's name, every fact, every score given by people,
and the results, so that a page shows what was locked and not what a later program computes.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from hengzhi.assessments.facts import Fact, Inputs, fact_from_json, fact_to_json
from hengzhi.assessments.ranges import RankRange
from hengzhi.assessments.ranking import Result, ranked
from hengzhi.assessments.rules import LineScore
from hengzhi.assessments.scheme import Scheme
from hengzhi.assessments.totals import CriterionScore, Standing, stand
from hengzhi.snapshots.manifest import digest_of

FORMAT = 1


def assess(scheme: Scheme, inputs: Mapping[str, Inputs]) -> tuple[Result, ...]:
    """Return every department's result, ranked."""
    return ranked(scheme, [stand(scheme, code, one.facts, one.decided) for code, one in inputs.items()])


def inputs_to_json(inputs: Mapping[str, Inputs]) -> dict:
    """Return the inputs of all departments as JSON."""
    return {
        department: {
            "facts": {code: fact_to_json(fact) for code, fact in one.facts.items()},
            "decided": {code: str(score) for code, score in one.decided.items()}, "grounds": dict(one.grounds),
        }
        for department, one in inputs.items()
    }


def inputs_from_json(content: Mapping) -> dict[str, Inputs]:
    """Return the inputs that `inputs_to_json` gave."""
    return {
        department: Inputs(
            {code: fact_from_json(fact) for code, fact in one["facts"].items()},
            {code: Decimal(score) for code, score in one["decided"].items()}, one["grounds"],
        )
        for department, one in content.items()
    }


def results_to_json(results: Iterable[Result]) -> list[dict]:
    """Return results as JSON, numbers as decimal texts."""
    return [_result_to_json(result) for result in results]


def _result_to_json(result: Result) -> dict:
    one = result.standing
    reached = result.range
    return {
        "department": one.department, "rank": result.rank, "is_tied": result.is_tied,
        "range": reached and [reached.best, reached.worst, reached.is_exact],
        "base": _text(one.base), "bonus": _text(one.bonus), "deduction": _text(one.deduction), "total": _text(one.total),
        "basis": _text(one.basis), "vetoes": list(one.vetoes), "grade": one.grade,
        "criteria": {part.criterion.code: [_text(part.earned), _text(part.full), _text(part.score)] for part in one.criteria},
        "lines": {line.line.code: [_text(line.computed), _text(line.score)] for line in one.lines},
    }


def results_from_json(scheme: Scheme, content: Iterable[Mapping], inputs: Mapping[str, Inputs]) -> tuple[Result, ...]:
    """Return the results that `results_to_json` gave, with the scheme and facts they came from."""
    return tuple(_result_from_json(scheme, one, inputs[one["department"]].facts) for one in content)


def _result_from_json(scheme: Scheme, content: Mapping, facts: Mapping[str, Fact]) -> Result:
    # A database may keep the keys of an object in an order of its own: lines come in the scheme's.
    scores = content["lines"]
    lines = tuple(
        LineScore(line, facts[line.code], *map(_number, scores[line.code])) for line in scheme.lines if line.code in scores
    )
    criteria = tuple(
        CriterionScore(criterion, *map(_number, content["criteria"][criterion.code])) for criterion in scheme.criteria
    )
    numbers = {name: _number(content[name]) for name in ("base", "bonus", "deduction", "total", "basis")}
    standing = Standing(
        department=content["department"], lines=lines, criteria=criteria, vetoes=tuple(content["vetoes"]),
        grade=content["grade"], **numbers,
    )
    reached = RankRange(*content["range"]) if content["range"] else None
    return Result(standing, content["rank"], content["is_tied"], reached)


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def sealed(*, scheme: Scheme, snapshot: str, year: int, inputs: Mapping[str, Inputs], results: Iterable[Result]) -> dict:
    """Return all that a lock keeps, as JSON."""
    return {
        "format": FORMAT, "year": year, "scheme": scheme.digest, "snapshot": snapshot, "inputs": inputs_to_json(inputs),
        "results": results_to_json(results),
    }


def seal_of(content: Mapping) -> str:
    """Return the seal over what a lock keeps: its SHA-256 in hexadecimal."""
    return digest_of(content)
