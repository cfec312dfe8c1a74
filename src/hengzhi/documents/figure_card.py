"""The card that says where a figure comes from."""

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from hengzhi.documents import wording
from hengzhi.documents.document import Figure, amount, number_text, plain, short_digest

_NOTHING = mark_safe("")


def figure_id(figure: Figure) -> str:
    """Return the identifier of the figure's card on its page."""
    return f"figure-{figure.code}"


def figure_card(figure: Figure, site: str = "") -> SafeString:
    """Return the origin of a figure: what it measures, over which records, where on `site` to see them all."""
    facts = ((name, plain(value)) for name, value in _facts(figure) if value)
    return format_html(
        '<div popover class="figure-card" id="{}" role="dialog" aria-label="{}">'
        '<p class="figure-name">{}</p><p class="figure-value">{}</p><dl>{}</dl>{}'
        '<p class="figure-ways">{}<button type="button" popovertarget="{}" popovertargetaction="hide">{}</button></p></div>',
        figure_id(figure),
        plain(figure.name),
        plain(figure.name),
        plain(amount(figure)),
        format_html_join("", "<dt>{}</dt><dd>{}</dd>", facts),
        _records(figure),
        format_html('<a href="{}">{}</a>', site + figure.href, wording.ALL_RECORDS) if figure.href else _NOTHING,
        figure_id(figure),
        wording.CLOSE,
    )


def _facts(figure: Figure) -> Iterator[tuple[str, str]]:
    yield wording.PERIOD, figure.period_label
    yield wording.AREA, figure.area_label
    yield wording.NUMERATOR, number_text(figure.numerator)
    yield wording.DENOMINATOR, number_text(figure.denominator)
    yield wording.DEFINITION, figure.definition
    yield wording.LEGAL_SOURCE, figure.source
    yield wording.AS_OF, figure.as_of
    yield wording.SNAPSHOT, figure.snapshot
    yield wording.CODE, figure.code
    yield wording.DIGEST, short_digest(figure)


def _records(figure: Figure) -> SafeString:
    if not figure.sample:
        return _NOTHING
    total = wording.RECORD_COUNT.format(count=number_text(figure.count))
    more = wording.RECORDS_MORE.format(shown=len(figure.sample)) if figure.count > len(figure.sample) else ""
    return format_html(
        '<div class="figure-records"><p>{}{}{}</p><ul>{}</ul><p>{}</p></div>',
        wording.RECORDS,
        wording.COLON,
        total,
        format_html_join("", "<li>{}</li>", ((plain(code),) for code in figure.sample)),
        more,
    )
