"""Settings from the environment, each read once and by type; an error names the variable, the value and the want."""

import os
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingError(Exception):
    """A variable of the environment has a value that cannot be used."""


@dataclass(frozen=True)
class Listener:
    """Where another program listens: a file, or a host with a port."""

    path: str = ""
    host: str = ""
    port: int = 0


@dataclass(frozen=True)
class Mail:
    """The server that takes mail, and whom mail is from; without a host, mail is printed."""

    host: str
    port: int
    user: str
    password: str
    tls: str  # ssl from the first byte, starttls, or none
    sender: str


MAIL_PORTS = {"ssl": 465, "starttls": 587, "none": 25}


class Environment:
    """Reads variables and remembers their names, so that a test can compare them with `.env.example`."""

    def __init__(self, values=os.environ) -> None:
        self.values = values
        self.names: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        self.names.append(name)
        return self.values.get(name, default)

    def bool(self, name: str, default: bool) -> bool:
        value = self.text(name, "yes" if default else "no").strip().lower()
        if value not in {"yes", "no", "true", "false", "1", "0"}:
            raise SettingError(f"{name} is “{value}”; write yes or no")
        return value in {"yes", "true", "1"}

    def int(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not value.strip().isdigit():
            raise SettingError(f"{name} is “{value}”; write a whole number")
        return int(value)

    def choice(self, name: str, default: str, *others: str) -> str:
        """Read one word of several; the first is the default."""
        value = self.text(name, default).strip().lower()
        if value not in {default, *others}:
            raise SettingError(f"{name} is “{value}”; write {' or '.join([default, *others])}")
        return value

    def list(self, name: str, default: str = "") -> list[str]:
        return [item.strip() for item in self.text(name, default).split(",") if item.strip()]

    def path(self, name: str, default: Path) -> Path:
        return Path(self.text(name, str(default))).expanduser().resolve()

    def database(self, name: str, default: Path) -> dict:
        """Read a database address: empty for SQLite at `default`, or postgresql://user:password@host:port/name."""
        address = self.text(name)
        if not address:
            return _sqlite(default)
        parts = urlsplit(address)
        if parts.scheme not in {"postgresql", "postgres"}:
            raise SettingError(f"{name} begins with “{parts.scheme}”; write postgresql://user:password@host:port/name")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 300,
            "CONN_HEALTH_CHECKS": True,
        }

    def listener(self, name: str) -> Listener | None:
        """Read where another program listens: empty for nowhere, unix:/path or tcp://host:port."""
        address = self.text(name)
        if not address:
            return None
        parts = urlsplit(address)
        if parts.scheme == "unix" and parts.path:
            return Listener(path=parts.path)
        if parts.scheme == "tcp" and parts.hostname and parts.port:
            return Listener(host=parts.hostname, port=parts.port)
        raise SettingError(f"{name} is “{address}”; write unix:/path or tcp://host:port")

    def networks(self, name: str) -> tuple[str, ...]:
        """Read networks such as 10.1.0.0/16, separated by commas."""
        networks = tuple(self.list(name))
        for network in networks:
            try:
                ip_network(network)
            except ValueError as error:
                raise SettingError(f"{name} has “{network}”; write a network such as 10.1.0.0/16") from error
        return networks

    def mail(self, name: str) -> Mail | None:
        """Read where mail goes: empty for nowhere, console: to print it, or smtp://user:password@host:port.

        `?tls=ssl`, `starttls` (the default) or `none` says how the line is encrypted, `?from=` whom mail is from.
        """
        address = self.text(name)
        if not address:
            return None
        parts = urlsplit(address)
        options = dict(parse_qsl(parts.query))
        tls = options.get("tls", "starttls")
        is_known = address == "console:" or (parts.scheme == "smtp" and parts.hostname)
        if not is_known or tls not in MAIL_PORTS or set(options) - {"tls", "from"}:
            raise SettingError(f"{name} is no address of a mail server; write smtp://user:password@host:port/?tls=starttls")
        host = parts.hostname or ""
        user = unquote(parts.username or "")
        sender = options.get("from") or (user if "@" in user else f"hengzhi@{host or 'localhost'}")
        return Mail(host, parts.port or MAIL_PORTS[tls], user, unquote(parts.password or ""), tls, sender)

    def files(self, name: str, default: str) -> dict:
        """Read where files are kept: empty for the backend `default`, or https://key:secret@host/bucket for S3.

        A folder may follow the bucket; `?region=…` and `?style=path` or `?style=virtual` say what a service needs.
        """
        address = self.text(name)
        if not address:
            return {"BACKEND": default}
        parts = urlsplit(address)
        options = dict(parse_qsl(parts.query))
        bucket, _slash, folder = parts.path.strip("/").partition("/")
        if parts.scheme not in {"http", "https"} or not (bucket and parts.username and parts.password):
            raise SettingError(f"{name} is no address of a bucket; write https://key:secret@host/bucket")
        if wrong := set(options) - {"region", "style"}:
            raise SettingError(f"{name} sets “{min(wrong)}”; write region or style")
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {
            "endpoint_url": f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
            "bucket_name": bucket,
            "location": folder,
            "access_key": unquote(parts.username),
            "secret_key": unquote(parts.password),
            "region_name": options.get("region"),
            "addressing_style": options.get("style", "auto"),
            "signature_version": "s3v4",
            "default_acl": None,
            "file_overwrite": True,
        }}


def _sqlite(path: Path) -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-16000;"
                "PRAGMA temp_store=MEMORY;PRAGMA secure_delete=ON;"
            ),
        },
    }
