"""Makers of files as offices send them: CSV in the encodings met, XLSX, and the smallest ODS, XLS and locked workbook."""

import csv
import io
import struct
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

import xlsxwriter

HEADINGS = (
    "来源编号", "接收日期", "渠道", "事由", "类别", "问题", "事实", "被投诉（举报）单位", "区域", "争议金额（元）", "姓名", "电话",
)
GOOD = ("A-1", "2012-3-5", "12315电话", "冰箱使用两月不制冷", "家用电器", "质量", "使用两月不制冷。", "某电器行", "四川北路街道",
        "2,899元", "王小明", "13900002716")
SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def line(number: str = "A-1", **cells: object) -> list[object]:
    """Return a good row with its own number and some cells replaced, named by their headings."""
    row = dict(zip(HEADINGS, GOOD, strict=True)) | {"来源编号": number} | cells
    assert set(row) == set(HEADINGS)
    return [row[heading] for heading in HEADINGS]


def lines(count: int, start: int = 1) -> list[list[object]]:
    return [line(f"A-{number}") for number in range(start, start + count)]


def as_csv(
    rows: Iterable[Sequence], headings: Sequence[str] = HEADINGS, *, encoding: str = "gb18030", separator: str = ","
) -> io.BytesIO:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator)
    writer.writerows([headings, *rows])
    return io.BytesIO(text.getvalue().encode(encoding))


def as_xlsx(rows: Iterable[Sequence], headings: Sequence[str] = HEADINGS, *, top: int = 0, left: int = 0) -> io.BytesIO:
    """Return a workbook whose list begins some rows down and some columns to the right."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False})
    sheet = book.add_worksheet("台账")
    for number, row in enumerate([headings, *rows]):
        sheet.write_row(top + number, left, row)
    book.close()
    file.seek(0)
    return file


def as_ods(rows: Iterable[Sequence], headings: Sequence[str] = HEADINGS) -> io.BytesIO:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    body = "".join(
        f"<table:table-row>{''.join(cell.format(escape(str(value))) for value in row)}</table:table-row>" for row in [headings, *rows]
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces}><office:body><office:spreadsheet>'
        f'<table:table table:name="台账">{body}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    file.seek(0)
    return file


MANIFEST = (
    '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def as_xls(rows: Iterable[Sequence], headings: Sequence[str] = HEADINGS) -> io.BytesIO:
    """Return a workbook of Excel 97: texts and numbers only."""
    begin = [_begin(0x10)]
    cells = [_cell(row, column, value) for row, values in enumerate([headings, *rows]) for column, value in enumerate(values)]
    sheet = b"".join([*begin, *cells, _record(0x0A, b"")])
    length = len(_globals(0))
    return io.BytesIO(compound({"Workbook": _globals(length) + sheet}))


def locked() -> io.BytesIO:
    """Return what Excel saves under a password: a compound file that holds the workbook encrypted."""
    return io.BytesIO(compound({"EncryptionInfo": b"\x04\x00\x04\x00", "EncryptedPackage": b"\x00" * 64}))


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _globals(length: int) -> bytes:
    name = "台账"
    sheet = struct.pack("<IBBBB", length, 0, 0, len(name), 1) + name.encode("utf-16-le")
    return _begin(5) + _record(0x85, sheet) + _record(0x0A, b"")


def _cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + struct.pack("<HB", len(value), 1) + value.encode("utf-16-le"))
    return _record(0x0203, place + struct.pack("<d", value))


def compound(streams: dict[str, bytes]) -> bytes:
    """Return an OLE compound file of streams, each padded beyond the size kept in the small-stream table."""
    padded = {name: body.ljust(max(4096, -(-len(body) // SECTOR) * SECTOR), b"\0") for name, body in streams.items()}
    table, starts = [FAT, END], {}
    for name, body in padded.items():
        starts[name] = len(table)
        table += [*range(len(table) + 1, len(table) + len(body) // SECTOR), END]
    entries = [_entry("Root Entry", 5, END, 0, child=1)]
    for number, (name, body) in enumerate(padded.items(), start=1):
        following = number + 1 if number < len(padded) else FREE
        entries.append(_entry(name, 2, starts[name], len(body), right=following))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack(
        "<5H6x10I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0, 0
    )
    filled = table + [FREE] * (SECTOR // 4 - len(table))
    parts = [head, struct.pack("<128I", *filled), b"".join(entries).ljust(SECTOR, b"\0"), *padded.values()]
    return parts[0].ljust(SECTOR, b"\xff") + b"".join(parts[1:])


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    raw = name.encode("utf-16-le")
    links = struct.pack("<HBBIII", len(raw) + 2, kind, 1, FREE, right, child)
    return raw.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", start, size)
