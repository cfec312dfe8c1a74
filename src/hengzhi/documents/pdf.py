"""Reports as PDF in the layout of GB/T 9704-2012, with the fonts of this folder and no others."""

import json
import re
from datetime import UTC, datetime, time
from functools import lru_cache
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError
from hengzhi.documents.document import Document
from hengzhi.documents.drawing import FONTS
from hengzhi.documents.paper import document_data

_TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed with font')


class MissingGlyphError(HengzhiError):
    """A text holds characters that none of the fonts can show."""


def render_pdf(document: Document) -> bytes:
    """Return `document` as PDF/A-2b with selectable text, bookmarks and embedded fonts.

    The same document gives the same bytes. Raises `MissingGlyphError` where no font has a character: nothing is replaced.
    """
    data = json.dumps(document_data(document), ensure_ascii=False)
    compiler = typst.Compiler(input=_TEMPLATE, font_paths=_fonts(), sys_inputs={"document": data})
    made_at = datetime.combine(document.date, time(), UTC)
    try:
        return compiler.compile(format="pdf", pdf_standards=["a-2b"], timestamp=made_at)
    except typst.TypstError as error:
        if missing := dict.fromkeys(_MISSING.findall(error.diagnostic)):
            raise MissingGlyphError(_missing_text(document, list(missing))) from error
        raise


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])


def _missing_text(document: Document, missing: list[str]) -> str:
    named = ", ".join(f"“{text}” ({' '.join(f'U+{ord(character):04X}' for character in text)})" for text in missing)
    return _("%(title)s: the PDF fonts have no glyph for %(characters)s. Write it otherwise, or use the Word file.") % {
        "title": "".join(document.title.splitlines()),
        "characters": named,
    }
