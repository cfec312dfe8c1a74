"""Official forms: the fields stand where they should, and the file is sound and always the same."""

import io
from datetime import date

import docx
import pytest

from hengzhi.documents.docx.sheet import render_sheet
from hengzhi.documents.sheet import EMPTY, Box, Field, Grid, Line, Row, Sheet, fields

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def sheet(**overrides) -> Sheet:
    given = {
        "issuer": "某某区市场监督管理局", "title": "投诉受理决定书", "number": "某市监投受〔2026〕第12号", "day": date(2026, 5, 6),
        "parts": (
            Line((Field("complainant", "王<小>明"), "："), flush=True), Line(("经审查，决定受理。编号", Field("code", "T2026-00012"), "。")),
            Grid((Row((Box("姓名", Field("name", "王<小>明")), Box("电话", Field("phone")))), Row((Box("事实", Field("facts", "一\n二")),), 4))),
        ),
    }
    return Sheet(**(given | overrides))


def controls(content: bytes) -> dict[str, str]:
    tree = docx.Document(io.BytesIO(content)).element
    return {
        one.find(f"{W}sdtPr/{W}tag").get(f"{W}val"): "".join(text.text or "" for text in one.iter(f"{W}t"))
        for one in tree.iter(f"{W}sdt")
    }


def test_every_field_is_a_control_with_its_text():
    assert controls(render_sheet(sheet())) == {
        "complainant": "王<小>明", "code": "T2026-00012", "name": "王<小>明", "phone": EMPTY, "facts": "一二",
    }


def test_the_file_reads_as_a_document_with_its_words():
    document = docx.Document(io.BytesIO(render_sheet(sheet())))

    words = "".join(paragraph.text for paragraph in document.paragraphs)
    assert "投诉受理决定书" in words
    assert "某市监投受〔2026〕第12号" in words
    assert "2026年5月6日" in words
    assert len(document.tables[0].rows) == 2


def test_the_same_sheet_gives_the_same_bytes():
    assert render_sheet(sheet()) == render_sheet(sheet())


def test_an_undated_sheet_leaves_the_day_to_be_written():
    words = "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(render_sheet(sheet(day=None)))).paragraphs)

    assert "年　　月　　日" in words


def test_one_code_with_two_texts_is_refused():
    with pytest.raises(ValueError, match="name"):
        fields(sheet(parts=(Line((Field("name", "甲"), Field("name", "乙"))),)))


def test_a_row_of_three_boxes_is_refused():
    with pytest.raises(ValueError, match="3 boxes"):
        Row((Box("一", Field("a")),) * 3)
