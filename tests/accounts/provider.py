"""An identity provider for tests: it publishes itself, hands out codes and signed tokens, and can be made to misbehave."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "hengzhi", "a shared secret"


class Provider:
    """`claims` go into the next token; `break_with` replaces claims of it, `key` signs it."""

    def __init__(self, address: str) -> None:
        self.issuer = address
        self.key = self.published = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims = {"sub": "s-1", "preferred_username": "li"}
        self.break_with: dict = {}
        self.asked: dict = {}
        self.algorithm = "RS256"
        self.redeemed: set[str] = set()
        self.tokens_asked = 0

    def configuration(self) -> dict:
        return {
            "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize", "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def keys(self) -> dict:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.published.public_key()))
        return {"keys": [key | {"kid": "k1", "alg": "RS256", "use": "sig"}]}

    def authorize(self, address: str) -> str:
        """Return where a browser that has signed in is sent back to."""
        self.asked = dict(parse_qsl(urlsplit(address).query))
        return f"{self.asked['redirect_uri']}?code=c-{len(self.redeemed)}&state={self.asked['state']}"

    def token(self, form: dict) -> tuple[int, dict]:
        self.tokens_asked += 1
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        is_right = (form["client_id"], form["client_secret"]) == (CLIENT, SECRET) and challenge == self.asked["code_challenge"]
        if not is_right or form["code"] in self.redeemed:
            return 400, {"error": "invalid_grant"}
        self.redeemed.add(form["code"])
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.asked["nonce"], **self.claims,
            **self.break_with,
        }
        key = "" if self.algorithm == "none" else SECRET * 3 if self.algorithm == "HS256" else self.key
        return 200, {"id_token": jwt.encode(claims, key, self.algorithm, {"kid": "k1"}), "access_token": "x", "token_type": "Bearer"}


@contextmanager
def running() -> Iterator[Provider]:
    """Have a provider listen on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answers = {"/.well-known/openid-configuration": provider.configuration, "/keys": provider.keys}
            self.answer(200, answers[self.path]())

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(*provider.token({name: values[0] for name, values in parse_qs(body).items()}))

        def answer(self, status: int, content: dict):
            text = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_words):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
