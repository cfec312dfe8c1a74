"""From a chapter and a book of figures to a document."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hengzhi.core.periods import period
from hengzhi.documents.charts import NARROW, WIDE, Frame, bars_by_item, bars_by_year_kind, line_by_month
from hengzhi.documents.document import (
    Block,
    Cell,
    Chart,
    Column,
    Figure,
    FigureRef,
    Heading,
    Paragraph,
    Run,
    Table,
    Text,
    words,
)
from hengzhi.indicators.address import Address
from hengzhi.indicators.models import Target
from hengzhi.reports.chapter import REFERENCE, BlockSpec, Chapter, ColumnSpec, FigureSpec, GridSpec
from hengzhi.reports.figures import FigureBook

SOURCE = "区投诉举报登记"
OVERALL = "全区"


class Composer:
    """Turns the blocks of a chapter into blocks of a document for one area and year."""

    def __init__(
        self, book: FigureBook, *, area: str, subareas: list[str], year: int, first_year: int,
        targets: Sequence[Target] = (),
    ) -> None:
        self.book = book
        self.targets = targets
        self.area = area
        self.subareas = subareas
        self.years = {"year": year, "last_year": year - 1, "first_year": first_year}
        self.tables = 0
        self.charts = 0

    def blocks(self, chapter: Chapter) -> Iterator[Block]:
        yield Heading(1, chapter.title)
        for spec in chapter.blocks:
            yield self._block(chapter, spec)

    def _block(self, chapter: Chapter, spec: BlockSpec) -> Block:
        if spec.grid:
            return self._chart(chapter, spec.grid) if spec.grid.draw else self._table(chapter, spec.grid)
        if spec.heading:
            return Heading(spec.level, words(self._runs(chapter, spec.heading)))
        return Paragraph(self._runs(chapter, spec.text))

    def _runs(self, chapter: Chapter, text: str) -> tuple[Run, ...]:
        """Split a text at its references and put figures and years in their place."""
        runs: list[Run] = []
        for place, part in enumerate(REFERENCE.split(text)):
            if place % 2 == 0:
                runs += [Text(part)] if part else []
            elif part in self.years:
                runs.append(Text(str(self.years[part])))
            else:
                runs.append(FigureRef(self.figure(chapter.figures[part])))
        return tuple(runs)

    def figure(self, spec: FigureSpec) -> Figure:
        """Return the figure a chapter names."""
        return self.book.figure(self._address(spec), spec.form)

    def _address(self, spec: FigureSpec) -> Address:
        return Address(spec.indicator, self.area, self._period(spec.period), spec.by, spec.item, spec.measure)

    def _period(self, text: str) -> str:
        return period(text.format(**self.years)).text

    def _table(self, chapter: Chapter, spec: GridSpec) -> Table:
        self.tables += 1
        return self._grid(chapter, spec, self.tables)

    def _grid(self, chapter: Chapter, spec: GridSpec, number: int | str) -> Table:
        if spec.over == "targets":
            return self._target_grid(words(self._runs(chapter, spec.caption)), spec.head, number)
        columns = (Column(spec.head), *(Column(column.label, column.unit, "right") for column in spec.columns))
        rows = tuple((label, *cells) for label, cells in self._rows(spec))
        caption = words(self._runs(chapter, spec.caption))
        return Table(number, caption, columns, rows, words(self._runs(chapter, spec.note)))

    def _target_grid(self, caption: str, head: str, number: int | str) -> Table:
        """Set the year's targets beside what was reached."""
        columns = (Column(head), Column("目标", "%", "right"), Column("实际", "%", "right"), Column("结果", align="center"))
        return Table(number, caption, columns, tuple(self._target_row(target) for target in self.targets))

    def _target_row(self, target: Target) -> tuple[Cell, ...]:
        definition = self.book.definitions[target.indicator]
        figure = self.book.figure(Address(target.indicator, self.area, target.period))
        sign = {"higher": "≥", "lower": "≤"}.get(definition.better, "")
        result = {True: "达到", False: "未达到", None: "—"}[definition.meets(figure.value, target.value)]
        return definition.name.zh, f"{sign}{target.value.normalize():f}", FigureRef(figure), result

    def _rows(self, spec: GridSpec) -> Iterator[tuple[str, tuple[Cell, ...]]]:
        for label, changes in self._lines(spec):
            yield label, tuple(self._cell(column, changes) for column in spec.columns)

    def _cell(self, column: ColumnSpec, changes: dict) -> Cell:
        return FigureRef(self.book.figure(replace(self._address(column), **changes), column.form))

    def _lines(self, spec: GridSpec) -> Iterator[tuple[str, dict]]:
        """Yield the label of each row and what it changes in the addresses of its cells."""
        match spec.over:
            case "areas" | "subareas":
                yield from self._area_lines(with_whole=spec.over == "areas")
            case "months":
                months = (f"{month:%Y-%m}" for month in period(self._period(spec.period)).months())
                yield from ((month, {"period": month}) for month in months)
            case "years":
                years = range(self.years["first_year"], self.years["year"] + 1)
                yield from ((f"{year}年", {"period": str(year)}) for year in years)
            case "items":
                name = self.book.speech.item_name
                yield from ((name(spec.by, item), {"by": spec.by, "item": item}) for item in self._items(spec))

    def _area_lines(self, *, with_whole: bool) -> Iterator[tuple[str, dict]]:
        yield from ((self.book.areas[area], {"area": area}) for area in self.subareas)
        if with_whole:
            yield OVERALL, {"area": self.area}

    def _items(self, spec: GridSpec) -> list[str]:
        found = self.book.evaluation.items(spec.items_of, spec.by, self.area, period(self._period(spec.period)))
        return [item for item, _value in found][: spec.top or None]

    def _chart(self, chapter: Chapter, spec: GridSpec) -> Chart:
        self.charts += 1
        table = self._grid(chapter, replace(spec, note=""), "")
        title = words(self._runs(chapter, spec.title))
        rows = list(_points(spec, table))
        frames = {
            width: Frame(title, spec.unit, SOURCE, table.caption, decimals=_decimals(spec), width=width)
            for width in (WIDE, NARROW)
        }
        draw = {"line_by_month": line_by_month, "bars_by_item": bars_by_item, "bars_by_year_kind": bars_by_year_kind}[spec.draw]
        wide, narrow = (draw(rows, frames[width]) for width in (WIDE, NARROW))
        return Chart(self.charts, table.caption, title, wide, table, f"{table.caption}。{title}", SOURCE, narrow)


def _decimals(spec: GridSpec) -> int:
    return 1 if spec.unit == "%" else 0


def _points(spec: GridSpec, table: Table) -> Iterator[dict]:
    """Yield the rows a chart is drawn from: the cells of its table with the values behind the print."""
    for row in table.rows:
        for column, cell in zip(table.columns[1:], row[1:], strict=True):
            value = None if cell.figure.value is None else float(cell.figure.value)
            match spec.draw:
                case "line_by_month":
                    yield {"month": row[0], "series": column.label, "value": value}
                case "bars_by_item":
                    yield {"item": row[0], "value": value}
                case _:
                    yield {"year": row[0], "kind": column.label, "value": value}
