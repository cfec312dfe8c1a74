"""The folder of an installation: its database, files, snapshots and secrets."""

import os
import secrets
from pathlib import Path


def home_folder() -> Path:
    """Return HENGZHI_HOME, by default `hengzhi-home` in the present folder."""
    return Path(os.environ.get("HENGZHI_HOME", "hengzhi-home")).expanduser().resolve()


def keep_secret(name: str, make) -> Path:
    """Write a secret into the home folder unless it is there, readable by its owner only."""
    path = home_folder() / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(make())
    return path


def new_secret() -> str:
    return secrets.token_urlsafe(50)


def new_vault_key() -> str:
    """Return 32 random bytes in URL-safe base64, as the vault wants its key."""
    return secrets.token_urlsafe(32) + "="
