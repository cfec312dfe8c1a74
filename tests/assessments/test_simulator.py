"""What a late or missing thing costs equals the difference of two totals."""

from decimal import Decimal

import pytest

from assessments import hand
from factories import make_user
from hengzhi.assessments.queries import names_of_items
from hengzhi.assessments.sealing import assess
from hengzhi.assessments.simulator import costs, rank_with, standing_with
from returns.makers import make_return


@pytest.fixture(scope="module")
def scheme():
    return hand.scheme()


def found(scheme, department: str) -> dict[str, Decimal]:
    return {cost.key: cost.points for cost in costs(scheme, department, hand.INPUTS[department])}


def test_every_loss_is_priced_by_itself_the_dearest_first(scheme):
    # One task more in time: 25 × 7.5 ÷ 8 = 23.4375 → 23.44, and half of that step for the late one: 25 × 7 ÷ 8 = 21.88.
    # A value more in time: 10 × 39.5 ÷ 40 = 9.875 → 9.88. Targets: 40 × 28.33 ÷ 30 = 37.77, 40 × 29.2 ÷ 30 = 38.93.
    assert found(scheme, "qtsb") == {
        "tasks:T08": Decimal("3.13"), "refused": Decimal("2.22"), "tasks:T07": Decimal("1.57"), "closing": Decimal("1.06"),
        "returns:T39": Decimal("0.13"), "returns:T40": Decimal("0.13"),
    }
    assert list(found(scheme, "qtsb")) == ["tasks:T08", "refused", "tasks:T07", "closing", "returns:T39", "returns:T40"]


def test_where_a_criterion_is_out_the_rest_weigh_more(scheme):
    # 10 × 29 ÷ 30 = 9.67: 69.99 of 75 = 93.32, 0.45 more than 92.87.
    assert found(scheme, "fda")["returns:T29"] == Decimal("0.45")


def test_a_department_with_nothing_lost_is_told_so(scheme):
    assert found(scheme, "aic") == {"recovered": Decimal("2.72")}


def test_putting_all_right_gives_the_total_the_rank_and_the_grade(scheme):
    standings = [result.standing for result in assess(scheme, hand.INPUTS)]
    inputs = hand.INPUTS["qtsb"]

    better = standing_with(scheme, "qtsb", inputs, {cost.key for cost in costs(scheme, "qtsb", inputs)})

    assert better.total == Decimal("99.10")
    assert rank_with(scheme, standings, better) == 1
    assert rank_with(scheme, standings, standings[2]) == 1


def test_a_score_that_somebody_decided_is_not_bettered_by_items(scheme):
    inputs = hand.Inputs(hand.QTSB, {"tasks": Decimal(20)}, {"tasks": "暂缓"})

    assert {cost.key: cost.points for cost in costs(scheme, "qtsb", inputs)}["tasks:T08"] == 0


def test_a_missing_value_is_called_by_its_return_and_item(packs):
    record = make_return()
    reader, stranger = make_user("liaison", "work-safety"), make_user("liaison", "tax")
    code = f"{record.code}-checked"
    item = record.reported.form.structure.by_code["checked"].name.zh

    assert names_of_items([record.code, code], reader) == {
        record.code: f"{record.code} {record.title}", code: f"{record.code} {record.title}：{item}",
    }
    assert names_of_items([code], stranger) == {code: code}
