"""A file is what its content says, and its name must say the same."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.utils.translation import override

from evidence.samples import OLE, PDF, SAMPLES, media, old_office, package, picture
from hengzhi.core.errors import Refused
from hengzhi.evidence import containers
from hengzhi.evidence.formats import ENDINGS, FORMATS, format_of


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def why_refused(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        format_of(BytesIO(content), name)
    return str(refused.value)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_kind_is_taken_under_its_own_ending(name):
    assert format_of(BytesIO(SAMPLES[name]), name) == ENDINGS[name.rpartition(".")[2]]


def test_every_kind_has_a_sample():
    assert {ENDINGS[name.rpartition(".")[2]] for name in SAMPLES} == set(FORMATS.values())


@pytest.mark.parametrize(("name", "content", "says"), [
    ("发票.pdf", picture(), "“发票.pdf”: the content is JPEG, but the name ends in “.pdf”. Let the name end in .jpg."),
    ("photo.jpg", PDF, "“photo.jpg”: the content is PDF, but the name ends in “.jpg”. Let the name end in .pdf."),
    ("letter", PDF, "“letter”: the content is PDF, but the name ends in “—”. Let the name end in .pdf."),
    ("page.html", b"<script>alert(1)</script>",
     "“page.html”: the content is TXT/CSV, but the name ends in “.html”. Let the name end in .txt or .csv."),
    ("a.doc", SAMPLES["函.docx"], "“a.doc”: the content is DOCX, but the name ends in “.doc”. Let the name end in .docx."),
])
def test_a_lying_ending_is_refused_with_what_was_found_and_is_wanted(name, content, says):
    assert why_refused(name, content) == says


@pytest.mark.parametrize(("content", "found"), [
    (b"GIF89a" + bytes(20), "is a GIF picture"), (b"MZ" + bytes(64), "is a program"), (b"\x7fELF" + bytes(64), "is a program"),
    (b"Rar!\x1a\x07" + bytes(20), "is an archive"), (media(b"heic"), "is a HEIC or AVIF picture"),
    (package("virus.exe"), "is of no kind taken here"), (bytes(64), "is of no kind taken here"),
    (b"\x89PNX" + bytes(range(256)), "is of no kind taken here"), (OLE, "is of no kind taken here"),
    (media(b"qt  "), "is of no kind taken here"), (package("xl/workbook.bin"), "is of no kind taken here"),
])
def test_other_kinds_are_refused_by_content_whatever_they_are_called(content, found):
    assert found in why_refused("发票.pdf", content)


@pytest.mark.parametrize(("name", "content"), [
    ("a.docx", package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
    ("a.xlsx", package("xl/workbook.xml", "xl/macrosheets/sheet1.xml")),
    ("a.xlsx", package("xl/workbook.xml", **{"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"})),
    ("a.odt", package("Basic/Standard/Module1.xml", mimetype=b"application/vnd.oasis.opendocument.text")),
    ("a.doc", old_office("WordDocument", "_VBA_PROJECT")),
])
def test_documents_with_macros_are_refused(name, content):
    assert why_refused(name, content) == f"“{name}” carries macros, which are not taken. Save it without macros, or as PDF."


def test_a_document_locked_with_a_password_is_refused():
    assert why_refused("a.docx", old_office("EncryptedPackage")) == (
        "“a.docx” is locked with a password. Save it without one and send it again."
    )


def test_a_stream_name_is_found_across_the_border_of_two_pieces():
    padding = bytes(256 * 1024 - len(OLE) - 7)

    assert format_of(BytesIO(OLE + padding + "WordDocument".encode("utf-16-le")), "a.doc") == FORMATS["doc"]


def test_a_table_of_contents_larger_than_any_documents_is_not_read(monkeypatch):
    monkeypatch.setattr(containers, "TABLE_BYTES", 1000)
    small, large = (package("word/document.xml", *(f"part{number:03}" for number in range(count))) for count in (5, 30))

    assert format_of(BytesIO(small), "a.docx") == FORMATS["docx"]
    assert "is damaged or no document" in why_refused("a.docx", large)


def huge(content: bytes) -> bytes:
    """Return a ZIP with a second, true table entry in the form for huge archives, which says how long the table is."""
    count, size, start = struct.unpack("<HII", content[-12:-2])
    end = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    return content[:-22] + end + struct.pack("<4sIQI", b"PK\x06\x07", 0, len(content) - 22, 1) + content[-22:]


def test_the_huge_form_is_one_that_programs_read():
    assert ZipFile(BytesIO(huge(package("word/document.xml")))).namelist() == ["word/document.xml"]


@pytest.mark.parametrize("spoil", [
    lambda content: content[:-30],
    lambda content: content[:40] + b"\xff" * 30 + content[70:],
    huge,
])
def test_a_spoilt_container_is_refused_as_damaged(spoil):
    content = spoil(package("word/document.xml", **{"[Content_Types].xml": b"<Types/>" * 10}))

    assert why_refused("a.docx", content) == "“a.docx” is damaged or no document. Open it, save it again and send that."


def test_a_document_that_would_unpack_hugely_is_refused(monkeypatch):
    monkeypatch.setattr(containers, "UNPACKED_BYTES", 100_000)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", bytes(100_001))

    assert why_refused("a.docx", out.getvalue()) == "“a.docx” would unpack to more than 1 GB. Send a smaller document."


@pytest.mark.parametrize("content", ["投诉".encode() * 100_000, "投诉".encode("gb18030") * 200_000, b"\xef\xbb\xbfa,b\r\n"])
def test_text_is_read_in_both_encodings_and_in_pieces(content):
    assert format_of(BytesIO(content), "a.txt") == FORMATS["txt"]
