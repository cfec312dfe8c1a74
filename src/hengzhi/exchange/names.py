"""Names of a list as people write them in a spreadsheet: in Chinese, in English or as the code, each for its time."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.core.models import in_language
from hengzhi.core.packs import WrongValue

SHOWN_NAMES = 6


def visible(text: str) -> str:
    """Return a text without the characters that do not show; line ends stay."""
    if text.isprintable():
        return text
    return "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in {"Cc", "Cf", "Cs"})


def plain_text(text: str) -> str:
    """Return a text in half-width letters, without blanks around it and without characters that do not show."""
    return visible(unicodedata.normalize("NFKC", text)).strip()


def folded(text: str) -> str:
    """Return a name as it is compared: half-width small letters without blanks."""
    return "".join(plain_text(text).lower().split())


@dataclass(frozen=True)
class Name:
    """An entry of a list, valid from a day to a day, both counted."""

    code: str
    zh: str
    en: str
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def name(self) -> str:
        return in_language(self.zh, self.en)

    def is_valid(self, on: date | None) -> bool:
        """Say whether the entry is in force on a day; when the day is not known, it may be."""
        return on is None or ((self.valid_from or on) <= on <= (self.valid_to or on))


class Names:
    """The entries of a list by everything they may be called."""

    def __init__(self, entries: Iterable[Name]) -> None:
        self.entries = tuple(entries)
        self.called: dict[str, list[Name]] = {}
        for entry in self.entries:
            for word in dict.fromkeys((folded(entry.code), folded(entry.zh), folded(entry.en))):
                self.called.setdefault(word, []).append(entry)

    def offered(self, on: date) -> list[str]:
        """Return the names in the reader's language that are in force on a day."""
        return [entry.name for entry in self.entries if entry.is_valid(on)]

    def code(self, written: str, on: date | None) -> str:
        """Return the code of what was written; raises WrongValue naming what there is."""
        meant = self.called.get(folded(written), [])
        valid = next((entry for entry in meant if entry.is_valid(on)), None)
        if valid:
            return valid.code
        if meant:
            raise WrongValue(_("an entry in force on %(day)s: “%(name)s” was not") % {"day": on, "name": meant[0].name})
        raise WrongValue(self._wanted(written, on))

    def _wanted(self, written: str, on: date | None) -> str:
        valid = [entry for entry in self.entries if entry.is_valid(on)]
        words = {folded(word): entry.name for entry in valid for word in (entry.zh, entry.en)}
        close = get_close_matches(folded(written), words, n=1, cutoff=0.5)
        if close:
            return _("a name of the list; perhaps “%(name)s”") % {"name": words[close[0]]}
        some = pgettext("between days", ", ").join(entry.name for entry in valid[:SHOWN_NAMES])
        if len(valid) > SHOWN_NAMES:
            return _("a name of the list, such as %(names)s") % {"names": some}
        return _("one of %(names)s") % {"names": some}
