"""Scores equal a spreadsheet worked by hand: three departments with other lines, a tie, a veto, missing bases, caps."""

import csv

import pytest

from assessments import hand
from hengzhi.assessments.ranking import Result
from hengzhi.assessments.sealing import assess, inputs_from_json, inputs_to_json, results_from_json, results_to_json

ROWS = list(csv.DictReader(hand.WORKED.read_text(encoding="utf-8").splitlines()))


@pytest.fixture(scope="module")
def results() -> dict[str, Result]:
    return {result.standing.department: result for result in assess(hand.scheme(), hand.INPUTS)}


def found(result: Result, row: str) -> str:
    """Return what the program says to a row of the spreadsheet, written as it writes."""
    standing = result.standing
    criteria = {f"criterion {one.criterion.code}": one.score for one in standing.criteria}
    criteria["targets"] = criteria["criterion targets"]
    lines = {score.line.code: score.score for score in standing.lines}
    outcome = {name: getattr(standing, name) for name in ("base", "bonus", "deduction", "total", "basis", "grade")}
    known = {**outcome, **criteria, **lines, "rank": result.rank}[row]
    if row in ("grade", "rank"):
        return str(known)
    return "" if known is None else f"{known:.2f}"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['department']}-{row['row']}")
def test_a_number_equals_the_one_worked_by_hand(results, row):
    assert found(results[row["department"]], row["row"]) == row["result"]


def test_the_spreadsheet_speaks_of_every_line_of_every_department():
    named = {(row["department"], row["row"]) for row in ROWS}
    scheme = hand.scheme()

    for department, inputs in hand.INPUTS.items():
        assert set(inputs.facts) == {line.code for line in scheme.lines_of(department)}
        scored = {(department, line.code) for line in scheme.lines_of(department) if line.criterion}
        assert scored <= named


def test_departments_with_equal_totals_share_a_rank(results):
    assert [(code, result.rank, result.is_tied) for code, result in results.items()] == [
        ("qtsb", 1, True), ("aic", 3, False), ("fda", 1, True),
    ]


def test_results_come_back_from_json_as_they_were(results):
    scheme = hand.scheme()
    inputs = inputs_from_json(inputs_to_json(hand.INPUTS))

    again = results_from_json(scheme, results_to_json(results.values()), inputs)

    assert again == tuple(results.values())
