"""The sheet: page size, margins, grid, header and footers; and what stands before and after the text."""

from hengzhi.documents import wording
from hengzhi.documents.document import Document, Party, statement
from hengzhi.documents.docx.blocks import TYPE_AREA, Setter
from hengzhi.documents.docx.markup import NAMESPACES, free_right, paragraph, run
from hengzhi.documents.docx.package import Package
from hengzhi.documents.layout import issuer_size, signature_indents, signing_lines
from hengzhi.documents.numbering import Annex, annex_notes, annexes, prose_date

_BLANK = paragraph("Normal")
_RED_LINE = paragraph("DocumentNumber")
_PAGE_NUMBER = run("— ") + '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>' + run(" —")
_ONE_CHARACTER = 280  # of the footer's 14 points, in twentieths


def head(document: Document) -> str:
    """Return the red head, the title, the subtitle and, where it is due, the statement that records are made up."""
    parts = [_issuer(document.issuer), _BLANK]
    parts += [_BLANK, paragraph("DocumentNumber", run(document.number))] if document.number else [_RED_LINE]
    parts += [_BLANK, _BLANK]
    parts += [paragraph("Title", run(line)) for line in document.title.splitlines()]
    if document.subtitle:
        parts.append(paragraph("Subtitle", run(document.subtitle)))
    parts.append(paragraph("Statement", run(statement(document))) if document.synthetic else _BLANK)
    return "".join(parts)


def _issuer(name: str) -> str:
    points = issuer_size(name)
    below_area_top = round(35 / 25.4 * 72 * 20)
    line = f'<w:spacing w:before="{below_area_top}" w:line="{round(points * 22)}" w:lineRule="exact"/>'
    return paragraph("IssuingOrgan", run(name, f'<w:sz w:val="{round(points * 2)}"/>'), line)


def tail(document: Document, setter: Setter) -> str:
    """Return the list of annexes, the signature with its date, and the annexes, each on a new page."""
    notes = [paragraph("AnnexNote", run(note)) for note in annex_notes(document)]
    indents = signature_indents(document.issuer, prose_date(document.date))
    signed = (
        paragraph("Signature", run(document.issuer), "<w:keepNext/>" + free_right(indents[0])),
        paragraph("Signature", run(prose_date(document.date)), free_right(indents[1])),
    )
    keep = paragraph("Normal", properties="<w:keepNext/>")
    listed = keep + "".join(notes) if notes else ""
    end = _places(document.parties) if document.parties else "".join(signed)
    return listed + keep + end + "".join(_annex(annex, setter) for annex in annexes(document))


def _places(parties: tuple[Party, ...]) -> str:
    """Return the places where the parties seal and sign, side by side, line by line and never apart."""
    width = TYPE_AREA // len(parties)
    sized = f'<w:tblW w:w="{TYPE_AREA}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    grid = f'<w:gridCol w:w="{width}"/>' * len(parties)
    rows = "".join(_signing_row(line, width) for line in signing_lines(parties))
    return f"<w:tbl><w:tblPr>{sized}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>" + _BLANK


def _signing_row(line: tuple[str, ...], width: int) -> str:
    left = '<w:keepNext/><w:jc w:val="left"/>'
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph("Normal", run(words), left)}</w:tc>'
        for words in line
    )
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _annex(annex: Annex, setter: Setter) -> str:
    title = _BLANK + paragraph("AnnexTitle", run(annex.title)) + _BLANK if annex.title else _BLANK
    return paragraph("AnnexLabel", run(annex.label)) + title + setter.set(annex.blocks)


def section(package: Package, *, synthetic: bool) -> str:
    """Return the section properties; puts the header and the footers of odd and even pages into `package`."""
    odd = paragraph("Footer", _PAGE_NUMBER, f'<w:ind w:right="{_ONE_CHARACTER}"/><w:jc w:val="right"/>')
    even = paragraph("Footer", _PAGE_NUMBER, f'<w:ind w:left="{_ONE_CHARACTER}"/><w:jc w:val="left"/>')
    declared = paragraph("Header", run(wording.SYNTHETIC_SHORT if synthetic else ""))
    references = "".join(
        f'<w:{kind}Reference w:type="{side}" r:id="{package.add(name, _part(tag, content), kind)}"/>'
        for kind, tag, side, name, content in (
            ("header", "hdr", "default", "header1", declared),
            ("header", "hdr", "even", "header2", declared),
            ("footer", "ftr", "default", "footer1", odd),
            ("footer", "ftr", "even", "footer2", even),
        )
    )
    return (
        f'<w:sectPr>{references}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1978" w:left="1588"'
        ' w:header="1134" w:footer="1304" w:gutter="0"/>'
        '<w:docGrid w:type="lines" w:linePitch="580"/></w:sectPr>'
    )


def _part(tag: str, content: str) -> str:
    return f"<w:{tag} {NAMESPACES}>{content}</w:{tag}>"
