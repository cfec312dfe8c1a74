"""Who covers what: the matrix and its empty cells."""

from datetime import date

import pytest

from hengzhi.core.errors import Refused
from hengzhi.leading_group.exports import cover_rows, gap_words
from hengzhi.leading_group.models import Charge, Duty
from hengzhi.leading_group.queries import cover_on
from hengzhi.leading_group.services.cover import end_charge, put_in_charge
from hengzhi.organisations.models import Area
from hengzhi.register.models import AuditEvent
from leading_group.making import at, department, liaison, office

DAY = date(2012, 6, 1)


def subdistricts() -> list[Area]:
    return list(Area.objects.valid_on(DAY).filter(level="subdistrict"))


def charge(areas, since=date(2012, 3, 1), post="市场科科长", **overrides):
    given = {"duty": Duty.objects.get(code="service-quality"), "department": department("commerce"), "actor": office(), **overrides}
    return put_in_charge(areas=areas, post=post, name="", since=since, at=at(3, 1), **given)


def test_the_matrix_has_a_cell_for_every_duty_department_and_area_it_reaches(packs):
    cover = cover_on(DAY)

    assert (len(cover.areas), len(cover.lines), cover.cells, cover.filled) == (9, 34, 21 * 8 + 13, 0)
    assert [cell.is_borne for cell in cover.lines[0].cells] == [False] + [True] * 8


def test_an_empty_cell_is_named_in_words(packs):
    charge([area for area in subdistricts() if area.name_zh != "提篮桥街道"])

    cover = cover_on(DAY, duty="service-quality", department="commerce")

    assert [gap_words(line, cell) for line, cell in cover.gaps] == ["提篮桥街道：区商务委未明确“商贸和旅游服务质量”责任人"]
    assert [row[-1] != "" for row in cover_rows(cover)].count(True) == 1


def test_a_member_department_without_a_duty_is_an_edge_not_reached(packs):
    cover = cover_on(DAY, [department("commerce"), department("population")])

    assert [one.code for one in cover.unburdened] == ["population"]


def test_a_new_person_ends_the_one_before_and_the_day_tells_who_it_was(packs):
    area = subdistricts()[0]
    charge([area])
    charge([area], since=date(2012, 7, 2), post="新科长")

    def post(day: date) -> str:
        return next(cell.charge.post for line in cover_on(day, duty="service-quality", department="commerce").lines for cell in line.cells if cell.charge)

    assert (post(date(2012, 7, 1)), post(date(2012, 7, 2))) == ("市场科科长", "新科长")
    assert [event.action for event in AuditEvent.objects.all()] == ["charge_named"] * 2


@pytest.mark.parametrize(
    "wrong", [{"department": "tax"}, {"areas": "district"}, {"since": date(2012, 3, 1)}, {"actor": "liaison"}],
)
def test_a_foreign_duty_area_day_or_person_is_refused(packs, wrong):
    charge(subdistricts())
    given = {"areas": subdistricts(), "since": date(2012, 5, 2)} | wrong
    if "department" in wrong:
        given["department"] = department("tax")
    if "actor" in wrong:
        given["actor"] = liaison()
    if wrong.get("areas") == "district":
        given["areas"] = [Area.objects.get(code="310109")]

    with pytest.raises(Refused):
        charge(**given)
    assert set(Charge.objects.values_list("ends_on", flat=True)) == {None}


def test_a_cell_can_be_left_empty_from_a_day(packs):
    made = charge(subdistricts()[:1])[0]

    end_charge(charge=made, until=date(2012, 5, 31), actor=office(), at=at(5, 31))

    assert cover_on(date(2012, 5, 31)).filled == 1
    assert cover_on(date(2012, 6, 1)).filled == 0
    with pytest.raises(Refused):
        end_charge(charge=made, until=date(2012, 6, 30), actor=office(), at=at(6, 1))


def test_the_matrix_costs_the_same_however_full_it_is(packs, django_assert_num_queries):
    with django_assert_num_queries(4):
        cover_on(DAY)
    charge(subdistricts())

    with django_assert_num_queries(4):
        cover_on(DAY)
