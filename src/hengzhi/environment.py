"""Settings from the environment, each read once and by type; an error names the variable, the value and the want."""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit


class SettingError(Exception):
    """A variable of the environment has a value that cannot be used."""


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


def _sqlite(path: Path) -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-64000;"
                "PRAGMA mmap_size=268435456;PRAGMA temp_store=MEMORY;"
            ),
        },
    }
