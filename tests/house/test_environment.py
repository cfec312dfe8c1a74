"""The environment is documented whole, and a wrong value is named."""

import re
from pathlib import Path

import pytest

from hengzhi.environment import Environment, SettingError
from hengzhi.settings import env

ROOT = Path(__file__).parents[2]


def test_env_example_lists_exactly_what_is_read():
    listed = re.findall(r"^(HENGZHI_\w+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(listed) == sorted(env.names)


@pytest.mark.parametrize(("kind", "value", "says"), [
    ("bool", "perhaps", "X is “perhaps”; write yes or no"),
    ("int", "many", "X is “many”; write a whole number"),
    ("database", "mysql://here/x", "X begins with “mysql”; write postgresql://user:password@host:port/name"),
])
def test_a_wrong_value_is_named_with_what_is_wanted(kind, value, says):
    with pytest.raises(SettingError, match=re.escape(says)):
        getattr(Environment({"X": value}), kind)("X", None)


def test_a_database_address_is_read_with_escaped_letters():
    found = Environment({"X": "postgresql://hz:p%40ss@db:5433/quality"}).database("X", Path("x"))

    parts = [found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")]
    assert parts == ["hz", "p@ss", "db", "5433", "quality"]
