"""From a file's rows to values, and everything that is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from hengzhi.core.packs import WrongValue
from hengzhi.exchange.cells import is_blank, is_empty, shown
from hengzhi.exchange.contract import Column, Fault, Import, Key, Sender
from hengzhi.exchange.names import folded
from hengzhi.exchange.rows import Cells, read_rows

FOUND_LENGTH = 200


@dataclass(frozen=True)
class Row:
    """A row as it was read; `values` holds what could be read of it, all of it when there are no faults."""

    number: int
    cells: Cells
    values: Mapping[str, object]
    faults: tuple[Fault, ...]
    key: Key


def checked_rows(
    lines: Iterable[str], *, heading_row: int, mapping: Mapping[str, int], target: Import, sender: Sender,
    words: Mapping[str, Mapping[str, str]],
) -> Iterator[Row]:
    """Yield every row below the headings with its values and faults; a key that stood above is a fault.

    `words` gives, by column, what a word of the file stands for.
    """
    columns = target.columns()
    seen: dict[Key, int] = {}
    for number, cells in read_rows(lines, after=heading_row):
        values, faults = _read(cells, columns, mapping, words, sender)
        if not faults:
            faults = list(target.check(values, sender))
        key = target.key_of(values)
        if any(key) and seen.setdefault(key, number) != number:
            wanted = _("one of its own: row %(row)d has it already") % {"row": seen[key]}
            faults.append(Fault(target.key[-1], _cut(key[-1]), wanted))
        yield Row(number, cells, values, tuple(faults), key)


def _read(
    cells: Cells, columns: tuple[Column, ...], mapping: Mapping[str, int], words: Mapping[str, Mapping[str, str]],
    sender: Sender,
) -> tuple[dict, list[Fault]]:
    values: dict[str, object] = {}
    faults = []
    for column in columns:
        place = mapping.get(column.name)
        cell = cells[place] if place is not None and place < len(cells) else ""
        try:
            value = _value(column, _meant(cell, words.get(column.name)), values, sender)
        except WrongValue as error:
            faults.append(Fault(column.name, _cut(shown(cell)), error.wanted))
        else:
            values[column.name] = value
    return values, faults


def _meant(cell: object, words: Mapping[str, str] | None) -> object:
    """Return what a cell stands for, itself where nobody has said."""
    return words.get(folded(shown(cell)), cell) if words else cell


def _value(column: Column, cell: object, values: Mapping[str, object], sender: Sender) -> object:
    if column.is_required and is_empty(cell):
        raise WrongValue(_("a value: the cell is empty"))
    if not column.is_required and is_blank(cell):
        return column.default(sender) if column.default else None
    return column.read(cell, values, sender)


def _cut(text: str) -> str:
    return text if len(text) <= FOUND_LENGTH else text[: FOUND_LENGTH - 1] + "…"
