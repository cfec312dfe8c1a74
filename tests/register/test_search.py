"""Records are found by what they say, in Chinese from one character up, and only by those who may see them."""

import pytest

from factories import make_complaint, make_user
from hengzhi.register.models import Record
from hengzhi.register.search import found, tokens


@pytest.fixture
def records(packs):
    """Give complaints about a fridge and a phone."""
    fridge = make_complaint(subject="冰箱门坏", respondent_name="海伦电器行", details="使用两月，型号BCD-215不制冷。")
    phone = make_complaint(subject="手机电池鼓包", respondent_name="四川路通讯店", details="门店拒绝更换。")
    return {"fridge": fridge, "phone": phone}


@pytest.mark.parametrize(("text", "names"), [
    ("冰箱", ["fridge"]), ("冰", ["fridge"]), ("坏", ["fridge"]), ("冰箱门坏", ["fridge"]), ("门", ["fridge", "phone"]),
    ("箱坏", []), ("海伦", ["fridge"]), ("电器 制冷", ["fridge"]), ("冰箱 手机", []), ("BCD", ["fridge"]),
    ("bcd-215", ["fridge"]),
    ("鼓包", ["phone"]), ("洗衣机", []), ("", []), ("'\"*()&|!:", []), ("王小明", []), ("13900002716", []),
])
def test_words_find_the_records_that_hold_them(records, text, names):
    wanted = {records[name].code for name in names}

    assert set(found(Record.objects.all(), text).values_list("code", flat=True)) == wanted


def test_a_number_is_found_whole_and_by_its_year(records):
    code = records["fridge"].code

    assert [record.code for record in found(Record.objects.all(), code)] == [code]
    assert found(Record.objects.all(), code[:5]).count() == 2


def test_search_shows_only_what_a_user_may_see(records):
    assert found(Record.objects.visible_to(make_user("handler")), "冰箱").count() == 1
    assert found(Record.objects.visible_to(make_user("handler", "qtsb")), "冰箱").count() == 0


def test_tokens_are_pairs_closed_by_the_last_character():
    assert list(tokens("冰箱门 A-1坏")) == ["冰箱", "箱门", "门", "a", "1", "坏"]
