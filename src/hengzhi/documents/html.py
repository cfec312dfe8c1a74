"""Reports as one HTML file, and as an article for a page of the site.

Nothing is loaded from another host and no script is needed: a figure opens its origin through the browser's own
popover; browsers without one show the origins at the end and a link beside each figure.
"""

from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

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
    figures,
    head_text,
    plain,
    statement,
)
from hengzhi.documents.figure_card import figure_card, figure_id
from hengzhi.documents.numbering import Annex, annexes, heading_numbers, prose_date

_STYLE = Path(__file__).parent / "static" / "documents" / "document.css"
_CONTENTS_DEPTH = 2
_NOTHING = mark_safe("")


def render_html(document: Document, site: str = "") -> str:
    """Return `document` as one self-contained HTML file whose figures link to `site`, such as https://example.org.

    The same document gives the same text.
    """
    title = "".join(document.title.splitlines())
    context = {"title": title, "css": _style(), "body": body_html(document, site)}
    return render_to_string("documents/standalone.html", context)


def body_html(document: Document, site: str = "") -> SafeString:
    """Return the article alone, for a page that loads documents/document.css; `site` goes before its figures' addresses."""
    parts = annexes(document)
    return format_html(
        '<article class="report" lang="zh-Hans">{}{}<div class="report-text">{}{}{}</div>{}</article>',
        _head(document),
        _contents(document, parts),
        _blocks(document.blocks, "section"),
        _signature(document),
        _joined("{}", [_annex(annex, position) for position, annex in enumerate(parts, start=1)]),
        _origins(document, site),
    )


@lru_cache(maxsize=1)
def _style() -> SafeString:
    return mark_safe(_STYLE.read_text(encoding="utf-8"))  # noqa: S308 - a file of ours


def _joined(pattern: str, parts: list) -> SafeString:
    return format_html_join("", pattern, ((part,) for part in parts))


def _head(document: Document) -> SafeString:
    optional = (("report-subtitle", document.subtitle), ("report-statement", statement(document)))
    return format_html(
        '<header class="report-head"><p class="report-issuer">{}</p><p class="report-number">{}</p><h1>{}</h1>{}</header>',
        plain(document.issuer),
        plain(document.number),
        format_html_join(mark_safe("<br>"), "{}", ((plain(line),) for line in document.title.splitlines())),
        format_html_join("", '<p class="{}">{}</p>', ((name, plain(text)) for name, text in optional if text)),
    )


def _contents(document: Document, parts: tuple[Annex, ...]) -> SafeString:
    numbers = heading_numbers(document.blocks)
    entries = [
        (block.level, f"section-{position}", numbers[position] + plain(block.text))
        for position, block in enumerate(document.blocks)
        if isinstance(block, Heading) and block.level <= _CONTENTS_DEPTH
    ]
    entries += [(1, f"annex-{position}", f"{annex.label}　{plain(annex.title)}") for position, annex in enumerate(parts, 1)]
    if not entries:
        return _NOTHING
    items = format_html_join("", '<li class="level-{}"><a href="#{}">{}</a></li>', entries)
    return format_html(
        '<nav class="report-contents" aria-label="{}"><p>{}</p><ol>{}</ol></nav>', wording.CONTENTS, wording.CONTENTS, items
    )


def _signature(document: Document) -> SafeString:
    if document.parties:
        places = ((f"{party.label}{wording.SEAL}{wording.COLON}", plain(party.name)) for party in document.parties)
        ends = f"{wording.SIGNED_BY}{wording.COLON}", wording.DAY_LEFT_OPEN
        cells = [(*place, *ends) for place in places]
        listed = format_html_join("", "<div><p>{}<br>{}</p><p>{}</p><p>{}</p></div>", cells)
        return format_html('<div class="report-parties">{}</div>', listed)
    return format_html(
        '<p class="report-signature">{}<br><time datetime="{}">{}</time></p>',
        plain(document.issuer),
        document.date.isoformat(),
        prose_date(document.date),
    )


