"""Official forms and notices as Word files."""

from datetime import date
from itertools import count

from hengzhi.documents import wording
from hengzhi.documents.docx.blocks import TYPE_AREA
from hengzhi.documents.docx.markup import NAMESPACES, attribute, free_right, paragraph, run
from hengzhi.documents.docx.package import Package
from hengzhi.documents.docx.page import section
from hengzhi.documents.layout import signature_indents
from hengzhi.documents.numbering import prose_date
from hengzhi.documents.sheet import EMPTY, Box, Field, Grid, Line, Row, Sheet

LABEL = 1700  # twentieths of a point: six characters of 14 points
LINE = 440
SMALL = '<w:sz w:val="24"/><w:szCs w:val="24"/>'
CELL_LINE = f'<w:ind w:firstLine="0"/><w:spacing w:line="{LINE}" w:lineRule="atLeast"/>'
BORDER = '<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
SIDES = ("top", "left", "bottom", "right", "insideH", "insideV")
UNDATED = "　　年　　月　　日"


def render_sheet(sheet: Sheet) -> bytes:
    """Return a form or notice as a Word file; the same sheet gives the same bytes."""
    package, numbers = Package(), count(1)
    content = _head(sheet) + "".join(_part(part, numbers) for part in sheet.parts) + _tail(sheet)
    sheet_properties = section(package, synthetic=sheet.synthetic)
    body = f"<w:document {NAMESPACES}><w:body>{content}{sheet_properties}</w:body></w:document>"
    return package.to_bytes(body, title=sheet.title, author=sheet.issuer, day=sheet.day or date(2000, 1, 1))


def _head(sheet: Sheet) -> str:
    head = paragraph("Title", run(sheet.issuer)) + paragraph("Title", run(sheet.title))
    if sheet.number:
        head += paragraph("Normal", run(sheet.number), '<w:spacing w:before="120" w:after="120"/><w:jc w:val="right"/>')
    return head


def _part(part: Line | Grid, numbers: count) -> str:
    if isinstance(part, Line):
        pieces = (run(piece) if isinstance(piece, str) else _control(piece, numbers) for piece in part.parts)
        return paragraph("Normal" if part.flush else "BodyText", "".join(pieces))
    rows = "".join(_row(row, numbers) for row in part.rows)
    borders = "".join(BORDER.format(side=side) for side in SIDES)
    half = TYPE_AREA // 2
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in (LABEL, half - LABEL, LABEL, half - LABEL))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{TYPE_AREA}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}'
        f'</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>'
        + paragraph("TableNote")
    )


def _row(row: Row, numbers: count) -> str:
    height = f'<w:trHeight w:val="{row.lines * LINE}" w:hRule="atLeast"/>'
    span = 1 if len(row.boxes) == 2 else 3
    cells = "".join(_box(box, span, numbers) for box in row.boxes)
    return f"<w:tr><w:trPr>{height}</w:trPr>{cells}</w:tr>"


def _box(box: Box, span: int, numbers: count) -> str:
    half = TYPE_AREA // 2
    width = half - LABEL if span == 1 else TYPE_AREA - LABEL
    merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    label = paragraph("TableText", run(box.label, SMALL), CELL_LINE + '<w:jc w:val="center"/>')
    value = paragraph("TableText", _control(box.field, numbers, SMALL), CELL_LINE + '<w:jc w:val="left"/>')
    return _cell(LABEL, label) + _cell(width, value, merged)


def _cell(width: int, content: str, merged: str = "") -> str:
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{merged}<w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _control(field: Field, numbers: count, properties: str = "") -> str:
    """Return a field as a content control; one without a text shows a line to write on."""
    shown = run(field.text or EMPTY, properties)
    return (
        f"<w:sdt><w:sdtPr><w:tag w:val={attribute(field.code)}/>"
        f'<w:id w:val="{next(numbers)}"/></w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>'
    )


def _tail(sheet: Sheet) -> str:
    day = prose_date(sheet.day) if sheet.day else UNDATED
    indents = signature_indents(sheet.issuer, day)
    signed = paragraph("Signature", run(sheet.issuer), "<w:keepNext/>" + free_right(indents[0]))
    signed += paragraph("Signature", run(day), free_right(indents[1]))
    copies = paragraph("TableNote", run(f"{wording.NOTE}{wording.COLON}{sheet.copies}")) if sheet.copies else ""
    return paragraph("Normal", properties="<w:keepNext/>") + signed + copies
