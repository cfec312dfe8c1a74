import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_english():
    """Compare messages in the language they are written in."""
    with translation.override("en"):
        yield
