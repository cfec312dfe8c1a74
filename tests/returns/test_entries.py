"""A cell is read by the same rules wherever it comes from."""

from decimal import Decimal

import pytest

from hengzhi.core.packs import WrongValue
from hengzhi.core.words import Words
from hengzhi.returns.definition import Item, ItemType
from hengzhi.returns.entries import Entry, Status, Written, cell_of, read_entry, shown

EMPTY = Words("", "")


def item(kind="whole", unit="批次", *, may_not_apply=True):
    return Item("a", Words("甲", "A"), Words(unit, unit), ItemType(kind), EMPTY, EMPTY, may_not_apply)


@pytest.mark.parametrize(("kind", "written", "number"), [
    ("whole", "1250", "1250"), ("whole", "1,250", "1250"), ("whole", "１２５０", "1250"), ("whole", "1250.0", "1250"),
    ("whole", "12批次", "12"), ("whole", "0", "0"), ("decimal", "29.5", "29.50"), ("decimal", "-3.2", "-3.20"),
    ("percent", "98.5%", "98.50"), ("percent", "98.5％", "98.50"), ("money", "1,234,567.8", "1234567.80"),
    ("yes_no", "是", "1"), ("yes_no", "No", "0"),
])
def test_a_number_is_read_as_people_write_it(kind, written, number):
    assert read_entry(item(kind), Written(written)) == Entry(Status.GIVEN, Decimal(number))


@pytest.mark.parametrize(("kind", "written", "says"), [
    ("whole", "12.5", "write a whole number"), ("decimal", "1.234", "write at most 2 decimals"), ("whole", "约1200", "is not a number"),
    ("whole", "1,25", "is not a number"), ("whole", "1e3", "is not a number"), ("whole", "12%", "is not a number"),
    ("whole", "9" * 15, "is too long"), ("yes_no", "也许", "neither yes nor no"), ("text", "长" * 501, "has 501 characters"),
])
def test_a_cell_that_cannot_be_read_is_named_with_what_is_wanted(kind, written, says):
    with pytest.raises(WrongValue, match=says):
        read_entry(item(kind), Written(written))


@pytest.mark.parametrize("written", ["", " ", "-", "—", "——"])
def test_a_blank_is_missing_and_not_zero(written):
    assert read_entry(item(), Written(written)) == Entry(Status.MISSING)


@pytest.mark.parametrize("cell", [Written("", does_not_apply=True), Written("不适用"), Written("N/A"), Written("—", does_not_apply=True)])
def test_not_applicable_may_be_marked_or_written(cell):
    assert read_entry(item(), cell) == Entry(Status.NOT_APPLICABLE)


def test_an_item_that_applies_to_all_cannot_be_left_out_so():
    with pytest.raises(WrongValue, match="applies to every department"):
        read_entry(item(may_not_apply=False), Written("不适用"))


def test_a_value_and_the_mark_contradict_each_other():
    with pytest.raises(WrongValue, match="keep one of the two"):
        read_entry(item(), Written("5", does_not_apply=True))


@pytest.mark.parametrize(("kind", "entry"), [
    ("whole", Entry(Status.GIVEN, Decimal(0))), ("percent", Entry(Status.GIVEN, Decimal("98.50"))),
    ("yes_no", Entry(Status.GIVEN, Decimal(0))), ("text", Entry(Status.GIVEN, text="召开会议", note="说明")),
    ("whole", Entry(Status.MISSING, note="未报齐")), ("whole", Entry(Status.NOT_APPLICABLE, note="无职责")),
])
def test_an_entry_written_into_a_cell_reads_as_itself(kind, entry):
    assert read_entry(item(kind), cell_of(item(kind), entry)) == entry


def test_missing_zero_and_not_applicable_look_different():
    entries = (Entry(), Entry(Status.GIVEN, Decimal("0.00")), Entry(Status.NOT_APPLICABLE))

    assert [shown(item(), entry) for entry in entries] == ["—", "0", "not applicable"]
