"""Files of every kind become the same rows; those that cannot say why."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from hengzhi.core.errors import HengzhiError
from hengzhi.exchange.files import unpack
from hengzhi.exchange.rows import read_rows

from .sheets import HEADINGS, as_csv, as_ods, as_xls, as_xlsx, compound, line, locked

ROW = line()


@pytest.fixture
def unpacked(tmp_path):
    """Unpack a file and return what it was found to be and its rows."""

    def act(file: io.BytesIO):
        upload, rows = tmp_path / "upload", tmp_path / "rows"
        upload.write_bytes(file.getvalue())
        found = unpack(upload, "list.xlsx", rows)
        return found.reading, list(read_rows(rows.read_text(encoding="utf-8").splitlines()))

    return act


@pytest.mark.parametrize(("make", "reading"), [
    (lambda: as_csv([ROW]), "CSV, GB18030, separated by “,”"),
    (lambda: as_csv([ROW], encoding="utf-8"), "CSV, UTF-8, separated by “,”"),
    (lambda: as_csv([ROW], encoding="utf-8-sig", separator=";"), "CSV, UTF-8, separated by “;”"),
    (lambda: as_csv([ROW], encoding="utf-16", separator="\t"), "CSV, UTF-16, separated by “Tab”"),
    (lambda: as_csv([ROW], encoding="gb18030", separator=";"), "CSV, GB18030, separated by “;”"),
    (lambda: as_xlsx([ROW]), "sheet “台账”"),
    (lambda: as_ods([ROW]), "sheet “台账”"),
    (lambda: as_xls([ROW]), "sheet “台账”"),
])
def test_every_kind_of_file_gives_the_same_rows(unpacked, make, reading):
    assert unpacked(make()) == (reading, [(1, list(HEADINGS)), (2, ROW)])


def test_rows_and_columns_are_counted_as_the_spreadsheet_does(unpacked):
    _reading, rows = unpacked(as_xlsx([["A-1", "", 3.0]], ("a", "b", "c"), top=3, left=2))

    assert rows == [(4, ["", "", "a", "b", "c"]), (5, ["", "", "A-1", "", 3.0])]


def test_empty_lines_of_a_csv_count_but_are_no_rows(unpacked):
    _reading, rows = unpacked(io.BytesIO(b'a,b\r\n\r\n1,"two\r\nlines"\r\n , \r\n3,4\r\n'))

    assert rows == [(1, ["a", "b"]), (3, ["1", "two\r\nlines"]), (5, ["3", "4"])]


def test_commas_inside_texts_do_not_make_a_comma_the_separator(unpacked):
    _reading, rows = unpacked(as_csv([["A-1", "一, 二, 三"], ["A-2", "四, 五"]], ("编号", "内容"), encoding="utf-8", separator=";"))

    assert rows == [(1, ["编号", "内容"]), (2, ["A-1", "一, 二, 三"]), (3, ["A-2", "四, 五"])]


def test_the_first_sheet_that_shows_is_read(unpacked):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    hidden, empty, filled = (book.add_worksheet(name) for name in ("隐藏", "空", "表"))
    hidden.write(0, 0, "secret")
    hidden.hide()
    empty.activate()
    filled.write_row(0, 0, ["a", "b"])
    book.close()

    assert unpacked(file) == ("sheet “表”", [(1, ["a", "b"])])


def far_cell() -> io.BytesIO:
    """A workbook of five kilobytes whose table would take half a terabyte."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "z")
    book.close()
    return file


def zip_of(**files: str) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file


@pytest.mark.parametrize(("file", "says"), [
    (io.BytesIO(), "“list.xlsx” is empty"),
    (locked(), "is protected by a password"),
    (io.BytesIO(compound({"WordDocument": b"x"})), "is damaged or no workbook"),
    (io.BytesIO(b"PK\x03\x04 and then nothing"), "“list.xlsx”"),
    (zip_of(readme="x"), "is no table. Send XLSX, XLS, ODS or CSV."),
    (as_xlsx([], ()), "has no rows on any sheet that shows"),
    (far_cell(), "takes too much memory to read"),
    (as_csv([], [f"c{n}" for n in range(300)]), "has 300 columns; at most 256 are read"),
    (as_xlsx([], [f"c{n}" for n in range(300)]), "has 300 columns; at most 256 are read"),
    (io.BytesIO("编号,内容\nA,一\n".encode() + b"\xff\xff\xff"), "line 3, is neither UTF-8 nor GB18030 text"),
    (io.BytesIO(b"a,b\n1,\x00\n"), "line 2, is neither UTF-8 nor GB18030 text"),
    (io.BytesIO(b'a,b\n1,2\n"x,1\n' + b"y,2\n" * 50_000), "row 3: a quotation mark is opened and never closed"),
])
def test_a_file_that_cannot_be_read_says_why(unpacked, file, says):
    with pytest.raises(HengzhiError) as raised:
        unpacked(file)

    assert says in str(raised.value)


def test_two_hundred_columns_are_read(unpacked):
    headings = [f"c{n}" for n in range(200)]

    assert unpacked(as_csv([], headings)) == ("CSV, UTF-8, separated by “,”", [(1, headings)])


def test_the_rows_of_a_file_in_the_middle_of_a_character_are_whole(unpacked, monkeypatch):
    monkeypatch.setattr("hengzhi.exchange.files.BLOCK_BYTES", 7)

    assert unpacked(as_csv([ROW]))[1][1] == (2, ROW)


def test_a_workbook_read_by_hand_leaves_nothing_but_its_rows(tmp_path):
    from hengzhi.exchange.unpack import unpack as unpack_book

    (tmp_path / "book").write_bytes(as_xlsx([[1.5, True, ""]], ("a", "b", "c")).getvalue())

    found = unpack_book(tmp_path / "book", tmp_path / "rows")

    assert found == {"sheet": "台账", "lines": 2}
    assert Path(tmp_path / "rows").read_text(encoding="utf-8") == '["a", "b", "c"]\n[1.5, true, ""]\n'
