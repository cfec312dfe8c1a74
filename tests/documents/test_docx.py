from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from lxml import etree

from hengzhi.documents.document import Column, Heading, Paragraph, Table, Text, figures
from hengzhi.documents.docx import render_docx

from .sample import RECEIVED, sample_document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAMES = {
    "w": W[1:-1],
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
}


def parts(document=None) -> dict[str, bytes]:
    with ZipFile(BytesIO(render_docx(document or sample_document()))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(document=None) -> etree._Element:
    return etree.fromstring(parts(document)["word/document.xml"])


def find(element: etree._Element, path: str) -> list:
    return element.xpath(path, namespaces=NAMES)


def text_of(element: etree._Element) -> str:
    return "".join(find(element, ".//w:t/text()"))


def styled(element: etree._Element) -> list[tuple[str, str]]:
    return [(find(paragraph, "string(w:pPr/w:pStyle/@w:val)"), text_of(paragraph)) for paragraph in find(element, ".//w:p")]


def test_the_same_document_gives_the_same_bytes():
    assert render_docx(sample_document()) == render_docx(sample_document())


def test_nothing_in_the_file_tells_when_it_was_rendered():
    with ZipFile(BytesIO(render_docx(sample_document()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_part_is_known_and_every_relationship_leads_somewhere():
    files = parts()
    types = etree.fromstring(files["[Content_Types].xml"])
    named = {element.get("PartName") for element in types} - {None}
    endings = {element.get("Extension") for element in types} - {None}
    relations = etree.fromstring(files["word/_rels/document.xml.rels"])

    assert all(f"/{name}" in named or name.rpartition(".")[2] in endings for name in files)
    assert {f"word/{relation.get('Target')}" for relation in relations} <= set(files)
    assert set(find(body(), "//@r:embed | //@r:id")) <= {relation.get("Id") for relation in relations}


def test_word_reads_title_issuer_and_day():
    properties = docx.Document(BytesIO(render_docx(sample_document()))).core_properties

    assert (properties.title, properties.author, properties.language) == (
        "虹口区2012年度消费者投诉举报处理情况分析报告",
        "虹口区质量安全工作领导小组办公室",
        "zh-CN",
    )
    assert properties.created == properties.modified == datetime(2013, 1, 15, tzinfo=UTC)


def test_the_page_holds_22_lines_of_28_characters():
    page = find(body(), "//w:sectPr")[0]
    size, margins, grid = (dict(find(page, f"w:{name}")[0].attrib) for name in ("pgSz", "pgMar", "docGrid"))
    across = int(size[f"{W}w"]) - int(margins[f"{W}left"]) - int(margins[f"{W}right"])
    down = int(size[f"{W}h"]) - int(margins[f"{W}top"]) - int(margins[f"{W}bottom"])

    assert 28 * (16 * 20 - 5) <= across < 29 * (16 * 20 - 5)
    assert 22 * 580 <= down < 23 * 580
    assert grid == {f"{W}type": "lines", f"{W}linePitch": "580"}


def test_headings_carry_their_style_and_number():
    headings = [(style, text) for style, text in styled(body()) if style.startswith("Heading")]

    assert headings == [
        ("Heading1", "一、基本情况"),
        ("Heading2", "（一）受理情况"),
        ("Heading2", "（二）办理情况"),
        ("Heading1", "二、存在问题"),
        ("Heading2", "（一）少数类别初查仍有逾期"),
        ("Heading3", "1. 鉴定委托时间较长"),
        ("Heading3", "2. 部门之间移送不及时"),
        ("Heading4", "（1）材料不全"),
        ("Heading4", "（2）重复登记"),
        ("Heading2", "（二）各街道发展不平衡"),
        ("Heading1", "三、工作建议"),
    ]


def test_every_style_used_is_defined():
    styles = etree.fromstring(parts()["word/styles.xml"])

    assert set(find(body(), "//w:pStyle/@w:val")) <= set(find(styles, "//w:style/@w:styleId"))


def test_each_figure_is_found_by_its_code():
    document = sample_document()
    controls = find(body(document), "//w:sdt[not(ancestor::w:tbl)]")

    found = {find(control, "string(w:sdtPr/w:tag/@w:val)"): text_of(control) for control in controls}

    assert found == {figure.code: figure.printed for figure in figures(document)}
    numbers = find(body(document), "//w:sdtPr/w:id/@w:val")
    assert len(numbers) == len(set(numbers))


def test_a_table_repeats_its_head_keeps_its_rows_whole_and_sets_numbers_right():
    table = find(body(), "//w:tbl")[0]
    rows = find(table, "w:tr")

    assert [len(find(row, "w:trPr/w:tblHeader")) for row in rows] == [1] + [0] * 9
    assert all(find(row, "w:trPr/w:cantSplit") for row in rows)
    assert find(rows[1], "w:tc/w:p/w:pPr/w:jc/@w:val") == ["left", "right", "right", "right", "right"]
    assert [text_of(cell) for cell in find(rows[0], "w:tc")][1:3] == ["受理量（件）", "按时初查率（%）"]
    assert [text_of(cell) for cell in find(rows[9], "w:tc")] == ["合计", "3,214", "97.9", "56.2", "5,851,143"]


@pytest.mark.parametrize("position", [0, 1, 2])
def test_columns_fill_the_type_area(position):
    table = find(body(), "//w:tbl")[position]

    assert sum(map(int, find(table, "w:tblGrid/w:gridCol/@w:w"))) == pytest.approx(8844, abs=4)


def test_charts_are_sharp_at_any_size_and_have_words_for_those_who_cannot_see_them():
    files, document = parts(), body()
    pictures = find(document, "//wp:docPr")

    assert [picture.get("descr")[:4] for picture in pictures] == ["折线图：", "条形图："]
    assert [picture.get("name") for picture in pictures] == ["图1　2012年各月投诉受理量", "图2　2012年主要类别按时初查率"]
    assert len(find(document, "//a:blip/@r:embed")) == len(find(document, "//asvg:svgBlip/@r:embed")) == 2
    media = [(name.rpartition(".")[2], files[name][:4]) for name in sorted(files) if "media" in name]
    assert media == [("png", b"\x89PNG"), ("svg", b"<svg")] * 2


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages():
    files = parts()
    odd, even = (etree.fromstring(files[f"word/footer{number}.xml"]) for number in (1, 2))

    assert b"<w:evenAndOddHeaders/>" in files["word/settings.xml"]
    assert [find(footer, "//w:jc/@w:val") for footer in (odd, even)] == [["right"], ["left"]]
    assert [text_of(footer) for footer in (odd, even)] == ["— 1 —", "— 1 —"]
    assert find(body(), "//w:footerReference/@w:type") == ["default", "even"]


def test_made_up_records_are_declared_on_the_first_page_and_in_every_header():
    honest, plain = sample_document(), replace(sample_document(), synthetic=False)

    assert [text for style, text in styled(body(honest)) if style == "Statement"] == [
        "本报告所据记录均为合成的演示记录，不反映任何单位或者个人的真实情况。"
    ]
    assert "合成演示记录" in parts(honest)["word/header2.xml"].decode()
    assert [text for style, text in styled(body(plain)) if style == "Statement"] == []
    assert "合成演示记录" not in parts(plain)["word/header2.xml"].decode()


def test_a_paper_declares_made_up_records_in_the_name_of_its_own_kind():
    letter = replace(sample_document(), calls_itself="本责任书")

    assert [text for style, text in styled(body(letter)) if style == "Statement"] == [
        "本责任书所据记录均为合成的演示记录，不反映任何单位或者个人的真实情况。"
    ]


def test_the_signature_never_stands_alone_on_a_page():
    paragraphs = find(body(), "/w:document/w:body/w:p")
    signed = next(place for place, paragraph in enumerate(paragraphs) if text_of(paragraph) == "2013年1月15日")

    kept = [bool(find(paragraph, "w:pPr/w:keepNext")) for paragraph in paragraphs[signed - 5 : signed + 1]]
    last_text = text_of(paragraphs[signed - 5])

    assert last_text.startswith("请各成员单位对照本报告")
    assert find(paragraphs[signed - 2], "w:pPr/w:pStyle/@w:val") == ["Normal"]
    assert kept == [True, True, False, True, True, False]  # the list of annexes keeps through its style


def test_a_document_without_number_still_has_its_red_line():
    styles = [pair for pair in styled(body(replace(sample_document(), number=""))) if pair[0] == "DocumentNumber"]

    assert styles == [("DocumentNumber", "")]


def test_what_users_wrote_stays_text():
    hostile = '<w:p/>&amp; ]]> "甲" \x07乙\n丙'
    blocks = (Heading(1, hostile), Paragraph((Text(hostile),)), Table(1, hostile, (Column(hostile),), ((hostile,),), hostile))

    found = body(replace(sample_document(), blocks=blocks, title=hostile, issuer=hostile, number=hostile))

    texts = [text for style, text in styled(found) if style in {"BodyText", "TableText"}]
    assert '<w:p/>&amp; ]]> "甲" 乙丙' in texts
    assert len(find(found, "//w:p[w:pPr/w:pStyle/@w:val='BodyText']//w:br")) == 1


def test_a_figure_twice_in_the_text_has_two_controls_with_one_tag():
    document = replace(sample_document(), blocks=(Paragraph((RECEIVED, Text("、"), RECEIVED)),), annex=())

    assert find(body(document), "//w:tag/@w:val") == ["F-K7Q2M4T9A"] * 2
