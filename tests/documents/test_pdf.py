import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from hengzhi.core.errors import HengzhiError
from hengzhi.documents.charts import Frame, bars_by_item
from hengzhi.documents.document import (
    Chart,
    Column,
    FigureRef,
    Heading,
    Paragraph,
    Table,
    Text,
    figure_index,
    figures,
    plain,
    words,
)
from hengzhi.documents.pdf import MissingGlyphError, render_pdf

from .sample import make_figure, sample_document

HOSTILE = (
    '#eval("1")', "$x^2$", "*粗*", "_斜_", "]", "[", "\\", "#text(red)[a]", "<label>", "@ref", "// 注释", "/* a */", "```a```",
    "= 标题", "- 项", "#sys.inputs", '"引"', "https://example.org/a",
)  # fmt: skip


def read(document) -> PdfReader:
    return PdfReader(BytesIO(render_pdf(document)))


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b]+", "", text)


def text_of(reader: PdfReader) -> str:
    return squeezed("".join(squeezed(page.extract_text()).removeprefix("合成演示记录，不作依据") for page in reader.pages))


def text_without_page_numbers(reader: PdfReader) -> str:
    return re.sub(r"—\d+—", "", text_of(reader))


def only(*blocks):
    return replace(sample_document(), blocks=blocks, annex=(), synthetic=False)


def test_every_sentence_and_every_figure_can_be_selected_and_searched():
    document = sample_document()

    found = text_without_page_numbers(read(document))

    sentences = [squeezed(words(block.runs)) for block in document.blocks if isinstance(block, Paragraph)]
    cells = [squeezed(cell) for block in document.blocks if isinstance(block, Table) for row in block.rows for cell in row
             if isinstance(cell, str)]  # fmt: skip
    assert [wanted for wanted in [*sentences, *cells] if wanted not in found] == []
    assert [figure.printed for figure in figures(document) if squeezed(figure.printed) not in found] == []
    assert [figure.code for figure in figures(document) if figure.code not in found] == []


def test_the_same_document_gives_the_same_bytes():
    assert render_pdf(sample_document()) == render_pdf(sample_document())


def test_title_issuer_and_day_are_those_of_the_document():
    details = read(sample_document()).metadata

    assert (details.title, details.author) == (
        "虹口区2012年度消费者投诉举报处理情况分析报告",
        "虹口区质量安全工作领导小组办公室",
    )
    assert details.creation_date == datetime(2013, 1, 15, tzinfo=UTC)


def test_the_file_is_fit_for_the_archive():
    metadata = render_pdf(sample_document()).decode("latin-1")

    assert re.search(r'pdfaid:part(>|=")2', metadata)
    assert re.search(r'pdfaid:conformance(>|=")B', metadata)


def test_only_our_fonts_are_used_and_all_are_embedded():
    fonts = [
        descendant.get_object()
        for page in read(sample_document()).pages
        for font in page["/Resources"]["/Font"].values()
        for descendant in font["/DescendantFonts"]
    ]

    names = {font["/BaseFont"].partition("+")[2] for font in fonts}
    assert names == {"NotoSerifSC-Regular", "NotoSerifSC-Bold", "NotoSansSC-Regular", "NotoSansSC-Bold"}
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)


def test_a_full_page_has_22_lines_of_28_characters():
    pages = [page.extract_text() for page in read(only(Paragraph((Text("质" * 28 * 60),)))).pages]

    lines = [line for line in pages[1].splitlines() if "质" in line]
    assert [len(line.strip()) for line in lines] == [28] * 22


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages():
    places = []

    def note(text, outer, inner, _font, _size):
        if re.fullmatch(r"— \d+ —", text.strip()):
            places.append((round(outer[4] + outer[0] * inner[4]), round(outer[5] + outer[3] * inner[5])))

    for page in read(sample_document()).pages[:4]:
        page.extract_text(visitor_text=note)

    assert [across > 300 for across, _ in places] == [True, False, True, False]
    assert len({down for _, down in places}) == 1


