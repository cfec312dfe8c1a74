"""A chapter is data: figures by name, and blocks of text, tables and charts that refer to them.

No number is typed by hand: literal digits in a text are refused, `{name}` stands for a figure, `{year}`, `{last_year}` and
`{first_year}` for the years of the report.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from hengzhi.core.errors import near
from hengzhi.core.packs import PackError, PackErrors, read_toml
from hengzhi.indicators.address import MEASURES
from hengzhi.reports.printing import FORMS

REFERENCE = re.compile(r"\{(\w+)\}")
TYPED_NUMBER = re.compile(r"[0-9０-９]+")
YEARS = ("year", "last_year", "first_year")
OVERS = ("areas", "subareas", "months", "years", "items", "targets")
DRAWS = ("line_by_month", "bars_by_item", "bars_by_year_kind")


@dataclass(frozen=True)
class FigureSpec:
    """Which figure a name stands for. `period` may hold the years; the area is the report's own."""

    indicator: str
    period: str = "{year}"
    by: str = ""
    item: str = ""
    measure: str = "value"
    form: str = "number"


@dataclass(frozen=True)
class ColumnSpec(FigureSpec):
    """A column of a table; `over` of the table replaces the area, period or item row by row."""

    label: str = ""
    unit: str = ""


@dataclass(frozen=True)
class GridSpec:
    """A table, or the data of a chart where `draw` says how it is drawn.

    `items_of` names the indicator whose items make the rows, largest first, at most `top` of them.
    """

    caption: str
    over: str
    head: str
    columns: tuple[ColumnSpec, ...]
    by: str = ""
    items_of: str = ""
    period: str = "{year}"
    top: int = 0
    note: str = ""
    draw: str = ""
    title: str = ""
    unit: str = ""
    target_of: str = ""


@dataclass(frozen=True)
class BlockSpec:
    """One block: a heading of a level, a paragraph, or a grid."""

    heading: str = ""
    level: int = 2
    text: str = ""
    grid: GridSpec | None = None


@dataclass(frozen=True)
class Chapter:
    code: str
    title: str
    figures: Mapping[str, FigureSpec] = field(default_factory=dict)
    blocks: tuple[BlockSpec, ...] = ()


def read_chapter(path: Path, indicators: Mapping[str, object]) -> Chapter:
    """Read a chapter and check every reference in it; raises PackErrors with all that is wrong."""
    content = read_toml(path)
    reader = _Reader(path, indicators)
    figures = {
        name: reader.build(FigureSpec, entry, f"figure {name}") for name, entry in content.get("figures", {}).items()
    }
    blocks = tuple(reader.block(entry, place) for place, entry in enumerate(content.get("block", []), start=1))
    for where, text in reader.texts:
        reader.check_text(where, text, figures)
    if reader.errors:
        raise PackErrors(reader.errors)
    return Chapter(content["code"], content["title"], figures, blocks)


class _Reader:
    """Collects what is wrong while a chapter is read."""

    def __init__(self, path: Path, indicators: Mapping[str, object]) -> None:
        self.path = path
        self.indicators = indicators
        self.errors: list[PackError] = []
        self.texts: list[tuple[str, str]] = []

    def wrong(self, found: str, wanted: str) -> None:
        self.errors.append(PackError(self.path, None, found, wanted))

    def build(self, kind: type, entry: Mapping, where: str):
        """Return a spec from a TOML table whose keys and choices are checked."""
        known = [column.name for column in fields(kind)]
        for key in set(entry) - set(known):
            self.wrong(f"{where}: “{key}” is not known", f"write one of {', '.join(known)}.{near(key, known)}")
        for key, choices in (("indicator", self.indicators), ("items_of", self.indicators), ("measure", MEASURES),
                             ("form", FORMS), ("over", OVERS), ("draw", DRAWS)):
            if entry.get(key) and entry[key] not in choices:
                self.wrong(f"{where}: {key} is “{entry[key]}”", f"name one that exists.{near(entry[key], choices)}")
        return kind(**{key: value for key, value in entry.items() if key in known})

    def block(self, entry: Mapping, place: int) -> BlockSpec:
        where = f"block {place}"
        grid = self.grid(entry["grid"], where) if "grid" in entry else None
        self.texts += [(where, entry[key]) for key in ("heading", "text") if key in entry]
        return self.build(BlockSpec, {**entry, "grid": grid}, where)

    def grid(self, entry: Mapping, where: str) -> GridSpec:
        columns = tuple(self.build(ColumnSpec, column, where) for column in entry.get("columns", []))
        self.texts += [(where, entry[key]) for key in ("caption", "title", "note") if key in entry]
        return self.build(GridSpec, {**entry, "columns": columns}, where)

    def check_text(self, where: str, text: str, figures: Mapping[str, FigureSpec]) -> None:
        known = [*figures, *YEARS]
        for name in REFERENCE.findall(text):
            if name not in known:
                self.wrong(f"{where}: {{{name}}} is no figure of this chapter", f"declare it in [figures].{near(name, known)}")
        for typed in typed_numbers(text):
            self.wrong(f"{where}: the number {typed} is typed by hand", "refer to a figure, so that it can be followed back")


def typed_numbers(text: str) -> Iterator[str]:
    """Yield the numbers in a text that no reference stands for."""
    yield from TYPED_NUMBER.findall(REFERENCE.sub("", text))
