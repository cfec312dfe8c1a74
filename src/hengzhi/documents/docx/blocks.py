"""Headings, paragraphs, tables and charts as WordprocessingML."""

import re
from dataclasses import dataclass, field
from itertools import count

from hengzhi.documents import wording
from hengzhi.documents.charts import to_png, to_svg
from hengzhi.documents.document import (
    Block,
    Cell,
    Chart,
    Column,
    Heading,
    Paragraph,
    Run,
    Table,
    Text,
    caption,
    cell_text,
    head_text,
)
from hengzhi.documents.docx.markup import attribute, figure, paragraph, run
from hengzhi.documents.docx.package import Package
from hengzhi.documents.layout import stands_together, table_setting
from hengzhi.documents.numbering import heading_numbers

TYPE_AREA = 8844  # twentieths of a point: 156 mm
_EMU_PER_MM = 36_000
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_LONG_WORD = 14
_RULE = '<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="{colour}"/>'


@dataclass
class Setter:
    """Sets the blocks of one document, gives out identifiers and puts pictures into its package."""

    package: Package
    identifiers: count = field(default_factory=lambda: count(1))

    def set(self, blocks: tuple[Block, ...], last: str = "") -> str:
        """Return the blocks as WordprocessingML, headings numbered.

        `last` are further properties of the last block, where that is a paragraph.
        """
        numbers = heading_numbers(blocks)
        ends = [""] * (len(blocks) - 1) + [last]
        return "".join(map(self._block, blocks, numbers, ends))

    def _block(self, block: Block, number: str, properties: str) -> str:
        match block:
            case Heading():
                return paragraph(f"Heading{block.level}", run(number + block.text))
            case Paragraph():
                return paragraph("BodyText", "".join(map(self._run, block.runs)), properties)
            case Table():
                return self._table(block)
            case Chart():
                return self._chart(block)

    def _run(self, piece: Run) -> str:
        if isinstance(piece, Text):
            return run(piece.text)
        return figure(piece, piece.figure.printed, next(self.identifiers))

    def _cell_run(self, cell: Cell, column: Column, size: str) -> str:
        text = cell_text(cell, column)
        return run(text, size) if isinstance(cell, str) else figure(cell, text, next(self.identifiers), size)

    def _table(self, table: Table) -> str:
        size, shares = table_setting(table)
        widths = [round(TYPE_AREA * share) for share in shares]
        kept = stands_together(table)
        rows = [self._head(table.columns, widths, size)]
        for position, row in enumerate(table.rows, start=1):
            ends = position == len(table.rows)
            keep = "<w:keepNext/>" if (table.note if ends else kept) else ""
            rows.append(self._row(row, table.columns, widths, size, keep))
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        note = f"{wording.NOTE}{wording.COLON}{table.note}" if table.note else ""
        return (
            paragraph("Caption", run(caption(table)), "<w:keepNext/>")
            + f"<w:tbl>{_table_properties(table)}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
            + paragraph("TableNote", run(note))
        )

    def _head(self, columns: tuple[Column, ...], widths: list[int], size: float) -> str:
        border = f"<w:tcBorders>{_rule('bottom', 4)}</w:tcBorders>"
        cells = "".join(
            _cell(width, paragraph("TableHead", run(head_text(column), _size(size)), _align(column)), border)
            for column, width in zip(columns, widths, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"

    def _row(self, row: tuple[Cell, ...], columns: tuple[Column, ...], widths: list[int], size: float, keep: str) -> str:
        cells = "".join(
            _cell(width, paragraph("TableText", self._cell_run(cell, column, _size(size)), keep + _flow(cell, column)))
            for cell, column, width in zip(row, columns, widths, strict=True)
        )
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"

    def _chart(self, chart: Chart) -> str:
        number = next(self.identifiers)
        png = to_png(chart.spec)
        plain_id = self.package.add_image(f"chart{number}.png", png)
        sharp_id = self.package.add_image(f"chart{number}.svg", to_svg(chart.spec, f"chart-{number}").encode())
        picture = _picture(chart, number, _extent(png), plain_id, sharp_id)
        return paragraph("Picture", picture) + paragraph("Caption", run(caption(chart)))


def _size(points: float) -> str:
    return f'<w:sz w:val="{round(points * 2)}"/><w:szCs w:val="{round(points * 2)}"/>'


def _flow(cell: Cell, column: Column) -> str:
    """Return the alignment of a cell; a long code in it may break anywhere."""
    long_word = isinstance(cell, str) and any(len(word) > _LONG_WORD for word in re.findall(r"[!-~]+", cell))
    return ('<w:wordWrap w:val="0"/>' if long_word else "") + _align(column)


def _align(column: Column) -> str:
    return f'<w:jc w:val="{column.align}"/>'


def _rule(side: str, eighths: int, colour: str = "000000") -> str:
    return _RULE.format(side=side, eighths=eighths, colour=colour)


def _table_properties(table: Table) -> str:
    borders = _rule("top", 8) + _rule("bottom", 8) + _rule("insideH", 2, "B0B8BF")
    return (
        f'<w:tblPr><w:tblW w:w="{TYPE_AREA}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0020" w:firstRow="1"/>'
        f"<w:tblCaption w:val={attribute(caption(table))}/></w:tblPr>"
    )


def _cell(width: int, content: str, borders: str = "") -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{borders}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _extent(png: bytes) -> str:
    """Return the size of the picture across the type area, in English metric units."""
    across, down = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    width = 156 * _EMU_PER_MM
    return f'cx="{width}" cy="{width * down // across}"'


def _picture(chart: Chart, number: int, extent: str, plain_id: str, sharp_id: str) -> str:
    words = f'id="{number}" name={attribute(caption(chart))} descr={attribute(chart.alt)} title={attribute(chart.title)}'
    sharp = f'<asvg:svgBlip xmlns:asvg="{_SVG_NAMESPACE}" r:embed="{sharp_id}"/>'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr {words}/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr {words}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="{plain_id}">'
        f'<a:extLst><a:ext uri="{_SVG_EXTENSION}">{sharp}</a:ext></a:extLst></a:blip>'
        '<a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/>'
        f'<a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
