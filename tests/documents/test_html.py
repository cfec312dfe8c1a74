import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from hengzhi.documents.document import Column, FigureRef, Heading, Paragraph, Table, Text, figure_index, figures
from hengzhi.documents.figure_card import figure_card
from hengzhi.documents.html import body_html, render_html

from .sample import RECEIVED, make_figure, sample_document


class Page(HTMLParser):
    """Collects elements with their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements, self.texts = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.elements if name == tag]


def only(*blocks):
    return replace(sample_document(), blocks=blocks, annex=(), synthetic=False)


def test_the_same_document_gives_the_same_file():
    assert render_html(sample_document()) == render_html(sample_document())


def test_the_file_loads_nothing_and_runs_nothing():
    page = Page(render_html(sample_document()))

    assert {tag for tag, _ in page.elements} & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert [name for _, attributes in page.elements for name in attributes if name == "src" or name.startswith("on")] == []
    assert re.findall(r"url\((?!#)|@import", render_html(sample_document())) == []
    policy = next(meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_the_article_needs_no_inline_style():
    assert [attributes for _, attributes in Page(body_html(sample_document())).elements if "style" in attributes] == []


def test_the_file_is_chinese_and_fits_a_phone():
    page = Page(render_html(sample_document()))

    assert page.all("html") == [{"lang": "zh-Hans"}]
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in page.all("meta")
    assert next(text for text in page.texts if "分析报告" in text) == "虹口区2012年度消费者投诉举报处理情况分析报告"


def test_every_figure_opens_its_card():
    document = sample_document()
    page = Page(body_html(document))

    cards = [card["id"] for card in page.all("div") if "popover" in card]
    opened = {button["popovertarget"] for button in page.all("button") if button.get("class") == "figure"}

    assert cards == [f"figure-{figure.code}" for figure in figures(document)]
    assert opened == set(cards)
    assert {link["href"] for link in page.all("a") if link.get("class") == "to-origin"} == {f"#{card}" for card in cards}


def test_identifiers_are_unique():
    found = [attributes["id"] for _, attributes in Page(render_html(sample_document())).elements if "id" in attributes]

    assert len(found) == len(set(found))
    assert {"section-1", "annex-1", "section-4-wide-title"} <= set(found)


def test_a_card_tells_where_the_figure_comes_from():
    figure = make_figure(numerator=3063, denominator=3214, sample=("2012-00001", "2012-00002"), href="/figures/F-K7Q2M4T9A")

    page = Page(figure_card(figure))

    assert page.texts == [
        "投诉受理量", "3,214件",
        "期间", "2012年", "范围", "虹口区", "分子", "3,063", "分母", "3,214",
        "口径", "按收到日期统计的消费者投诉件数，含转办，不含咨询和举报。",
        "依据", "《产品质量申诉处理办法》（国家质量技术监督局令第51号）第六条",
        "数据截至", "2013年1月7日", "快照", "2013-01-07-a3f1", "数据编号", "F-K7Q2M4T9A", "记录校验码", "5b1f0c2ad97e",
        "所依据的记录：共 3,214 条", "2012-00001", "2012-00002", "以上为前 2 条",
        "查看全部记录", "关闭",
    ]  # fmt: skip
    assert page.all("a") == [{"href": "/figures/F-K7Q2M4T9A"}]


def test_a_figure_without_address_or_records_shows_neither():
    page = Page(figure_card(make_figure(href="", sample=(), count=0)))

    assert page.all("a") == []
    assert "所依据的记录" not in "".join(page.texts)


def test_contents_lead_to_headings():
    page = Page(body_html(sample_document()))

    targets = [link["href"][1:] for link in page.all("a") if "class" not in link and link["href"].startswith("#")]

    assert len(targets) == 8
    assert set(targets) <= {attributes.get("id") for _, attributes in page.elements}


def test_a_table_names_its_columns_and_rows_and_keeps_units_in_the_head():
    table = Table(1, "主要类别", (Column("类别"), Column("受理量", "件", "right")), (("合计", RECEIVED),), "含转办。")

    page = Page(body_html(only(table)))

    assert page.all("th") == [
        {"scope": "col", "class": "left"},
        {"scope": "col", "class": "right"},
        {"scope": "row", "class": "left"},
    ]
    shown = page.texts[page.texts.index("表1　主要类别") :]
    assert shown[:5] == ["表1　主要类别", "类别", "受理量（件）", "合计", "3,214"]
    assert "注：含转办。" in "".join(page.texts)


def test_a_chart_is_drawn_for_wide_and_narrow_screens_with_its_numbers_below():
    page = Page(body_html(sample_document()))

    assert [drawing["width"] for drawing in page.all("svg")] == ["640", "340"] * 2
    assert all(drawing["role"] == "img" for drawing in page.all("svg"))
    assert page.texts.count("图中数据") == 2
    assert "2012-05" in page.texts


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "\"><img src=x onerror='1'>", "</style>&lt;"])
def test_what_users_wrote_stays_text(hostile):
    figure = make_figure(
        printed=hostile, name=hostile, unit=hostile, period_label=hostile, area_label=hostile, definition=hostile,
        source=hostile, snapshot=hostile, as_of=hostile, rows_digest=hostile, sample=(hostile,),
    )  # fmt: skip
    table = Table(1, hostile, (Column(hostile, hostile),), ((hostile,),), hostile)
    document = only(Heading(1, hostile), Paragraph((Text(hostile), FigureRef(figure))), table)
    document = replace(document, title=hostile, subtitle=hostile, issuer=hostile, number=hostile)

    page = Page(render_html(replace(document, annex=(Heading(1, hostile), figure_index(document)))))

    assert {tag for tag, _ in page.elements} & {"script", "img"} == set()
    assert "".join(page.texts).count(hostile) >= 20


def test_made_up_records_are_declared():
    statement = "本报告所据记录均为合成的演示记录，不反映任何单位或者个人的真实情况。"

    assert statement in render_html(sample_document())
    assert statement not in render_html(replace(sample_document(), synthetic=False))
