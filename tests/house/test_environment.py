"""The environment is documented whole, and a wrong value is named."""

import re
from pathlib import Path

import pytest

from hengzhi.environment import Environment, Listener, Mail, SettingError
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


@pytest.mark.parametrize(("kind", "value", "says"), [
    ("listener", "localhost:3310", "X is “localhost:3310”; write unix:/path or tcp://host:port"),
    ("listener", "tcp://localhost", "X is “tcp://localhost”; write unix:/path or tcp://host:port"),
    ("files", "https://key:hidden@store", "X is no address of a bucket; write https://key:secret@host/bucket"),
    ("networks", "10.0.0.0/8,home", "X has “home”; write a network such as 10.1.0.0/16"),
    ("mail", "mail.example.cn", "X is no address of a mail server; write smtp://user:password@host:port/?tls=starttls"),
    ("mail", "smtp://u:hidden@h/?tls=yes", "X is no address of a mail server; write smtp://user:password@host:port/?tls=starttls"),
    ("mail", "smtp://u:hidden@h/?to=a@b", "X is no address of a mail server; write smtp://user:password@host:port/?tls=starttls"),
    ("files", "https://store/bucket", "X is no address of a bucket; write https://key:secret@host/bucket"),
    ("files", "https://key:hidden@store/bucket?zone=1", "X sets “zone”; write region or style"),
])
def test_a_wrong_place_is_named_with_what_is_wanted_and_without_its_secret(kind, value, says):
    with pytest.raises(SettingError, match=re.escape(says)) as error:
        getattr(Environment({"X": value}), kind)("X", *(["y"] if kind == "files" else []))

    assert "hidden" not in str(error.value)


def test_where_a_scanner_listens_is_read():
    values = {"A": "unix:/run/clamd.ctl", "B": "tcp://127.0.0.1:3310"}

    assert [Environment(values).listener(name) for name in ("A", "B", "C")] == [
        Listener(path="/run/clamd.ctl"), Listener(host="127.0.0.1", port=3310), None,
    ]


def test_a_bucket_is_read_with_escaped_letters_and_without_one_files_stay_here():
    found = Environment({"X": "https://k%40y:s%2Fe@store.example:9000/files/hz?region=cn-east&style=virtual"}).files("X", "y")

    options = found["OPTIONS"]
    wanted = ("endpoint_url", "bucket_name", "location", "access_key", "secret_key", "region_name", "addressing_style")
    assert found["BACKEND"] == "storages.backends.s3.S3Storage"
    assert [options[name] for name in wanted] == [
        "https://store.example:9000", "files", "hz", "k@y", "s/e", "cn-east", "virtual",
    ]
    assert Environment({}).files("X", "a.b.Local") == {"BACKEND": "a.b.Local"}


def test_where_mail_goes_is_read_with_ports_and_a_sender():
    values = {
        "A": "smtp://hz%40x.cn:p%2Fw@mail.x.cn/?tls=ssl", "B": "smtp://h:2525/?tls=none&from=q@x.cn", "C": "console:", "D": "smtp://h",
    }

    assert [Environment(values).mail(name) for name in ("A", "B", "C", "D", "E")] == [
        Mail("mail.x.cn", 465, "hz@x.cn", "p/w", "ssl", "hz@x.cn"), Mail("h", 2525, "", "", "none", "q@x.cn"),
        Mail("", 587, "", "", "starttls", "hengzhi@localhost"), Mail("h", 587, "", "", "starttls", "hengzhi@h"), None,
    ]


def test_networks_are_read():
    assert Environment({"X": "10.1.0.0/16, fd00::/8"}).networks("X") == ("10.1.0.0/16", "fd00::/8")
