"""What stands behind the chapters: the definitions used and every figure with its origin."""

from hengzhi.documents.document import Column, Table
from hengzhi.reports.figures import FigureBook


def definition_table(book: FigureBook) -> Table:
    """Return the indicators the report used, each with what it counts and where that is laid down."""
    used = sorted({address.indicator for address, _form in book.made})
    columns = (Column("指标"), Column("口径"), Column("依据"), Column("版本", align="center"))
    rows = tuple(
        (definition.name.zh, book.sentence(definition) or "—", definition.source.zh, f"{definition.version}")
        for definition in (book.definitions[code] for code in used)
    )
    return Table("", "本报告所用指标的口径", columns, rows)
