"""Files of rows: what every upload is turned into once, so that all that follows reads line by line.

Line n holds row n of the spreadsheet as a JSON list. They are kept sealed; see `store`.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

Cells = list[object]


def read_rows(lines: Iterable[str], after: int = 0) -> Iterator[tuple[int, Cells]]:
    """Yield the rows after a number, empty ones left out, each with its number as the spreadsheet counts."""
    for number, line in enumerate(lines, start=1):
        if number <= after:
            continue
        cells = json.loads(line, object_hook=_typed)
        if not all(_is_nothing(cell) for cell in cells):
            yield number, cells


def _is_nothing(cell: object) -> bool:
    return isinstance(cell, str) and not cell.strip()


def row_line(cells: Sequence[str]) -> str:
    """Return a row of texts as a line."""
    return json.dumps(cells, ensure_ascii=False) + "\n"


def _typed(written: dict[str, str]) -> date | datetime:
    if "day" in written:
        return date.fromisoformat(written["day"])
    return datetime.fromisoformat(written["at"])
