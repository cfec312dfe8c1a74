"""The sealed manifest of an assessment book: by it alone a code printed in the book is followed back."""

from collections.abc import Mapping

from hengzhi.assessments.book import FORMS, book_with_figures
from hengzhi.assessments.figures import FORM, FigureBook
from hengzhi.assessments.models import Edition
from hengzhi.core.reference import site
from hengzhi.documents.document import Document
from hengzhi.reports.manifest import Entry, sealed


def book_manifest(edition: Edition) -> dict:
    """Return the manifest of an edition's book with the digests of its files; the same edition gives the same."""
    document, book = book_with_figures(edition)
    files = {f"assessment-{edition.code}.{form}": render(document) for form, (render, _type) in FORMS.items()}
    return _manifest(edition, document, book, files)


def manifest_printing(edition: Edition, code: str) -> dict | None:
    """Return the manifest of an edition's book where that prints a code, without rendering it; else None."""
    document, book = book_with_figures(edition)
    if code.strip().upper() not in {figure.code for figure in book.made.values()}:
        return None
    return _manifest(edition, document, book, {})


def _manifest(edition: Edition, document: Document, book: FigureBook, files: Mapping[str, bytes]) -> dict:
    head = {
        "title": document.title.replace("\n", "") + document.subtitle, "year": edition.year, "day": f"{document.date}",
        "area": site().area_code, "synthetic": document.synthetic, "edition": edition.code, "assessment_seal": edition.seal,
    }
    entries = [
        Entry.of(address, FORM, figure, book.definitions[address.indicator].unit) for address, figure in book.made.items()
    ]
    used = {address.indicator for address in book.made}
    return sealed(
        report=head, snapshot=edition.snapshot, definitions=[book.definitions[code] for code in sorted(used)],
        entries=entries, files=files,
    )
