"""A virus scanner that is named is asked, and without its yes nothing is kept."""

import socket
import struct
from threading import Thread

import pytest
from django.core.files.base import ContentFile
from django.utils.translation import override

from evidence.samples import PDF
from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.core.errors import HengzhiError
from hengzhi.environment import Listener
from hengzhi.evidence.models import Evidence
from hengzhi.evidence.services import offer


class Scanner:
    """Speaks as clamd does to one caller: takes a content in pieces, answers what it was told to answer."""

    def __init__(self, address: str | None, answer: bytes) -> None:
        self.answer, self.content = answer, b""
        self.socket = socket.socket(socket.AF_UNIX) if address else socket.socket()
        self.socket.bind(address or ("127.0.0.1", 0))
        self.socket.listen()
        port = 0 if address else self.socket.getsockname()[1]
        self.listener = Listener(path=address or "", host="" if address else "127.0.0.1", port=port)
        self.thread = Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        caller, _address = self.socket.accept()
        with caller, caller.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            while length := struct.unpack("!I", said.read(4))[0]:
                self.content += said.read(length)
            caller.sendall(self.answer)

    def close(self) -> None:
        self.thread.join(5)
        self.socket.close()


@pytest.fixture(params=["tcp", "unix"])
def scanner(request, tmp_path, settings):
    """Return a function that starts a scanner with an answer and names it in the settings."""
    started = []

    def start(answer: bytes) -> Scanner:
        started.append(Scanner(str(tmp_path / "clamd") if request.param == "unix" else None, answer))
        settings.HENGZHI_CLAMD = started[0].listener
        return started[0]

    yield start
    for made in started:
        made.close()


def offered(content: bytes = PDF) -> Evidence:
    with override("en"):
        return offer(
            record=make_complaint(), file=ContentFile(content), name="发票.pdf", actor=make_user(), at=RECEIVED_AT
        )


def test_a_clean_file_is_shown_whole_and_kept(packs, scanner):
    asked = scanner(b"stream: OK\0")
    content = PDF + bytes(700_000)

    offered(content)

    assert asked.content == content


@pytest.mark.parametrize(("answer", "says"), [
    (b"stream: Eicar-Test-Signature FOUND\0", "“发票.pdf” was not taken: the virus scanner found Eicar-Test-Signature in it."),
    (b"INSTREAM size limit exceeded. ERROR\0",
     "“发票.pdf” was not taken: the virus scanner answered “INSTREAM size limit exceeded. ERROR”."),
    (b"", "“发票.pdf” was not taken: the virus scanner answered “”."),
])
def test_an_infected_file_and_an_unclear_answer_are_refused(packs, scanner, answer, says):
    scanner(answer)

    with pytest.raises(HengzhiError) as refused:
        offered()

    assert str(refused.value) == says
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("listener", [Listener(path="/nowhere/clamd"), Listener(host="127.0.0.1", port=9)])
def test_a_scanner_that_does_not_answer_lets_nothing_pass(packs, settings, listener):
    settings.HENGZHI_CLAMD = listener

    with pytest.raises(HengzhiError) as refused:
        offered()

    assert str(refused.value) == (
        "“发票.pdf” was not taken: the virus scanner does not answer. Try again later, or tell the administrator."
    )
    assert not Evidence.objects.exists()
