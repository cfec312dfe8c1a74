"""Tests of returns read English messages."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _english(_site_language):
    with translation.override("en"):
        yield
