"""A definition file while it is being read: its lines, its tables' contracts and what has been found wrong."""

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from hengzhi.core.errors import near
from hengzhi.core.packs import PackError, PackErrors, WrongValue
from hengzhi.core.tables import Column, ColumnType, Table

HEADING = re.compile(r"\s*\[{1,2}\s*([\w.]+)\s*\]{1,2}")
REQUIRED = object()
LONGEST = 40


class Sheet:
    """Collects errors, each with the line of the key that it is about.

    A section is "" for the head of the file, "numerator", or "example 2" for the second of several.
    """

    def __init__(self, path: Path, tables: Mapping[str, Table]) -> None:
        self.path = path
        self.tables = tables
        self.errors: list[PackError] = []
        self._lines = _lines_of_keys(path.read_text(encoding="utf-8").splitlines())

    def wrong(self, section: str, key: str, found: str, wanted: str) -> None:
        places = (section, key), (section or key, "")
        line = next((self._lines[place] for place in places if place in self._lines), None)
        self.errors.append(PackError(self.path, line, found, wanted))

    def check(self) -> None:
        """Raise PackErrors with all that was found wrong, if anything was."""
        if self.errors:
            raise PackErrors(self.errors)

    def only(self, section: str, content: Mapping, known: Iterable[str]) -> None:
        """Refuse keys that nobody reads: they are mistyped ones."""
        known = list(known)
        for key in content:
            if key not in known:
                self.wrong(section, key, f"“{key}” is not known here", f"write one of {', '.join(known)}.{near(key, known)}")

    def take(self, section: str, content: Mapping, key: str, read: Callable, default: object = REQUIRED):
        """Return the value of `key` as `read` gives it, the default when it is not there, None when it is wrong."""
        if key not in content:
            if default is REQUIRED:
                self.wrong(section, key, f"“{key}” is missing", "add it")
                return None
            return default
        try:
            return read(content[key])
        except WrongValue as error:
            self.wrong(section, key, f"{key} is {shown(content[key])}", error.wanted)
            return None

    def column(self, section: str, key: str, table: str, name: object, types: Iterable[ColumnType]) -> Column | None:
        """Return a column of a known table that has one of the types."""
        known = {column.name: column for column in self.tables[table].columns}
        fitting = [column.name for column in known.values() if column.type in set(types)]
        if isinstance(name, str) and name in fitting:
            return known[name]
        if isinstance(name, str) and name in known:
            found = f"column “{name}” of {table} is of type {known[name].type}"
        else:
            found = f"{table} has no column {shown(name)}"
        self.wrong(section, key, found, f"write one of {', '.join(fitting)}.{near(str(name), fitting)}")
        return None


def shown(value: object) -> str:
    """Return a value in quotes on one line, cut where it is long."""
    text = " ".join(value.split()) if isinstance(value, str) else repr(value)
    return f"“{text if len(text) <= LONGEST else text[: LONGEST - 1] + '…'}”"


def _lines_of_keys(lines: list[str]) -> dict[tuple[str, str], int]:
    """Map section and key to the line they stand on; the key "" is the section's heading."""
    found: dict[tuple[str, str], int] = {}
    section, examples = "", 0
    for number, line in enumerate(lines, start=1):
        if heading := HEADING.match(line):
            section = heading[1]
            if section == "example":
                examples += 1
            if section.startswith("example"):
                section = f"example {examples}"
            found.setdefault((section, ""), number)
        elif key := re.match(r"\s*(\w+)\s*=", line):
            found.setdefault((section, key[1]), number)
    return found
