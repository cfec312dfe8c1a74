"""The worked examples of a definition: rows written as a small table in text, and the numbers they must give.

    code | decision_due_on | decided_on
    A1   | 2026-01-09      | 2026-01-09
    A2   | 2026-01-12      |

An empty cell is null, and so is every column the table leaves out.
"""

from collections.abc import Callable, Mapping

from hengzhi.core.errors import near
from hengzhi.core.packs import WrongValue
from hengzhi.core.packs import whole as written_whole
from hengzhi.core.periods import PeriodError, period
from hengzhi.core.tables import ColumnType, Table
from hengzhi.indicators import values
from hengzhi.indicators.definition import Definition, Example
from hengzhi.indicators.sheet import REQUIRED, Sheet


def _truth(cell: str) -> bool:
    if cell not in {"true", "false"}:
        raise WrongValue("write true or false")
    return cell == "true"


CELLS: dict[ColumnType, Callable[[str], object]] = {
    ColumnType.TEXT: str,
    ColumnType.INTEGER: written_whole,
    ColumnType.DECIMAL: values.money,
    ColumnType.DATE: values.day,
    ColumnType.BOOLEAN: _truth,
}


def grid(text: str) -> list[list[str]]:
    """Return the cells of a table in text, its heading first."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def rows_of(table: Table, text: str) -> list[tuple]:
    """Return the rows of a table in text as the table's contract has them; raises WrongValue."""
    heading, *lines = grid(text)
    names = [column.name for column in table.columns]
    for name in heading:
        if name not in names:
            raise WrongValue(f"“{name}” is no column of {table.name}.{near(name, names)}")
    if table.key not in heading:
        raise WrongValue(f"give each row its {table.key}")
    return [_row(table, heading, line) for line in lines]


def _row(table: Table, heading: list[str], line: list[str]) -> tuple:
    if len(line) != len(heading):
        raise WrongValue(f"“{' | '.join(line)}” has {len(line)} cells where the heading has {len(heading)}")
    cells = dict(zip(heading, line, strict=True))
    row = []
    for column in table.columns:
        cell = cells.get(column.name, "")
        try:
            row.append(CELLS[column.type](cell) if cell else None)
        except WrongValue as error:
            raise WrongValue(f"row {line[0]}, {column.name} “{cell}”: {error.wanted}") from error
    return tuple(row)


def read_examples(sheet: Sheet, content: Mapping, definition: Definition) -> tuple[Example, ...]:
    """Read all `[[example]]` blocks; what is wrong goes to the sheet."""
    found = content.get("example", [])
    if not isinstance(found, list) or not found:
        sheet.wrong("", "example", "there is no [[example]]", "add one that shows which rows count")
        return ()
    return tuple(_example(sheet, f"example {at}", block, definition) for at, block in enumerate(found, start=1))


def _example(sheet: Sheet, section: str, content: Mapping, definition: Definition) -> Example:
    fields = {
        "says": (values.text, REQUIRED),
        "period": (_period, REQUIRED),
        "rows": (_tables_reader(sheet, definition), REQUIRED),
        "numerator": (values.number, REQUIRED if definition.denominator else None),
        "denominator": (values.number, REQUIRED if definition.denominator else None),
        "area": (values.text, ""),
        "by": (values.choice(*definition.breakdowns), ""),
        "item": (str, ""),
        "as_of": (values.day, None),
    }
    sheet.only(section, content, fields)
    taken = {key: sheet.take(section, content, key, read, default) for key, (read, default) in fields.items()}
    if definition.denominator is None and "denominator" in content:
        sheet.wrong(section, "denominator", "a denominator is given", "leave it out: the indicator has none")
    return Example(tables=taken.pop("rows"), **taken)


def _period(value: object) -> str:
    try:
        return period(values.text(value)).text
    except PeriodError as error:
        raise WrongValue("write 2012, 2012-Q1, 2012-03 or 2009/2012") from error


def _tables_reader(sheet: Sheet, definition: Definition) -> Callable[[object], tuple[tuple[str, str], ...]]:
    """Return a reader of `rows`: one text, or one a table where the indicator reads several."""
    names = sorted({measure.table for measure in definition.measures})

    def read(value: object) -> tuple[tuple[str, str], ...]:
        texts = {names[0]: value} if isinstance(value, str) and len(names) == 1 else value
        if not isinstance(texts, dict) or sorted(texts) != names:
            raise WrongValue(f"write the rows of {' and '.join(names)} as text")
        for name in names:
            rows_of(sheet.tables[name], values.text(texts[name]))
        return tuple((name, texts[name]) for name in names)

    return read
