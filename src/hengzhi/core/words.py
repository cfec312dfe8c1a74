"""A text in both languages of the packs."""

from collections.abc import Mapping
from dataclasses import dataclass

from hengzhi.core.models import in_language


@dataclass(frozen=True)
class Words:
    """A text in both languages."""

    zh: str
    en: str

    def __str__(self) -> str:
        return in_language(self.zh, self.en)

    @classmethod
    def from_json(cls, content: Mapping) -> "Words":
        return cls(**content)
