from dataclasses import replace

import pytest

from hengzhi.indicators.catalogue import definitions, stored_definition
from hengzhi.indicators.definition import Words
from hengzhi.indicators.models import DefinitionVersion
from hengzhi.indicators.services import SameVersion, store_definition

from .cases import count, definition

pytestmark = pytest.mark.django_db

FIRST = definition(count(), code="received")
REWORDED = replace(FIRST, name=Words("接收量", "Received"))
SECOND = definition(count(date="closed_on"), code="received", version=2)


def test_storing_the_same_definition_again_changes_nothing():
    first = store_definition(FIRST)

    assert store_definition(FIRST) == first
    assert DefinitionVersion.objects.filter(code="received").count() == 1


def test_a_new_version_takes_over_and_the_old_one_stays():
    store_definition(FIRST)
    store_definition(SECOND)

    assert definitions()["received"] == SECOND
    assert stored_definition("received", FIRST.digest) == FIRST


def test_a_new_wording_keeps_its_version_number():
    store_definition(FIRST)
    store_definition(REWORDED)

    assert definitions()["received"] == REWORDED


def test_a_new_formula_under_the_same_version_is_refused():
    store_definition(FIRST)

    with pytest.raises(SameVersion) as refusal:
        store_definition(replace(SECOND, version=1))

    assert str(refusal.value) == (
        "Indicator received: the formula is not that of version 1, which is stored; raise the version."
    )
    assert definitions()["received"] == FIRST


def test_going_back_to_an_old_definition_makes_it_current_again():
    for each in (FIRST, SECOND, FIRST):
        store_definition(each)

    assert definitions()["received"] == FIRST
    assert DefinitionVersion.objects.filter(code="received").count() == 2


def test_a_definition_that_was_never_stored_is_none():
    assert stored_definition("received", FIRST.digest) is None
