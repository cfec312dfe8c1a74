"""What an endpoint is sent, how it is signed, and what its answer means.

Nothing that goes to a group or a program names a person or carries a record's subject: the number, what is to be done
and the department are enough to look it up here, where it is decided who may.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote_plus

from django.utils.translation import gettext as _

from hengzhi.core.reference import site
from hengzhi.notices.models import Endpoint, Notice
from hengzhi.notices.outside import Answer, Unreachable
from hengzhi.notices.wording import absolute, address_of, kind_name, text_of

LINES = 20
WECOM_BYTES = 4096
TRY_LATER = {408, 409, 425, 429}
# “Too many messages a minute”: 45009 at WeCom, the others at DingTalk.
TOO_OFTEN = {45009, 130101, 660026}


@dataclass(frozen=True)
class Message:
    """What is posted: the address may differ from the endpoint's by a signature."""

    address: str
    body: bytes
    headers: dict[str, str]


def message(
    endpoint: Endpoint, notices: Sequence[Notice], *, code: str, address: str, secret: str, at: datetime
) -> Message:
    """Return the message of an endpoint; without notices, one that says it is a test."""
    make = {Endpoint.Kind.WECOM: _wecom, Endpoint.Kind.DINGTALK: _dingtalk, Endpoint.Kind.GENERIC: _generic}[endpoint.kind]
    return make(notices, code=code, address=address, secret=secret, at=at)


def _wecom(notices: Sequence[Notice], *, code: str, address: str, secret: str, at: datetime) -> Message:
    most = LINES
    while len((text := _markdown(notices, most)).encode()) > WECOM_BYTES:
        most -= 1
    return _robot(address, {"msgtype": "markdown", "markdown": {"content": text}})


def _dingtalk(notices: Sequence[Notice], *, code: str, address: str, secret: str, at: datetime) -> Message:
    if secret:
        address += dingtalk_signature(secret, int(at.timestamp() * 1000), "&" if "?" in address else "?")
    return _robot(address, {"msgtype": "markdown", "markdown": {"title": _head(), "text": _markdown(notices, LINES)}})


def dingtalk_signature(secret: str, milliseconds: int, joint: str = "&") -> str:
    """Return what is put behind a DingTalk robot's address: the time, and base64(HMAC-SHA256(secret, "time\\nsecret"))."""
    signed = hmac.new(secret.encode(), f"{milliseconds}\n{secret}".encode(), hashlib.sha256).digest()
    return f"{joint}timestamp={milliseconds}&sign={quote_plus(base64.b64encode(signed))}"


def _robot(address: str, content: dict) -> Message:
    body = json.dumps(content, ensure_ascii=False).encode()
    return Message(address, body, {"Content-Type": "application/json; charset=utf-8"})


def _head() -> str:
    return _("Notice of %(site)s") % {"site": site().name}


def _markdown(notices: Sequence[Notice], most: int) -> str:
    head = f"### {_head()}"
    if not notices:
        return "\n\n".join([head, _("This is a test. The robot is connected.")])
    lines = [_markdown_line(notice) for notice in notices[:most]]
    left = len(notices) - len(lines)
    more = [_("and %(count)d more") % {"count": left}] if left else []
    return "\n\n".join([head, *(f"- {line}" for line in lines + more)])


def _markdown_line(notice: Notice) -> str:
    link = absolute(address_of(notice))
    if notice.record is None:
        return f"[{text_of(notice)}]({link})"
    record = notice.record
    parts = [str(kind_name(notice.kind)), record.department.name, record.state_label]
    due = [_("due %(day)s") % {"day": record.due_on}] if record.due_on and record.is_open else []
    return f"[{record.code}]({link}) {' · '.join([*parts, *due])}"


def _generic(notices: Sequence[Notice], *, code: str, address: str, secret: str, at: datetime) -> Message:
    content = {
        "id": code, "site": site().name_zh, "sent_at": at.isoformat(timespec="seconds"), "is_test": not notices,
        "notices": [_content(notice) for notice in notices],
    }
    body = json.dumps(content, ensure_ascii=False).encode()
    seconds = int(at.timestamp())
    return Message(address, body, {
        "Content-Type": "application/json; charset=utf-8", "X-Hengzhi-Delivery": code, "X-Hengzhi-Timestamp": str(seconds),
        "X-Hengzhi-Signature": generic_signature(secret, seconds, body),
    })


def generic_signature(secret: str, seconds: int, body: bytes) -> str:
    """Return sha256= and the HMAC-SHA256 of the time, a full stop and the body, in hexadecimal."""
    return "sha256=" + hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


def _content(notice: Notice) -> dict:
    record = notice.record
    return {
        "kind": notice.kind, "name": str(kind_name(notice.kind)), "at": notice.at.isoformat(timespec="seconds"),
        "count": notice.count, "address": absolute(address_of(notice)),
        "record": {
            "code": record.code, "kind": record.kind, "state": record.state, "department": record.department.code,
            "due_on": f"{record.due_on}" if record.due_on else None,
        } if record else None,
    }


def must_be_taken(endpoint: Endpoint, answer: Answer) -> None:
    """Raise Unreachable unless the answer says that the message was taken."""
    if not 200 <= answer.status < 300:
        is_final = answer.status < 500 and answer.status not in TRY_LATER
        raise Unreachable(_("The other side answered with HTTP %(status)d.") % {"status": answer.status}, is_final=is_final)
    if endpoint.kind == Endpoint.Kind.GENERIC:
        return
    try:
        said = json.loads(answer.body)
        number, words = int(said["errcode"]), str(said.get("errmsg", ""))
    except (ValueError, KeyError, TypeError) as error:
        raise Unreachable(_("The other side did not answer as a robot does."), is_final=True) from error
    if number:
        raise Unreachable(
            _("The robot refused: %(number)d %(words)s") % {"number": number, "words": words[:120]},
            is_final=number not in TOO_OFTEN,
        )