def test_headings_are_the_bookmarks():
    reader = read(sample_document())

    def titles(entries) -> list:
        return [titles(entry) if isinstance(entry, list) else entry.title for entry in entries]

    assert titles(reader.outline) == [
        "一、基本情况",
        ["（一）受理情况", "（二）办理情况"],
        "二、存在问题",
        [
            "（一）少数类别初查仍有逾期",
            ["1. 鉴定委托时间较长", "2. 部门之间移送不及时", ["（1）材料不全", "（2）重复登记"]],
            "（二）各街道发展不平衡",
        ],
        "三、工作建议",
        "数据索引",
    ]


def test_each_figure_in_the_text_leads_to_its_place_in_the_index():
    document = sample_document()
    reader = read(document)

    links = [note.get_object() for page in reader.pages for note in page.get("/Annots", [])]

    in_text = sum(isinstance(run, FigureRef) for block in document.blocks if isinstance(block, Paragraph) for run in block.runs)
    in_tables = 3  # the totals of the first table
    assert len(links) >= in_text + in_tables  # a link broken over two lines counts twice


def test_a_long_table_goes_on_under_a_repeated_head():
    rows = tuple((f"街道{number}", f"{number}") for number in range(60))
    table = Table(1, "受理情况", (Column("街道"), Column("受理量", "件", "right")), rows, "不含转办。")

    pages = [squeezed(page.extract_text()) for page in read(only(table)).pages]

    with_rows = [page for page in pages if "街道" in page.replace("受理量", "")]
    assert len(with_rows) > 1
    assert all("受理量（件）" in page for page in with_rows)
    assert "表1受理情况街道受理量（件）街道00" in pages[0] + pages[1]


@pytest.mark.parametrize("wrote", HOSTILE)
def test_what_users_wrote_is_never_code(wrote):
    figure = make_figure(printed=wrote, name=wrote, code="F-1")
    table = Table(1, wrote, (Column(wrote),), ((wrote,),), wrote)
    document = only(Heading(1, wrote), Paragraph((Text(wrote), FigureRef(figure))), table)
    document = replace(document, title=wrote, subtitle=wrote, issuer=wrote, number=wrote)
    document = replace(document, annex=(Heading(1, wrote), figure_index(document)))

    found = text_of(read(document))

    assert found.count(squeezed(wrote)) >= 13


@pytest.mark.parametrize("place", ["text", "chart"])
def test_a_character_that_no_font_has_is_named_not_replaced(place):
    spec = bars_by_item([{"item": "㛃", "value": 1}], Frame("题", "件", "登记", "条形图"))
    chart = Chart(1, "题", "题", spec, Table("", "题", (), ()), "条形图", "登记")
    document = only(chart if place == "chart" else Paragraph((Text("张㛃的投诉"),)))

    with pytest.raises(MissingGlyphError) as raised:
        render_pdf(document)

    assert isinstance(raised.value, HengzhiError)
    assert "“㛃” (U+36C3)" in str(raised.value)


def test_made_up_records_are_declared_on_every_page():
    pages = [page.extract_text() for page in read(sample_document()).pages]

    assert all("合成演示记录，不作依据" in page for page in pages)
    assert "本报告所据记录均为合成的演示记录" in squeezed(pages[0])
    assert "合成" not in text_of(read(replace(sample_document(), synthetic=False)))


def test_the_signature_shares_its_page_with_text():
    last = Paragraph((Text("请各单位对照整改，并将整改措施报领导小组办公室。"),))

    for lines in range(1, 23):
        document = only(Paragraph((Text("质" * 28 * lines),)), last)
        pages = [squeezed(page.extract_text()) for page in read(document).pages]
        assert "对照整改" in next(page for page in pages if "2013年1月15日" in page)


def test_control_characters_are_left_out():
    assert plain("甲\x07乙") in text_of(read(only(Paragraph((Text("甲\x07乙"),)))))
