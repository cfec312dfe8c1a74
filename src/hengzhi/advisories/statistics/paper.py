"""The statistics as an official paper; always in Chinese, as its layout is."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from hengzhi.advisories.statistics.numbers import Numbers
from hengzhi.advisories.statistics.sections import Asked, Section, part_names, sections
from hengzhi.core.reference import site
from hengzhi.documents.document import Block, Column, Document, Heading, Paragraph, Table, Text
from hengzhi.documents.docx import render_docx

PAPER_LANGUAGE = "zh-hans"


def statistics_docx(numbers: Numbers, asked: Asked, on: date) -> bytes:
    """Return the report as a Word file; the same numbers on the same day give the same bytes."""
    with override(PAPER_LANGUAGE):
        return render_docx(Document(
            title=_("Complaints and tip-offs: statistics"), subtitle=asked.span.label, issuer=site().issuer or site().name,
            number="", date=on, blocks=tuple(_blocks(sections(numbers, asked), on)), synthetic=site().synthetic,
        ))


def _blocks(tables: list[Section], on: date) -> list[Block]:
    blocks: list[Block] = [Paragraph((Text(_("Counted live on %(day)s from the records of the office.") % {"day": on}),))]
    names, part = part_names(), 0
    for number, section in enumerate(tables, 1):
        if section.part != part:
            part = section.part
            blocks.append(Heading(1, names[part]))
        blocks.append(_table(number, section))
    return blocks


def _table(number: int, section: Section) -> Table:
    first, *others = section.heads
    columns = (Column(first), *(Column(head, align=_align(section, place)) for place, head in enumerate(others)))
    rows = tuple((line.name, *line.shown) for line in section.lines) or ((_("none"), *("—" for _other in others)),)
    return Table(number, section.title, columns, rows, section.note)


def _align(section: Section, place: int) -> str:
    return "left" if any(isinstance(line.values[place], str) for line in section.lines) else "right"
