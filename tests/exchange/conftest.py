"""What tests of imports share."""

import pytest
from django.utils import translation

from factories import make_user


@pytest.fixture(autouse=True)
def _english():
    """Let these tests speak English, and leave the language as it was: a page asked for in English stays so in its thread."""
    with translation.override("en"):
        yield


@pytest.fixture
def supervisor(packs):
    return make_user("supervisor")
