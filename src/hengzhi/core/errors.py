"""Errors a user can do something about. Their text is shown as it is."""

from difflib import get_close_matches


class HengzhiError(Exception):
    """The user can mend this: the text says what was found, where, and what is wanted."""


class Refused(HengzhiError):
    """A step that may not be taken now; the text is the reason."""


def near(word: str, known) -> str:
    """Return ` Did you mean “…”?` for the known word nearest to `word`, or nothing."""
    found = get_close_matches(word, [str(item) for item in known], n=1)
    return f" Did you mean “{found[0]}”?" if found else ""
