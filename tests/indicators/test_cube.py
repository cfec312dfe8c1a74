from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from hengzhi.core.periods import period
from hengzhi.indicators import evaluate as evaluating
from hengzhi.indicators.cube import Cube
from hengzhi.indicators.definition import Condition, Operator
from hengzhi.indicators.evaluate import evaluate
from hengzhi.snapshots.areas import AreaError
from hengzhi.snapshots.store import partition_path

from .cases import PARENTS, count, definition, frozen, row, total

pytestmark = pytest.mark.django_db

CLOSED = Condition("closed_on", Operator.NOT_NULL)
FORMULAS = {
    "received": definition(count(), code="received"),
    "closing": definition(count(CLOSED), count(), code="closing"),
    "recovered": definition(total("recovered_yuan"), code="recovered", unit="yuan"),
}
AREAS = ["3101", "3102", "310101", "31"]
ROWS = [
    row(
        f"T{number:02}", area=AREAS[number % 4], kind="tipoff" if number % 5 == 0 else "complaint",
        received_on=date(2011 + number // 12, number % 12 + 1, number + 1),
        closed_on=None if number % 3 == 0 else date(2013, 1, 1), recovered_yuan=Decimal(number) / 10,
    )
    for number in range(24)
]


@pytest.fixture(autouse=True)
def _forgetful():
    """Let no evaluation of another test be remembered."""
    evaluating.forget()


def test_a_long_period_is_the_sum_of_its_months():
    evaluation = evaluate(frozen(cases=ROWS), FORMULAS)

    for long in map(period, ["2011-Q2", "2012", "2011/2012"]):
        months = [evaluation.value("recovered", area="31", period=period(f"{month:%Y-%m}")) for month in long.months()]
        assert evaluation.value("recovered", area="31", period=long).numerator == sum(value.numerator for value in months)


def test_an_area_is_the_sum_of_its_own_rows_and_the_areas_in_it():
    evaluation = evaluate(frozen(cases=ROWS), FORMULAS)

    found = {area: evaluation.value("received", area=area, period=period("2011/2012")).numerator for area in PARENTS}

    assert found == {"31": 24, "3101": 12, "3102": 6, "310101": 6}


def test_a_rate_of_a_year_is_not_the_mean_of_its_months():
    february = [row(f"T{number}", received_on=date(2012, 2, 5)) for number in (2, 3, 4)]
    rows = [row("T1", received_on=date(2012, 1, 5), closed_on=None), *february]
    evaluation = evaluate(frozen(cases=rows), FORMULAS)

    assert evaluation.value("closing", area="31", period=period("2012")).value == 75


def test_every_item_finds_its_own_cells_however_many_there_are():
    content = pa.table({
        "table": ["cases"] * 4000, "by": ["kind"] * 4000, "item": [f"kind {n // 2:04}" for n in range(4000)],
        "area": ["31"] * 4000, "month": pa.array([24144 + n % 2 for n in range(4000)], pa.int32()),
        count().code: [n // 2 for n in range(4000)],
    })

    cube = Cube(content)

    january = [cube.total(count(), "31", period("2012-01"), "kind", f"kind {n:04}").rows for n in range(2000)]
    assert january == list(range(2000))


def test_a_snapshot_without_areas_has_no_figures_but_can_be_asked():
    manifest = {**frozen(cases=[]), "areas": []}

    with pytest.raises(AreaError, match="The snapshot has no area “31”"):
        evaluate(manifest, FORMULAS).value("received", area="31", period=period("2012"))


def test_figures_computed_once_are_read_from_their_file():
    manifest = frozen(cases=ROWS)
    before = evaluate(manifest, FORMULAS).items("recovered", "kind", "31", period("2012"))
    for partition in manifest["tables"]["cases"]["partitions"]:
        partition_path(partition["digest"]).unlink()
    evaluating.forget()

    assert before
    assert evaluate(manifest, FORMULAS).items("recovered", "kind", "31", period("2012")) == before


def test_a_damaged_file_of_figures_is_computed_again(home, caplog):
    manifest = frozen(cases=ROWS)
    before = evaluate(manifest, FORMULAS).value("received", area="31", period=period("2012"))
    file, = (home / "snapshots" / "evaluations").iterdir()
    file.write_bytes(file.read_bytes()[:50])
    evaluating.forget()

    assert evaluate(manifest, FORMULAS).value("received", area="31", period=period("2012")) == before
    assert caplog.messages == [f"{file.name} cannot be read and is computed again"]


def test_another_formula_has_a_file_of_its_own(home):
    manifest = frozen(cases=ROWS)
    evaluate(manifest, FORMULAS)
    narrower = definition(count(Condition("kind", Operator.EQUAL, "tipoff")), code="received")

    found = evaluate(manifest, {"received": narrower}).value("received", area="31", period=period("2011/2012"))

    assert found.numerator == 5
    assert len(list((home / "snapshots" / "evaluations").iterdir())) == 2


def test_the_same_question_is_answered_from_memory():
    manifest = frozen(cases=ROWS)

    assert evaluate(manifest, FORMULAS) is evaluate(dict(manifest), dict(FORMULAS))
