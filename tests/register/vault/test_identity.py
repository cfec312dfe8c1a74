"""What an identity holds is checked, compared and masked the way people write it."""

import pytest

from hengzhi.core.errors import Refused
from hengzhi.register.vault.identity import clean_identity, clean_identity_number, masked, plain_phone


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", " 11010519491231002x ", "１１０１０５１９４９１２３１００２Ｘ"])
def test_a_right_identity_number_is_kept_in_capitals(number):
    assert clean_identity_number(number) in ("11010519491231002X", "440524188001010014")


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491331002X", "1101051949123100", "A1010519491231002X", ""])
def test_a_wrong_identity_number_is_refused(number):
    with pytest.raises(Refused):
        clean_identity_number(number)


@pytest.mark.parametrize("written", ["13900002716", "+86 139 0000 2716", "0086-13900002716", "１３９００００２７１６", "8613900002716"])
def test_a_phone_number_is_the_same_however_it_is_written(written):
    assert plain_phone(written) == "13900002716"


def test_a_number_with_an_area_is_the_same_with_the_countrys_code():
    assert plain_phone("021-6540 1234") == plain_phone("+86 21 65401234") == "2165401234"


@pytest.mark.parametrize(("identity", "shown"), [
    ({"name": "王小明", "phone": "13900002716"}, "王** 139****2716"),
    ({"name": "王小明", "id_number": "11010519491231002X"}, "王** 1****X"),
    ({"address": "上海市虹口区四川北路1号"}, "上海市****"),
    ({"address": "四川北路1号"}, "四川****"),
    ({"phone": "1234567"}, ""),
    ({}, ""),
])
def test_a_mask_tells_nobody_who_it_is(identity, shown):
    assert masked(identity) == shown


@pytest.mark.parametrize("given", [{"name": "长" * 41}, {"phone": "ring me"}, {"id_number": "1"}, {"address": "长" * 121}])
def test_a_part_that_cannot_be_right_is_refused(given):
    with pytest.raises(Refused):
        clean_identity(given)


def test_only_what_is_given_is_kept():
    given = {"name": " 王 小明 ", "phone": "139-0000 2716", "address": "", "shoes": "42"}

    assert clean_identity(given) == {"name": "王 小明", "phone": "13900002716"}
