"""What tests of imports share."""

import pytest

from factories import make_user
from hengzhi.exchange.contract import imports


@pytest.fixture
def supervisor(packs):
    return make_user("supervisor")


@pytest.fixture
def target(packs):
    """What is imported: complaints."""
    return imports()["complaints"]
