"""Where jobs run is said by one of two words."""

import pytest

from hengzhi.environment import Environment, SettingError


def test_jobs_run_inside_the_server_unless_said_otherwise():
    found = [Environment(values).choice("X", "inside", "apart") for values in ({}, {"X": "Apart "})]

    assert found == ["inside", "apart"]


def test_another_word_is_refused_with_the_words_wanted():
    with pytest.raises(SettingError, match="X is “aside”; write inside or apart"):
        Environment({"X": "aside"}).choice("X", "inside", "apart")
