"""Reaching a program outside over HTTP, and only where it may be reached.

An address is entered by an administrator but reached from inside the house's network: it must not lead to what only
this machine can reach. The name is looked up once, every address it has is checked, and the connection goes to the one
that was checked.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

SECONDS, SECONDS_IN_ALL = 10, 20
ANSWER_BYTES = 64 * 1024
ADDRESS_LENGTH = 1000
# What carries an IPv4 address inside an IPv6 one that looks public: translation, 6to4, Teredo.
CARRIERS = tuple(ip_network(text) for text in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))

IP = IPv4Address | IPv6Address


class Unreachable(Exception):
    """A message did not arrive; the text is the reason and holds no secret. `is_final` when trying again is no use."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


def checked(address: str) -> SplitResult:
    """Return an address in parts when it can be allowed at all; raises Unreachable. Names are not looked up yet."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise Unreachable(_("This is no web address."), is_final=True) from error
    is_odd = not parts.hostname or parts.username or parts.password or port == 0 or len(address) > ADDRESS_LENGTH
    if is_odd or parts.scheme not in {"https", "http"} or not address.isascii() or not address.isprintable() or " " in address:
        raise Unreachable(_("Write the whole address, beginning with https:// and without user name."), is_final=True)
    literal = _literal(parts.hostname)
    if literal:
        _must_be_allowed(literal, parts)
    elif parts.scheme == "http" and not settings.HENGZHI_WEBHOOK_NETWORKS:
        raise _not_https()
    return parts


def _literal(host: str) -> IP | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _must_be_allowed(ip: IP, parts: SplitResult) -> None:
    """Raise Unreachable for an address inside the house, or plain HTTP, unless a setting names its network."""
    if any(ip in network for network in _named_networks(tuple(settings.HENGZHI_WEBHOOK_NETWORKS))):
        return
    if parts.scheme != "https":
        raise _not_https()
    inner = getattr(ip, "ipv4_mapped", None) or ip
    is_carrier = isinstance(inner, IPv6Address) and any(inner in network for network in CARRIERS)
    if not inner.is_global or inner.is_multicast or is_carrier:
        raise Unreachable(
            _("%(host)s is inside this network; HENGZHI_WEBHOOK_NETWORKS does not name it.") % {"host": parts.hostname},
            is_final=True,
        )


@lru_cache(maxsize=8)
def _named_networks(texts: tuple[str, ...]) -> tuple:
    return tuple(ip_network(text) for text in texts)


def _not_https() -> Unreachable:
    return Unreachable(_("Only https:// is allowed outside the networks that HENGZHI_WEBHOOK_NETWORKS names."), is_final=True)


def post(address: str, body: bytes, headers: dict[str, str]) -> Answer:
    """Send a body and return the answer, whatever its status; redirects are not followed. Raises Unreachable."""
    parts = checked(address)
    connection = _connection(parts, _looked_up(parts))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with _cut_off(connection):
            connection.request("POST", path, body, {"Host": parts.netloc, "User-Agent": "Hengzhi", **headers})
            response = connection.getresponse()
            return Answer(response.status, response.read(ANSWER_BYTES))
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable(_("No connection: %(why)s") % {"why": str(error) or type(error).__name__}) from error
    finally:
        connection.close()


@contextmanager
def _cut_off(connection: http.client.HTTPConnection) -> Iterator[None]:
    """Cut the connection when it lasts too long in all: a side that sends a byte now and then never times out.

    Raises TimeoutError then, whatever had come by that time.
    """
    is_over = threading.Event()

    def cut() -> None:
        is_over.set()
        with suppress(OSError):
            if connection.sock:
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(SECONDS_IN_ALL, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
    if is_over.is_set():
        raise TimeoutError("timed out")


def _looked_up(parts: SplitResult) -> str:
    """Return the address a host name has; every one it has must be allowed, so that none can be slipped in."""
    port = parts.port or {"https": 443, "http": 80}[parts.scheme]
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Unreachable(_("The name %(host)s is not known.") % {"host": parts.hostname}) from error
    for *_rest, place in found:
        _must_be_allowed(ip_address(place[0].partition("%")[0]), parts)
    return found[0][4][0]


def _connection(parts: SplitResult, ip: str) -> http.client.HTTPConnection:
    """Return a connection that goes to `ip` and checks the certificate for the host's name."""
    is_tls = parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    connection = http.client.HTTPConnection(parts.hostname, port, timeout=SECONDS)

    def connect(_place, timeout, _source) -> socket.socket:
        connection.sock = socket.create_connection((ip, port), timeout)
        if is_tls:
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(
                connection.sock, server_hostname=parts.hostname, do_handshake_on_connect=False
            )
            connection.sock.do_handshake()
        return connection.sock

    connection._create_connection = connect
    return connection
