"""How much room text takes: column widths, line breaks and the place of the signature, for every kind of paper."""

import math
import re
import unicodedata
from collections.abc import Sequence

from hengzhi.documents import wording
from hengzhi.documents.document import Party, Table, cell_text, head_text

TYPE_AREA_POINTS = 156 / 25.4 * 72
TABLE_SIZES = (10.5, 9.0)

_NARROWEST = 3.0
_WIDEST_LABEL = 8.0
_LONGEST_TEXT = 14.0
_CELL_PADDING = 1.5
_LINES_KEPT_TOGETHER = 10
_CLOSING = "，。、；：！？）》」』】〕”’％%,.;:!?)]}"
_PIECES = re.compile(rf"(?:[!-~]+|.)[{re.escape(_CLOSING)}]*", re.DOTALL)
_SEAL_FREE = 2.0
_LARGEST_ISSUER = 36.0
_SETTINGS = [(size, lines) for size in TABLE_SIZES for lines in (1, 2, 3)]  # type size, lines of a head


def text_width(text: str) -> float:
    """Return the width of `text` in ems: 1 for a Chinese character, about a half for a Latin one."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.55 for character in text)

def table_setting(table: Table) -> tuple[float, tuple[float, ...]]:
    """Return the type size of a table in points (五号, or 小五 where that is too wide) and its columns' shares.

    Heads are broken into more lines before text is: a year or a name stays on one line as long as it can.
    """
    for size, lines in _SETTINGS:
        wanted = [_wanted(table, index, lines) for index in range(len(table.columns))]
        if sum(wanted) <= TYPE_AREA_POINTS / size:
            break
    else:
        wanted = _shrink(wanted, [column.align == "right" for column in table.columns], TYPE_AREA_POINTS / size)
    return size, tuple(width / sum(wanted) for width in wanted)


def _wanted(table: Table, index: int, lines: int) -> float:
    column = table.columns[index]
    unit = f"（{column.unit}）" if column.unit else ""
    heads = [text_width(head_text(column))]
    if heads[0] > _WIDEST_LABEL or lines > 1:
        heads = [math.ceil(text_width(column.label) / lines), text_width(unit)]
    longest = max((_longest_line(cell_text(row[index], column)) for row in table.rows), default=0.0)
    if column.align != "right":
        longest = min(longest, _LONGEST_TEXT)
    return max(*heads, longest, _NARROWEST) + _CELL_PADDING


def _longest_line(text: str) -> float:
    return max(map(text_width, text.split("\n")))


def _shrink(wanted: Sequence[float], is_fixed: Sequence[bool], room: float) -> list[float]:
    """Cut the widest columns of text down to one width, so that all columns fit into `room`."""
    soft = sorted((width for width, fixed in zip(wanted, is_fixed, strict=True) if not fixed), reverse=True)
    left = room - sum(wanted) + sum(soft)
    cuts = [(left - sum(soft[count:])) / count for count in range(1, len(soft) + 1)]
    cut = next((cut for cut, below in zip(cuts, [*soft[1:], 0.0], strict=True) if cut >= below), _NARROWEST)
    cut = max(cut, _NARROWEST)
    return [width if fixed else min(width, cut) for width, fixed in zip(wanted, is_fixed, strict=True)]


def stands_together(table: Table) -> bool:
    """Return whether the table is short enough to be kept on one page."""
    size, shares = table_setting(table)
    rooms = [max(share * TYPE_AREA_POINTS / size - _CELL_PADDING, 1.0) for share in shares]
    lines = (
        max(_lines(cell_text(cell, column), room) for cell, column, room in cells)
        for cells in (zip(row, table.columns, rooms, strict=True) for row in table.rows)
    )
    return sum(lines) <= _LINES_KEPT_TOGETHER


def _lines(text: str, room: float) -> int:
    return sum(max(1, math.ceil(text_width(line) / room)) for line in text.split("\n"))


def wrapped(text: str, room: float) -> tuple[str, ...]:
    """Return `text` broken into lines at most `room` ems wide.

    Latin words and numbers stay whole and no line starts with a closing mark, be the line a little longer for it.
    """
    lines, line = [], ""
    for piece in _PIECES.findall(text):
        if line and text_width(line + piece.rstrip(_CLOSING)) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return (*lines, line)


def signature_indents(issuer: str, day: str) -> tuple[float, float]:
    """Return how many characters stay free right of the issuer's name and right of the date, for paper without a seal.

    The name ends two characters from the edge and the date starts two characters further right than the name; where
    that would push the date too far, the date ends two characters from the edge instead (GB/T 9704-2012, 7.3.5).
    """
    name, date = text_width(issuer), text_width(day)
    if name - date >= _SEAL_FREE:
        return _SEAL_FREE, name - date
    return max(_SEAL_FREE, date + 2 * _SEAL_FREE - name), _SEAL_FREE


def signing_lines(parties: Sequence[Party]) -> list[tuple[str, ...]]:
    """Return the lines of the places where parties seal and sign, each with a cell a party; none without parties."""
    columns = [
        (
            f"{party.label}{wording.SEAL}{wording.COLON}", party.name, "", f"{wording.SIGNED_BY}{wording.COLON}", "",
            wording.DAY_LEFT_OPEN,
        )
        for party in parties
    ]
    return list(zip(*columns, strict=True))


def issuer_size(issuer: str) -> float:
    """Return the type size, in points, at which the issuer's name fills at most one line of the red head."""
    return min(_LARGEST_ISSUER, math.floor(TYPE_AREA_POINTS * 0.98 / max(text_width(issuer), 1.0)))
