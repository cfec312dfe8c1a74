"""What tests of notices stand on: a mail server that takes everything, an endpoint that listens, plain makers."""

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils.translation import override

from factories import make_user
from hengzhi.accounts.models import User
from hengzhi.environment import Mail


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def mail(settings, mailoutbox):
    """Have a mail server; gives the mails sent."""
    settings.HENGZHI_MAIL = Mail("localhost", 25, "", "", "none", "hengzhi@example.cn")
    return mailoutbox


@pytest.fixture
def mailed(mail):
    """Give a maker of users with an e-mail address."""

    def make(role: str = "handler", **given) -> User:
        user = make_user(role, **given)
        user.email = f"{user.username}@example.cn"
        user.save()
        return user

    return make


@dataclass
class Listener:
    """A program that takes messages; `answers` are status and body for the next ones, then 200 and errcode 0."""

    address: str = ""
    got: list[tuple[str, dict, bytes]] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    def said(self, number: int = -1) -> dict:
        return json.loads(self.got[number][2])


@pytest.fixture
def listener(settings):
    settings.HENGZHI_WEBHOOK_NETWORKS = ("127.0.0.0/8",)
    found = Listener()

    class Taker(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.got.append((self.path, dict(self.headers), body))
            status, answer = found.answers.pop(0) if found.answers else (200, b'{"errcode": 0, "errmsg": "ok"}')
            self.send_response(status)
            if status == 302:
                self.send_header("Location", found.address)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taker)
    found.address = f"http://127.0.0.1:{server.server_port}/robot/send?key=a-key"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()
