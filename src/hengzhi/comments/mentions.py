"""Reading @names out of a remark: 李伟 in “@李伟请看一下” without a space after it, a user name in “@liwei,”."""

import re
from collections.abc import Collection, Iterable, Sequence

from django.utils.translation import gettext as _

from hengzhi.accounts.models import User
from hengzhi.core.errors import Refused

AT = re.compile(r"(?<![0-9A-Za-z._%+-])[@＠]")
WORD = re.compile(r"[^\s@＠,，.。;；:：!！?？、()（）“”\"]{1,20}")
IN_A_WORD = re.compile(r"[0-9A-Za-z_.-]")


def mentioned(text: str, users: Sequence[User], readers: Collection[User]) -> list[User]:
    """Return whom a remark names, each once, in order; `readers` are those of the users who may see the record.

    The longest name counts, whoever has it: “@李伟民” is never taken for 李伟, though only 李伟 may see the record. Raises
    Refused for a name that no reader or several have. What it says is the same whether there is no such user or one
    who may not see the record.
    """
    found: dict[int, User] = {}
    for at in AT.finditer(text):
        rest = text[at.end():]
        if WORD.match(rest):
            user = _named(rest, users, readers)
            found[user.pk] = user
    return list(found.values())


def _named(rest: str, users: Iterable[User], readers: Collection[User]) -> User:
    """Return the reader with the longest name or user name that a text begins with."""
    longest, bearers = "", []
    for user in users:
        for name in {user.name, user.username}:
            if len(name) >= len(longest) and _begins(rest, name):
                bearers = [*bearers, user] if name == longest else [user]
                longest = name
    bearers = [user for user in bearers if user in readers]
    if len(bearers) == 1:
        return bearers[0]
    raise _several(longest, bearers) if bearers else _nobody(rest)


def _begins(rest: str, name: str) -> bool:
    after = rest[len(name): len(name) + 1]
    return bool(name) and rest.startswith(name) and not (name[-1].isascii() and IN_A_WORD.match(after))


def _nobody(rest: str) -> Refused:
    return Refused(
        _("“@%(name)s”: nobody who may see this record has this name. Correct the name, or leave out the @.")
        % {"name": WORD.match(rest)[0]}
    )


def _several(name: str, bearers: Iterable[User]) -> Refused:
    ways = " ".join(f"@{user.username}" for user in bearers)
    return Refused(
        _("“@%(name)s”: several who may see this record have this name. Write one of: %(ways)s") % {"name": name, "ways": ways}
    )
