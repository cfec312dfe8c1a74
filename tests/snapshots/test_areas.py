import pytest

from hengzhi.snapshots.areas import AreaError, lineage, top, within

from .cases import AREAS, DISTRICT, EAST

LANE = {"code": "310101", "name_zh": "里弄", "name_en": "Lane", "parent": "3101"}


def test_every_area_lies_in_itself_and_in_all_above():
    assert lineage([LANE, EAST, DISTRICT]) == [
        ("31", "31"), ("3101", "3101"), ("3101", "31"), ("310101", "310101"), ("310101", "3101"), ("310101", "31"),
    ]


def test_an_area_holds_itself_and_all_below():
    assert within([*AREAS, LANE], "31") == ["31", "3101", "310101", "3102"]
    assert within([*AREAS, LANE], "3101") == ["3101", "310101"]


def test_an_unknown_area_is_named_with_the_nearest():
    with pytest.raises(AreaError) as error:
        within(AREAS, "3103")

    assert str(error.value).startswith("The snapshot has no area “3103”. Did you mean “310")


@pytest.mark.parametrize(("areas", "expected"), [(AREAS, "31"), ([EAST], "3101"), (AREAS[1:], None), ([], None)])
def test_the_top_is_the_one_area_over_all_others(areas, expected):
    assert top(areas) == expected
