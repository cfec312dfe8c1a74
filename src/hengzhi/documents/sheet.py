"""An official form or notice: what a law-enforcement paper (文书) says, before it is a Word file.

Every value that comes from a record stands in a `Field`, which Word shows as a content control with the field's code, so
that the paper can be filled in further and read back.
"""

from dataclasses import dataclass
from datetime import date

EMPTY = "＿＿＿＿"


@dataclass(frozen=True, slots=True)
class Field:
    """A value on the paper; an empty one is left to be written in by hand."""

    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of words and fields; `flush` starts it at the margin, as a form of address."""

    parts: tuple[str | Field, ...]
    flush: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A label with its field in a row of a grid."""

    label: str
    field: Field


@dataclass(frozen=True, slots=True)
class Row:
    """One box across the grid, or two side by side; `lines` is the least height, in lines of text."""

    boxes: tuple[Box, ...]
    lines: int = 1

    def __post_init__(self) -> None:
        if len(self.boxes) not in (1, 2):
            raise ValueError(f"a row of {len(self.boxes)} boxes; 1 or 2 are wanted")


@dataclass(frozen=True, slots=True)
class Grid:
    """Ruled boxes, each with its label."""

    rows: tuple[Row, ...]


Part = Line | Grid


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form or notice. `number` is the 文书编号; `day` None leaves the signature to be dated by hand."""

    issuer: str
    title: str
    number: str
    parts: tuple[Part, ...]
    day: date | None
    copies: str = ""
    synthetic: bool = False


def fields(sheet: Sheet) -> dict[str, str]:
    """Return every field of a sheet with its text, in reading order; raises ValueError where a code stands twice."""
    found: dict[str, str] = {}
    for field in _fields(sheet):
        if field.code in found and found[field.code] != field.text:
            raise ValueError(f"field {field.code} stands for two different texts in “{sheet.title}”")
        found[field.code] = field.text
    return found


def _fields(sheet: Sheet) -> list[Field]:
    found = []
    for part in sheet.parts:
        if isinstance(part, Line):
            found += [piece for piece in part.parts if isinstance(piece, Field)]
        else:
            found += [box.field for row in part.rows for box in row.boxes]
    return found
