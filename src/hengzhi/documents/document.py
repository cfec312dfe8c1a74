"""What a report says, before it is paper, a file or a page.

Chapters build a `Document` out of these parts; the renderers in this folder set it. A number that comes from records is
a `Figure` and stands in the text as a `FigureRef`, so that every renderer can show where it comes from.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from hengzhi.documents import wording

Number = int | float | Decimal
Align = Literal["left", "center", "right"]

_LEVELS = range(1, 5)
_CODE = re.compile(r"\S{1,64}")  # 64: the longest tag Word keeps on a content control
_ADDRESS = re.compile(r"(https?://|/|$)")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed number with what is needed to follow it back to its records.

    `printed` is the text as it stands in the report. `sample` holds the first record codes, `count` how many records
    there are in all, `href` the address of the figure on the site or "". Raises `ValueError` for a code with blanks or
    of more than 64 characters, and for an address that is neither a path nor http(s).
    """

    code: str
    printed: str
    value: Number | None
    unit: str
    name: str
    period_label: str
    area_label: str
    numerator: Number | None
    denominator: Number | None
    definition: str
    source: str
    snapshot: str
    as_of: str
    rows_digest: str
    sample: tuple[str, ...] = ()
    count: int = 0
    href: str = ""

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            raise ValueError(f"figure code {self.code!r}: 1 to 64 characters without blanks are wanted")
        if not _ADDRESS.match(self.href):
            raise ValueError(f"figure {self.code}: {self.href!r} is not an address; a path or http(s) is wanted")


@dataclass(frozen=True, slots=True)
class Text:
    """Words of a paragraph; a line break in them is kept."""

    text: str


@dataclass(frozen=True, slots=True)
class FigureRef:
    """A figure standing in a sentence or in a table."""

    figure: Figure


Run = Text | FigureRef
Cell = str | FigureRef


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 4, without its number: renderers write 一、（一） 1. （1） themselves.

    Raises `ValueError` for another level.
    """

    level: int
    text: str

    def __post_init__(self) -> None:
        if self.level not in _LEVELS:
            raise ValueError(f"heading “{self.text}”: level {self.level}; 1 to 4 are wanted")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column's head; the unit stands in the head, never in the cells."""

    label: str
    unit: str = ""
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with one head row. `number` "" leaves the caption unnumbered. Raises `ValueError` for ragged rows."""

    number: int | str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def __post_init__(self) -> None:
        for position, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise ValueError(f"table “{self.caption}” row {position}: {len(row)} cells for {len(self.columns)} columns")


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite chart with its words.

    `title` states the finding, `alt` describes the picture, `table` gives its numbers to readers who cannot see it.
    `narrow` is the same chart drawn for a phone; without it the wide one is shrunk.
    """

    number: int | str
    caption: str
    title: str
    spec: dict
    table: Table
    alt: str
    source: str
    narrow: dict | None = None


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Party:
    """One of those who sign a paper: what the paper calls it, as 甲方, and its name."""

    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Document:
    """A report in the official layout. `number` is the 发文字号 or ""; a line break in `title` is kept.

    Each level-1 heading in `annex` opens an annex of its own. `synthetic` says on the paper that the records are
    made-up demonstration records, in the name by which a paper of its kind `calls_itself`. A paper with `parties` ends in
    places for their seals and hands, not in the issuer's name and the date.
    """

    title: str
    subtitle: str
    issuer: str
    number: str
    date: date
    blocks: tuple[Block, ...]
    annex: tuple[Block, ...] = ()
    synthetic: bool = False
    parties: tuple[Party, ...] = ()
    calls_itself: str = wording.THIS_REPORT


def statement(document: Document) -> str:
    """Return the sentence that a paper from made-up records bears, in the name of its kind; "" on any other."""
    return wording.SYNTHETIC.format(document.calls_itself) if document.synthetic else ""


def plain(text: str) -> str:
    """Return `text` without the control characters no file format can carry; tabs become blanks, line breaks stay."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def words(runs: tuple[Run, ...]) -> str:
    """Return a paragraph as text, figures as printed."""
    return "".join(run.text if isinstance(run, Text) else run.figure.printed for run in runs)


def cell_text(cell: Cell, column: Column) -> str:
    """Return what stands in a table cell: a figure goes without the unit that stands in the head of its column."""
    if isinstance(cell, str):
        return cell
    printed = cell.figure.printed
    return printed.removesuffix(column.unit).rstrip() if column.unit != printed else printed


def head_text(column: Column) -> str:
    """Return the head of a column with its unit in brackets."""
    return f"{column.label}（{column.unit}）" if column.unit else column.label


def figures(document: Document) -> tuple[Figure, ...]:
    """Return the figures of the document, each once, in reading order.

    Raises `ValueError` where one code stands for two different figures.
    """
    found: dict[str, Figure] = {}
    for block in document.blocks + document.annex:
        for figure in _figures_in(block):
            if found.setdefault(figure.code, figure) != figure:
                raise ValueError(f"figure {figure.code} stands for two different figures in “{document.title}”")
    return tuple(found.values())


def _figures_in(block: Block) -> Iterator[Figure]:
    match block:
        case Paragraph(runs=runs):
            yield from (run.figure for run in runs if isinstance(run, FigureRef))
        case Table(rows=rows) | Chart(table=Table(rows=rows)):
            yield from (cell.figure for row in rows for cell in row if isinstance(cell, FigureRef))


def figure_index(document: Document) -> Table:
    """Return the table that lists every figure of `document` with its origin, to stand in the annex."""
    columns = tuple(Column(label, align=align) for label, align in wording.INDEX_COLUMNS)
    rows = tuple(_index_row(figure) for figure in figures(document))
    return Table("", wording.INDEX_CAPTION, columns, rows, wording.INDEX_NOTE)


def _index_row(figure: Figure) -> tuple[Cell, ...]:
    return (
        f"{figure.name}\n{figure.code}",
        place_and_period(figure),
        FigureRef(figure),
        fraction(figure),
        number_text(figure.count),
        short_digest(figure),
    )


def place_and_period(figure: Figure) -> str:
    """Return where and when the figure holds, in one phrase."""
    return wording.COMMA.join(label for label in (figure.area_label, figure.period_label) if label)


def short_digest(figure: Figure) -> str:
    """Return the first 12 characters of the digest of the rows behind the figure."""
    return figure.rows_digest.removeprefix("sha256:")[:12]


def fraction(figure: Figure) -> str:
    """Return numerator / denominator, or the numerator alone where nothing is divided."""
    parts = [part for part in (figure.numerator, figure.denominator) if part is not None]
    return " / ".join(map(number_text, parts)) or wording.MISSING


def number_text(value: Number | None) -> str:
    """Return a number with thousands separated and at most four decimals; "—" where there is none."""
    if value is None:
        return wording.MISSING
    text = f"{value:,.4f}" if value != int(value) else f"{int(value):,}"
    return text.rstrip("0") if "." in text else text


def amount(figure: Figure) -> str:
    """Return the printed value with its unit, once."""
    printed = figure.printed
    return printed if not figure.unit or printed.endswith(figure.unit) else f"{printed} {figure.unit}"


def label(block: Table | Chart) -> str:
    """Return 表1 or 图1, or "" for an unnumbered table or chart."""
    kind = wording.TABLE if isinstance(block, Table) else wording.CHART
    return f"{kind}{block.number}" if block.number != "" else ""


def caption(block: Table | Chart) -> str:
    """Return the caption with its label."""
    return "　".join(part for part in (label(block), plain(block.caption)) if part)
