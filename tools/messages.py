"""Collect the texts to translate, generate Traditional Chinese and compile.

    python tools/messages.py           update the catalogues
    python tools/messages.py --check   fail when a text lacks its Chinese, or a catalogue is not up to date

zh_Hans is written by hand; zh_Hant is made from it.
"""

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import opencc
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE = Path(__file__).parents[1] / "src" / "hengzhi"
LOCALE = SOURCE / "locale"
DATE = datetime(2026, 1, 1, tzinfo=UTC)
KEYWORDS = {
    **DEFAULT_KEYWORDS, "gettext_lazy": None, "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def texts() -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Yield every text of the program and its templates with its context."""
    for path in sorted(SOURCE.rglob("*.py")):
        yield from _extracted(path.read_bytes())
    for path in sorted([*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt")]):
        lines = templatize(path.read_text(encoding="utf-8")).splitlines()
        yield from _extracted("\n".join(line.lstrip() for line in lines).encode())


def _extracted(code: bytes) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    found = extract("python", io.BytesIO(code), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for _line, message, _comments, context in found:
        yield message, context


def path_of(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = path_of(language)
    if not path.is_file():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def simplified() -> Catalog:
    """Return the catalogue written by hand, with every text of the program in it and no others."""
    written, catalog = read("zh_Hans"), Catalog(locale="zh_Hans", fuzzy=False)
    for message, context in texts():
        known = written.get(message, context)
        catalog.add(message, known.string if known else "", context=context)
    return catalog


def traditional(catalog: Catalog) -> Catalog:
    converter = opencc.OpenCC("s2tw")
    made = Catalog(locale="zh_Hant", fuzzy=False)
    for message in catalog:
        if message.id:
            strings = message.string if isinstance(message.string, tuple) else (message.string,)
            turned = tuple(converter.convert(string) for string in strings)
            made.add(message.id, turned if isinstance(message.string, tuple) else turned[0], context=message.context)
    return made


def missing(catalog: Catalog) -> list[str]:
    """Return the texts without Chinese; for counted ones, one form is enough."""
    return [str(message.id) for message in catalog if message.id and not "".join(message.string or "")]


def written(catalog: Catalog) -> dict[str, bytes]:
    """Return the files of a catalogue, the same for the same texts."""
    po, mo = io.BytesIO(), io.BytesIO()
    catalog.header_comment = f"# Hengzhi in {catalog.locale}."
    catalog.project, catalog.version, catalog.msgid_bugs_address = "Hengzhi", "", ""
    catalog.creation_date = catalog.revision_date = DATE
    catalog.last_translator = catalog.language_team = ""
    write_po(po, catalog, sort_output=True, width=120, no_location=True, omit_header=False)
    write_mo(mo, catalog)
    return {"django.po": po.getvalue(), "django.mo": mo.getvalue()}


def main() -> int:
    settings.configure(USE_I18N=True)
    catalog = simplified()
    files = {
        path_of(language).with_name(name): content
        for language, made in (("zh_Hans", catalog), ("zh_Hant", traditional(catalog)))
        for name, content in written(made).items()
    }
    without = missing(catalog)
    for text in without:
        print(f"no Chinese for: {text}")
    if "--check" in sys.argv:
        stale = [path for path, content in files.items() if not path.is_file() or path.read_bytes() != content]
        for path in stale:
            print(f"not up to date: {path.relative_to(SOURCE)}; run make messages")
        return 1 if without or stale else 0
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return 1 if without else 0


if __name__ == "__main__":
    sys.exit(main())
