"""Keys for tests."""

import base64


def word(letter: str) -> str:
    """Return a key as it is written."""
    return base64.urlsafe_b64encode(letter.encode() * 32).decode()


def in_file(settings, *letters: str):
    """Let the vault have its keys in a file, the newest first."""
    settings.HENGZHI_VAULT_KEY = ""
    path = settings.HENGZHI_HOME / "vault.key"
    path.write_text("\n".join(map(word, letters)), encoding="ascii")
    return path
