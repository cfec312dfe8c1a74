"""Robots and programs: the words their makers document, signatures that can be checked, and nobody's name."""

import hashlib
import hmac
import json
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.translation import override

from factories import make_complaint
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import HengzhiError
from hengzhi.notices.models import Delivery, Endpoint
from hengzhi.notices.robots import dingtalk_signature, generic_signature
from hengzhi.notices.sealing import seal, unseal
from hengzhi.notices.services import send_test
from hengzhi.organisations.models import Department
from notices.makers import AT, make_endpoint, sent, swept

HOW_TO = Path(__file__).parents[2] / "docs/how-to/send-notices.md"


def test_signatures_are_those_openssl_gives():
    assert dingtalk_signature("this is secret", 1577262236757) == (
        "&timestamp=1577262236757&sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D"
    )
    assert generic_signature("secret", 1356660000, b'{"id":"N1"}') == (
        "sha256=6c6ee72b8f086b07bed569344856a35c99be33ca662e2f45645e3fd517c0d496"
    )


def test_a_wecom_group_gets_markdown(packs, listener):
    make_endpoint(listener, "wecom", secret="")
    record = make_complaint(at=AT)
    swept()

    assert sent() == 1

    path, headers, _body = listener.got[0]
    assert (path, headers["Content-Type"]) == ("/robot/send?key=a-key", "application/json; charset=utf-8")
    assert listener.said() == {"msgtype": "markdown", "markdown": {"content": (
        f"### Notice of Hongkou District, Shanghai\n\n- [{record.code}](http://127.0.0.1:8000/complaints/{record.code}/) "
        f"New, without handler · {record.department.name} · to be decided · due {record.due_on}"
    )}}


def test_a_dingtalk_group_gets_markdown_with_a_signed_address(packs, listener):
    make_endpoint(listener, "dingtalk", secret="SECabc")
    make_complaint(at=AT)
    swept()

    sent()

    asked = {name: values[0] for name, values in parse_qs(urlsplit(listener.got[0][0]).query).items()}
    assert sorted(asked) == ["key", "sign", "timestamp"]
    again = parse_qs(dingtalk_signature("SECabc", int(asked["timestamp"])))
    assert asked["sign"] == again["sign"][0]
    said = listener.said()
    assert (said["msgtype"], sorted(said["markdown"])) == ("markdown", ["text", "title"])


def test_a_program_gets_signed_json_with_a_code_to_know_it_by(packs, listener):
    make_endpoint(listener, secret="s3cret")
    record = make_complaint(at=AT)
    swept()

    sent()

    _path, headers, body = listener.got[0]
    delivery = Delivery.objects.get()
    assert headers["X-Hengzhi-Delivery"] == delivery.code == listener.said()["id"]
    assert headers["X-Hengzhi-Signature"] == generic_signature("s3cret", int(headers["X-Hengzhi-Timestamp"]), body)
    assert listener.said()["notices"] == [{
        "kind": "record.new", "name": "New, without handler", "at": AT.isoformat(), "count": 1,
        "address": f"http://127.0.0.1:8000/complaints/{record.code}/",
        "record": {
            "code": record.code, "kind": "complaint", "state": "received", "department": "aic", "due_on": f"{record.due_on}",
        },
    }]


def test_the_how_to_shows_receivers_a_check_that_holds():
    code = re.search(r"```python\n(.*?)```", HOW_TO.read_text(encoding="utf-8"), re.DOTALL)[1]
    shown: dict = {}
    exec(compile(code, str(HOW_TO), "exec"), shown)  # noqa: S102 - our own document
    body, now = b'{"id": "N1"}', 1_356_660_000
    headers = {"X-Hengzhi-Timestamp": str(now), "X-Hengzhi-Signature": generic_signature("secret", now, body)}

    assert shown["is_genuine"](headers, body, "secret", now=now + 299)
    assert not shown["is_genuine"](headers, body, "secret", now=now + 301)
    assert not shown["is_genuine"](headers, body + b" ", "secret", now=now)
    assert not shown["is_genuine"](headers, body, "other", now=now)
    assert not shown["is_genuine"]({**headers, "X-Hengzhi-Timestamp": str(now + 1)}, body, "secret", now=now)


