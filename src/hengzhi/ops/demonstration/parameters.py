"""Reading what the demonstration's records are made from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengzhi.core.calendar import Limit, Unit
from hengzhi.core.packs import read_toml

FAMILIES = {"complaint": "complaints", "tipoff": "tipoffs"}


@dataclass(frozen=True)
class Parameters:
    """The files of a demonstration pack as they are read: totals and shares, wording, names."""

    shares: Mapping[str, Any]
    wording: Mapping[str, Any]
    words: Mapping[str, Any]

    @property
    def seed(self) -> int:
        return self.shares["seed"]

    def years(self, kind: str) -> dict[int, int]:
        """Return how many records of a kind are accepted in each year."""
        return {int(year): count for year, count in self.shares["accepted"][kind].items()}


@dataclass(frozen=True)
class Rules:
    """A rule set as far as the making of records needs it."""

    code: str
    valid_from: date
    valid_to: date | None
    limits: Mapping[str, Limit]
    refusal: tuple[str, ...]
    termination: tuple[str, ...]

    def holds(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def read_parameters(folder: Path) -> Parameters:
    """Read the files of the demonstration pack in `folder`; raises PackErrors."""
    wording: dict[str, Any] = {}
    for path in sorted((folder / "wording").glob("*.toml")):
        _merge(wording, read_toml(path))
    return Parameters(read_toml(folder / "complaints.toml"), wording, read_toml(folder / "words.toml"))


def read_rules(folders: Iterable[Path], body: str) -> dict[str, tuple[Rules, ...]]:
    """Read the rule sets that bind an office, by kind of record, from the folders of the packs."""
    folders = list(folders)
    return {
        kind: tuple(
            _rules(entry)
            for folder in folders
            for path in folder.glob(f"{family}/rules.toml")
            for entry in read_toml(path)["rule_set"]
            if entry["body"] == body
        )
        for kind, family in FAMILIES.items()
    }


def _rules(entry: Mapping[str, Any]) -> Rules:
    limits = {
        name: Limit(limit["length"], Unit(limit["unit"]), limit["rolls_weekends"]) for name, limit in entry["limits"].items()
    }
    refusal, termination = (tuple(ground["code"] for ground in entry.get(name, ())) for name in ("refusal", "termination"))
    return Rules(entry["code"], entry["valid_from"], entry.get("valid_to"), limits, refusal, termination)


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Put the tables of a file into those read before, lists one after the other."""
    for name, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(name, {}), value)
        elif isinstance(value, list):
            into[name] = into.get(name, []) + value
        else:
            into[name] = value
