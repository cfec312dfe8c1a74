"""Where messages may go: the public net by https, and inside the house only where a setting says so."""

import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hengzhi.notices import outside
from hengzhi.notices.outside import Unreachable, checked, post

INSIDE = "{} is inside this network; HENGZHI_WEBHOOK_NETWORKS does not name it."
NOT_HTTPS = "Only https:// is allowed outside the networks that HENGZHI_WEBHOOK_NETWORKS names."
WHOLE = "Write the whole address, beginning with https:// and without user name."


def why(act, *args) -> str:
    with pytest.raises(Unreachable) as refused:
        act(*args)
    assert refused.value.is_final or act is post
    return str(refused.value)


@pytest.mark.parametrize("host", [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
    "255.255.255.255", "[::1]", "[::]", "[fe80::1]", "[fc00::1]", "[::ffff:10.1.2.3]", "[::ffff:127.0.0.1]",
    "[64:ff9b::a01:203]", "[2002:a01:203::]", "[2001:0:a01:203::]", "[::10.1.2.3]",
])
def test_an_address_inside_is_refused(host):
    assert why(checked, f"https://{host}/x") == INSIDE.format(host.strip("[]"))


@pytest.mark.parametrize(("address", "says"), [
    ("http://example.cn/x", NOT_HTTPS), ("http://8.8.8.8/x", NOT_HTTPS), ("ftp://example.cn/x", WHOLE), ("example.cn", WHOLE),
    ("https://", WHOLE), ("https://user:word@example.cn/", WHOLE), ("https://exam ple.cn/", WHOLE), ("https://example.cn:0/", WHOLE),
    ("https://例子.cn/", WHOLE), ("https://example.cn/" + "x" * 1000, WHOLE), ("file:///etc/passwd", WHOLE),
    ("https://example.cn:99999/", "This is no web address."), ("https://[::1", "This is no web address."),
    ("https://example.cn/\r\nX: y", WHOLE),
])
def test_what_is_no_public_https_address_is_refused(address, says):
    assert why(checked, address) in {says, WHOLE}


@pytest.mark.parametrize("address", ["https://8.8.8.8/x?key=1", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=1"])
def test_a_public_https_address_is_allowed(address):
    assert checked(address).geturl() == address


@pytest.mark.parametrize("places", [["10.1.2.3"], ["8.8.8.8", "127.0.0.1"], ["::1"]])
def test_a_name_that_leads_inside_is_refused_before_anything_is_sent(monkeypatch, places):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 443)) for place in places]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_given: found)
    monkeypatch.setattr(socket, "create_connection", lambda *_args: pytest.fail("a connection was made"))

    assert why(post, "https://example.cn/x", b"", {}) == INSIDE.format("example.cn")


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch, listener):
    asked = []

    def once(host, port, *_rest, **_given):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", once)
    port = listener.address.split(":")[2].partition("/")[0]

    answer = post(f"http://robot.example:{port}/x", b"{}", {})

    assert (answer.status, asked) == (200, ["robot.example", "127.0.0.1"])
    assert listener.got[0][1]["Host"] == f"robot.example:{port}"


def test_a_named_network_may_be_reached_by_plain_http_and_no_other(listener):
    assert post(listener.address, b"{}", {}).status == 200
    assert why(checked, "http://10.1.2.3/") == NOT_HTTPS
    assert why(checked, "https://10.1.2.3/") == INSIDE.format("10.1.2.3")


def test_a_redirect_is_not_followed_and_a_long_answer_is_cut(listener):
    listener.answers = [(302, b""), (200, b"x" * 100_000)]

    assert [post(listener.address, b"", {}).status, len(post(listener.address, b"", {}).body)] == [302, 64 * 1024]
    assert len(listener.got) == 2


def test_a_side_that_does_not_answer_is_a_reason_without_the_address(listener):
    listener.answers = []
    port = socket.socket()
    port.bind(("127.0.0.1", 0))

    says = why(post, f"http://127.0.0.1:{port.getsockname()[1]}/send?key=a-key", b"", {})

    port.close()
    assert says.startswith("No connection:")
    assert "a-key" not in says


def certified(name: str, folder) -> str:
    """Write a certificate of a host that vouches for itself, with its key, and return the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]), datetime(2026, 1, 1, tzinfo=UTC)
    made = x509.CertificateBuilder(subject, subject, key.public_key(), 1, now, now + timedelta(days=36500))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).sign(key, hashes.SHA256())
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "host.pem").write_bytes(plain + made.public_bytes(serialization.Encoding.PEM))
    return str(folder / "host.pem")


@pytest.fixture
def talker(settings):
    """Give a maker of servers that talk to one caller: `talk(socket)`; it returns the port."""
    settings.HENGZHI_WEBHOOK_NETWORKS = ("127.0.0.0/8",)
    threads = []

    def make(talk) -> int:
        server = socket.create_server(("127.0.0.1", 0))

        def serve() -> None:
            try:
                with server, server.accept()[0] as caller:
                    talk(caller)
            except OSError:
                return  # the caller has gone

        threads.append(threading.Thread(target=serve))
        threads[-1].start()
        return server.getsockname()[1]

    yield make
    for thread in threads:
        thread.join()


@pytest.mark.parametrize(("host", "says"), [("robot.example", ""), ("other.example", "No connection: [SSL: CERTIFICATE_VERIFY_FAILED]")])
def test_the_certificate_must_be_that_of_the_name(monkeypatch, tmp_path, talker, host, says):
    file = certified("robot.example", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", file)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)

    def talk(caller) -> None:
        with context.wrap_socket(caller, server_side=True) as safe:
            heard = b""
            while not heard.endswith(b"{}"):
                heard += safe.recv(1000)
            safe.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    port = talker(talk)
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_given: found)

    if says:
        assert why(post, f"https://{host}:{port}/", b"{}", {}).startswith(says)
    else:
        assert post(f"https://{host}:{port}/", b"{}", {}).body == b"ok"


@pytest.mark.parametrize(("scheme", "first"), [("http", b"HTTP/1.1 200 OK\r\nX: "), ("https", b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03")])
def test_a_side_that_sends_a_byte_now_and_then_is_cut_off(monkeypatch, talker, scheme, first):
    monkeypatch.setattr(outside, "SECONDS_IN_ALL", 0.3)

    def drip(caller) -> None:
        caller.recv(1000)
        caller.sendall(first)
        for _ in range(60):
            caller.sendall(b"x")
            time.sleep(0.05)

    begun = time.monotonic()

    assert why(post, f"{scheme}://127.0.0.1:{talker(drip)}/", b"{}", {}).startswith("No connection:")
    assert time.monotonic() - begun < 2
