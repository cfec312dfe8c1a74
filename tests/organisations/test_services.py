"""Enterprises are known by numbers of several kinds, each checked, none given twice."""

import pytest

from hengzhi.organisations.models import EnterpriseIdentifier
from hengzhi.organisations.queries import enterprise_with
from hengzhi.organisations.services import WrongNumber, add_enterprise, add_number, kind_of_number

Kind = EnterpriseIdentifier.Kind


@pytest.fixture
def shop(db):
    return add_enterprise(code="E1", name="海伦电器行", area=None)


def test_an_enterprise_is_found_by_its_old_and_its_new_number(shop):
    add_number(enterprise=shop, kind=Kind.ORGANISATION_CODE, value="60003734-1")
    add_number(enterprise=shop, kind=Kind.CREDIT_CODE, value="9111 0000 6000 3734 1l")

    assert [enterprise_with(number) for number in ("600037341", "91110000600037341L", "91110000600037341l")] == [shop] * 3
    assert enterprise_with("91310109MA1K00015X") is None


@pytest.mark.parametrize("value", ["91110000600037341K", "9111000060003734", "91110000600O37341L", ""])
def test_a_wrong_number_is_refused_and_not_kept(shop, value):
    with pytest.raises(WrongNumber):
        add_number(enterprise=shop, kind=Kind.CREDIT_CODE, value=value)

    assert EnterpriseIdentifier.objects.count() == 0


def test_a_number_of_another_enterprise_is_refused_and_one_given_twice_kept_once(shop):
    other = add_enterprise(code="E2", name="别的店", area=None)
    add_number(enterprise=shop, kind=Kind.CREDIT_CODE, value="91110000600037341L")
    add_number(enterprise=shop, kind=Kind.CREDIT_CODE, value="91110000600037341L")

    with pytest.raises(WrongNumber, match="海伦电器行"):
        add_number(enterprise=other, kind=Kind.CREDIT_CODE, value="91110000600037341L")

    assert EnterpriseIdentifier.objects.count() == 1


@pytest.mark.parametrize(("text", "kind"), [
    ("91110000600037341L", Kind.CREDIT_CODE), ("310109133200014", Kind.LICENCE), ("海伦电器行", None),
    ("上海某某电器商贸有限公司", None), ("12315", None),
])
def test_a_number_is_told_from_a_name_by_its_length(text, kind):
    assert kind_of_number(text) == kind
