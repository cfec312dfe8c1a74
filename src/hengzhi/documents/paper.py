"""A document as plain data for the PDF template: words, sizes and shares, no code."""

import re
from dataclasses import dataclass, field

from hengzhi.documents import wording
from hengzhi.documents.charts import to_svg
from hengzhi.documents.document import (
    Block,
    Cell,
    Chart,
    Column,
    Document,
    FigureRef,
    Heading,
    Paragraph,
    Run,
    Table,
    Text,
    caption,
    cell_text,
    head_text,
    plain,
    statement,
    words,
)
from hengzhi.documents.layout import issuer_size, signature_indents, signing_lines, stands_together, table_setting, text_width
from hengzhi.documents.numbering import annex_notes, annexes, heading_numbers, prose_date

_LONG_WORD = re.compile(r"[!-~]{15,}")
_BREAK_AFTER = re.compile(r"(?<=[_@/.:-])")
_SHORT_PARAGRAPH = 8 * 28  # characters: so much may move to the next page without a gap that offends
_ZERO_WIDTH_SPACE = "\u200b"


def document_data(document: Document) -> dict:
    """Return what `report.typ` sets, as JSON types."""
    day = prose_date(document.date)
    listed = frozenset(
        cell.figure.code
        for block in document.annex
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
        if isinstance(cell, FigureRef)
    )
    setter = _Setter(listed)
    return {
        "title": [plain(line) for line in document.title.splitlines()],
        "subtitle": plain(document.subtitle),
        "issuer": plain(document.issuer),
        "issuer-size": issuer_size(document.issuer),
        "number": plain(document.number),
        "date": {"year": document.date.year, "month": document.date.month, "day": document.date.day},
        "header": wording.SYNTHETIC_SHORT if document.synthetic else "",
        "statement": statement(document),
        "blocks": setter.blocks(document.blocks),
        "annex-notes": [plain(note) for note in annex_notes(document)],
        "signed": day,
        "indents": signature_indents(document.issuer, day),
        "parties": [list(map(plain, line)) for line in signing_lines(document.parties)],
        "annexes": [setter.annex(annex.label, annex.title, annex.blocks) for annex in annexes(document)],
    }


@dataclass
class _Setter:
    """Turns blocks into data; figures lead to the place in the annex where they are listed first."""

    listed: frozenset[str]
    placed: set[str] = field(default_factory=set)
    in_annex: bool = False
    charts: int = 0

    def annex(self, label: str, title: str, blocks: tuple[Block, ...]) -> dict:
        self.in_annex = True
        return {"label": label, "title": plain(title), "blocks": self.blocks(blocks)}

    def blocks(self, blocks: tuple[Block, ...]) -> list[dict]:
        return [self._block(block, number) for block, number in zip(blocks, heading_numbers(blocks), strict=True)]

    def _block(self, block: Block, number: str) -> dict:
        match block:
            case Heading():
                return {"kind": "heading", "level": block.level, "text": number + plain(block.text)}
            case Paragraph():
                is_short = text_width(words(block.runs)) <= _SHORT_PARAGRAPH
                return {"kind": "paragraph", "runs": [self._run(run) for run in block.runs], "short": is_short}
            case Table():
                return self._table(block)
            case Chart():
                self.charts += 1
                svg = to_svg(block.spec, f"chart-{self.charts}")
                return {"kind": "chart", "caption": caption(block), "alt": plain(block.alt), "svg": svg}

    def _table(self, table: Table) -> dict:
        size, shares = table_setting(table)
        return {
            "kind": "table",
            "caption": caption(table),
            "size": size,
            "shares": shares,
            "aligns": [column.align for column in table.columns],
            "head": [{"text": plain(head_text(column))} for column in table.columns],
            "rows": [list(map(self._cell, row, table.columns)) for row in table.rows],
            "together": stands_together(table),
            "note": plain(f"{wording.NOTE}{wording.COLON}{table.note}") if table.note else "",
        }

    def _run(self, run: Run) -> dict:
        return {"text": plain(run.text)} if isinstance(run, Text) else self._figure(run, run.figure.printed)

    def _cell(self, cell: Cell, column: Column) -> dict:
        text = cell_text(cell, column)
        return {"text": _breakable(plain(text))} if isinstance(cell, str) else self._figure(cell, text)

    def _figure(self, ref: FigureRef, text: str) -> dict:
        code = ref.figure.code
        if code not in self.listed:
            return {"text": plain(text)}
        if not self.in_annex:
            return {"text": plain(text), "to": f"figure-{code}"}
        if code in self.placed:
            return {"text": plain(text)}
        self.placed.add(code)
        return {"text": plain(text), "at": f"figure-{code}"}


def _breakable(text: str) -> str:
    """Return `text` with places to break inside long codes, which would not fit a column otherwise."""
    return _LONG_WORD.sub(lambda word: _BREAK_AFTER.sub(_ZERO_WIDTH_SPACE, word.group()), text)
