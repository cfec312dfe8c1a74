"""Asking a virus scanner, clamd, whether a content may be kept. It is asked only where the setting names one."""

import socket
import struct
from typing import BinaryIO

from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError, Refused
from hengzhi.environment import Listener

CHUNK_BYTES = 256 * 1024
WAIT_SECONDS = 60
ANSWER_BYTES = 4096


class ScannerError(HengzhiError):
    """The scanner cannot be asked, or does not say yes or no."""


def scan(file: BinaryIO, scanner: Listener, name: str) -> None:
    """Let a clean content pass; raises Refused naming the virus found, ScannerError when there is no clear answer."""
    try:
        with _connected(scanner) as connection:
            _send(connection, file)
            answer = _answer(connection)
    except OSError as error:
        raise ScannerError(
            _("“%(name)s” was not taken: the virus scanner does not answer. Try again later, or tell the administrator.")
            % {"name": name}
        ) from error
    if answer.endswith("FOUND"):
        virus = answer.removesuffix("FOUND").rpartition(":")[2].strip()
        raise Refused(_("“%(name)s” was not taken: the virus scanner found %(virus)s in it.") % {"name": name, "virus": virus})
    if not answer.endswith("OK"):
        raise ScannerError(
            _("“%(name)s” was not taken: the virus scanner answered “%(answer)s”.") % {"name": name, "answer": answer}
        )


def _connected(scanner: Listener) -> socket.socket:
    if not scanner.path:
        return socket.create_connection((scanner.host, scanner.port), timeout=WAIT_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(WAIT_SECONDS)
    try:
        connection.connect(scanner.path)
    except OSError:
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, file: BinaryIO) -> None:
    """Send a content as clamd wants it: pieces with their length in front, an empty one at the end."""
    file.seek(0)
    connection.sendall(b"zINSTREAM\0")
    while chunk := file.read(CHUNK_BYTES):
        connection.sendall(struct.pack("!I", len(chunk)) + chunk)
    connection.sendall(struct.pack("!I", 0))


def _answer(connection: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < ANSWER_BYTES:
        part = connection.recv(ANSWER_BYTES)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