def _annex(annex: Annex, position: int) -> SafeString:
    return format_html(
        '<section class="report-annex" id="annex-{}"><p class="report-annex-label">{}</p><h2>{}</h2>{}</section>',
        position,
        annex.label,
        plain(annex.title),
        _blocks(annex.blocks, f"annex-{position}"),
    )


def _origins(document: Document, site: str) -> SafeString:
    cards = [figure_card(figure, site) for figure in figures(document)]
    if not cards:
        return _NOTHING
    return format_html('<section class="figure-cards"><h2>{}</h2>{}</section>', wording.FIGURE_NOTES, _joined("{}", cards))


def _blocks(blocks: tuple[Block, ...], place: str) -> SafeString:
    numbers = heading_numbers(blocks)
    return _joined("{}", [_block(block, numbers[n], f"{place}-{n}") for n, block in enumerate(blocks)])


def _block(block: Block, number: str, identifier: str) -> SafeString:
    match block:
        case Heading():
            tag = f"h{block.level + 1}"
            return format_html('<{} id="{}">{}{}</{}>', tag, identifier, number, plain(block.text), tag)
        case Paragraph():
            return format_html("<p>{}</p>", _joined("{}", [_run(run) for run in block.runs]))
        case Table():
            return _table(block)
        case Chart():
            return _chart(block, identifier)


def _run(run: Run) -> str:
    return plain(run.text) if isinstance(run, Text) else _figure(run, run.figure.printed)


def _figure(ref: FigureRef, printed: str) -> SafeString:
    identifier = figure_id(ref.figure)
    return format_html(
        '<button type="button" class="figure" popovertarget="{}" title="{}">{}</button><a class="to-origin" href="#{}">{}</a>',
        identifier,
        f"{plain(ref.figure.name)}{wording.COLON}{wording.SHOW_ORIGIN}",
        plain(printed),
        quote(identifier),
        wording.TO_NOTE,
    )


def _table(table: Table) -> SafeString:
    return format_html(
        '<div class="report-table" role="region" tabindex="0" aria-label="{}"><table>{}<thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>{}",
        caption(table),
        format_html("<caption>{}</caption>", caption(table)),
        format_html_join("", '<th scope="col" class="{}">{}</th>', ((c.align, plain(head_text(c))) for c in table.columns)),
        _joined("<tr>{}</tr>", [_row(row, table.columns) for row in table.rows]),
        format_html('<p class="report-note">{}{}{}</p>', wording.NOTE, wording.COLON, plain(table.note)) if table.note else "",
    )


def _row(row: tuple[Cell, ...], columns: tuple[Column, ...]) -> SafeString:
    cells = [(column.align, _cell(cell, column)) for cell, column in zip(row, columns, strict=True)]
    first = format_html('<th scope="row" class="{}">{}</th>', *cells[0]) if cells else _NOTHING
    return first + format_html_join("", '<td class="{}">{}</td>', cells[1:])


def _cell(cell: Cell, column: Column) -> str:
    text = cell_text(cell, column)
    return plain(text) if isinstance(cell, str) else _figure(cell, text)


def _chart(chart: Chart, identifier: str) -> SafeString:
    drawn = _drawing(chart.spec, f"{identifier}-wide", "wide" if chart.narrow else "only")
    if chart.narrow:
        drawn += _drawing(chart.narrow, f"{identifier}-narrow", "narrow")
    return format_html(
        '<figure class="report-chart">{}<figcaption>{}</figcaption><details><summary>{}</summary>{}</details></figure>',
        drawn,
        caption(chart),
        wording.CHART_DATA,
        _table(chart.table),
    )


def _drawing(spec: dict, identifier: str, width: str) -> SafeString:
    svg = mark_safe(to_svg(spec, identifier))  # noqa: S308 - Vega has escaped every word in it
    return format_html('<div class="{}">{}</div>', width, svg)