@pytest.mark.parametrize("kind", ["wecom", "dingtalk", "generic"])
def test_no_group_learns_a_name_or_a_subject(packs, listener, kind):
    make_endpoint(listener, kind)
    make_complaint(subject="王小明的冰箱", at=AT)
    make_complaint(kind=TIPOFF_KIND, problem="other", is_confidential=True, subject="匿名反映某厂", at=AT)
    swept()

    sent()

    said = json.dumps(listener.said(), ensure_ascii=False)
    assert said.count("/complaints/") == 2
    assert re.findall("王小明|冰箱|匿名|某厂|电器行|13900002716", said) == []


def test_a_wecom_message_keeps_within_its_4096_bytes(packs, listener):
    make_endpoint(listener, "wecom")
    Department.objects.filter(code="aic").update(short_zh="局" * 40)
    for _ in range(6):
        for _ in range(5):
            make_complaint(at=AT)
        swept()

    with override("zh-hans"):
        sent()

    content = listener.said()["markdown"]["content"]
    assert len(content.encode()) <= 4096
    shown = content.count("](http")
    assert 10 < shown < 20
    assert f"{30 - shown}" in content.splitlines()[-1]


def test_an_endpoint_is_told_only_of_its_kinds_and_departments(packs, listener):
    make_endpoint(listener, notice_kinds=["due.late"])
    make_endpoint(listener, departments=[Department.objects.get(code="qtsb")])
    paused = make_endpoint(listener)
    Endpoint.objects.filter(pk=paused.pk).update(is_active=False)
    make_complaint(at=AT)
    swept()

    assert sent() == 0


def test_groups_rest_at_night_unless_told_otherwise(packs, listener):
    make_endpoint(listener, "wecom", at_night=False)
    make_complaint(at=AT)
    swept()
    night = AT + timedelta(hours=12)

    assert [sent(night), sent(AT + timedelta(hours=22))] == [0, 1]


@pytest.mark.parametrize(("kind", "answer", "state", "reason"), [
    ("generic", (204, b""), "sent", ""),
    ("generic", (500, b""), "waiting", "The other side answered with HTTP 500."),
    ("generic", (429, b""), "waiting", "The other side answered with HTTP 429."),
    ("generic", (404, b""), "dead", "The other side answered with HTTP 404."),
    ("generic", (302, b""), "dead", "The other side answered with HTTP 302."),
    ("wecom", (200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}'), "dead", "The robot refused: 93000 invalid webhook url"),
    ("wecom", (200, b'{"errcode": 45009, "errmsg": "freq limit"}'), "waiting", "The robot refused: 45009 freq limit"),
    ("dingtalk", (200, b'{"errcode": 310000, "errmsg": "sign not match"}'), "dead", "The robot refused: 310000 sign not match"),
    ("dingtalk", (200, b'{"errcode": 130101, "errmsg": "too fast"}'), "waiting", "The robot refused: 130101 too fast"),
    ("wecom", (200, b"<html>"), "dead", "The other side did not answer as a robot does."),
    ("wecom", (200, b"[]"), "dead", "The other side did not answer as a robot does."),
])
def test_what_the_other_side_answers_decides(packs, listener, kind, answer, state, reason):
    endpoint = make_endpoint(listener, kind)
    listener.answers = [answer]

    delivery = send_test(endpoint, at=AT)

    assert (delivery.state, delivery.reason) == (state, reason)
    assert len(listener.got) == 1


def test_the_test_button_really_sends(packs, listener):
    for kind in ("wecom", "dingtalk", "generic"):
        assert send_test(make_endpoint(listener, kind), at=AT).state == "sent"

    assert [listener.said(at).get("is_test") for at in range(3)] == [None, None, True]
    assert "This is a test. The robot is connected." in listener.said(0)["markdown"]["content"]


def test_address_and_secret_are_sealed_and_need_the_sites_key(packs, listener, settings):
    endpoint = make_endpoint(listener, secret="s3cret")

    endpoint.refresh_from_db()
    assert endpoint.host == "127.0.0.1"
    assert (unseal(endpoint.sealed_address), unseal(endpoint.sealed_secret)) == (listener.address, "s3cret")
    assert b"a-key" not in bytes(endpoint.sealed_address)
    assert seal("s3cret") != seal("s3cret")
    settings.SECRET_KEY = "another"
    with pytest.raises(HengzhiError, match="sealed with another secret key"):
        unseal(endpoint.sealed_address)
    assert send_test(endpoint, at=AT).state == "dead"


def test_signatures_use_the_whole_secret():
    signed = hmac.new(b"k" * 100, b"1.x", hashlib.sha256).hexdigest()

    assert generic_signature("k" * 100, 1, b"x") == f"sha256={signed}"
