"""The responsibility letter: what it says, and the same bytes every time."""

import zipfile
from io import BytesIO

import docx

from hengzhi.core.clock import today
from hengzhi.core.reference import site, work_calendar
from hengzhi.documents.docx import render_docx
from hengzhi.documents.html import render_html
from hengzhi.documents.pdf import render_pdf
from hengzhi.programme.letter import letter_document, letters_archive, letters_of
from hengzhi.programme.limits import limits_on
from hengzhi.programme.models import Plan
from hengzhi.programme.queries import lines_of
from hengzhi.register.models import Record
from programme.making import department, make_task


def letters(*codes: str) -> list:
    lines = lines_of(Record.objects.filter(kind="task").order_by("code"), today(), work_calendar())
    return letters_of(
        Plan.objects.get(), lines, [department(code) for code in codes], site=site(), day=today(), limits=limits_on(today())
    )


def test_a_letter_names_tasks_milestones_and_both_parties(packs):
    record = make_task("assign")

    lead, supporter = letters("commerce", "aic")
    paper = docx.Document(BytesIO(render_docx(letter_document(lead))))

    tables = [[cell.text for row in table.rows for cell in row.cells] for table in paper.tables]
    words = "\n".join(paragraph.text for paragraph in paper.paragraphs)
    assert lead.number == "虹质安责〔2012〕3号"
    assert "2012年度质量工作目标责任书" in words
    assert any(record.code in cells for cells in tables)
    assert any("03-30 印发方案\n11-30 总结" in cells for cells in tables)
    assert tables[-1][:4] == ["甲方（盖章）：", "乙方（盖章）：", "上海市虹口区质量安全工作领导小组", "上海市虹口区商务委员会"]
    assert "乙方无牵头任务" in "".join(paragraph.text for paragraph in docx.Document(BytesIO(render_docx(letter_document(supporter)))).paragraphs)


def test_letters_have_the_same_bytes_whatever_the_readers_language(packs):
    from django.utils import translation

    make_task("assign")

    chinese = letters_archive(letters("commerce", "aic"))
    with translation.override("en"):
        english = letters_archive(letters("commerce", "aic"))

    assert chinese == english
    assert zipfile.ZipFile(BytesIO(chinese)).namelist() == [
        "030-区商务委-2012年度质量工作目标责任书.docx", "290-区工商分局-2012年度质量工作目标责任书.docx",
    ]


def test_every_renderer_leaves_places_to_sign(packs):
    make_task("assign")
    document = letter_document(letters("commerce")[0])

    page = render_html(document)

    assert page.count("负责人（签字）：") == 2
    assert "report-signature" not in page.split("<article")[1]
    assert render_pdf(document)[:5] == b"%PDF-"
