"""A liaison officer hands in a return with evidence on the page, on a phone and by spreadsheet: all end in the same state."""

from pathlib import Path

import pytest
import xlsxwriter
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from evidence.samples import PDF
from factories import PASSWORD, make_user
from hengzhi.register.models import Record
from hengzhi.returns.models import Value
from returns.makers import WORK_SAFETY, make_return

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def owed(committed) -> list[Record]:
    """Return three quarters that a department still owes."""
    make_user("liaison", "work-safety", username="liaison")
    return [make_return(span=f"2012-Q{quarter}") for quarter in (1, 2, 3)]


def sign_in(page: Page, site: str) -> None:
    page.goto(f"{site}/account/sign-in/")
    page.get_by_label("用户名").fill("liaison")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.locator("h1").first).to_be_visible()


def open_return(page: Page, site: str, record: Record) -> None:
    """Find the way from the desk, as somebody does who was never shown it."""
    page.goto(f"{site}/desk/")
    page.get_by_role("link", name=record.code).first.click()
    page.get_by_role("link", name="填报", exact=True).click()
    expect(page.locator("#grid")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def hand_in(page: Page) -> None:
    page.locator("#grid").get_by_role("button", name="上报").click()
    expect(page.locator("#evidence")).to_be_visible()


def add_evidence(page: Page, record: Record) -> None:
    name = f"{record.code}.pdf"
    page.locator("#evidence-files").set_input_files({"name": name, "mimeType": "application/pdf", "buffer": PDF})
    page.get_by_role("button", name="上传").click()
    expect(page.locator(".files")).to_contain_text(name)


def fill_in(page: Page) -> None:
    for item, value in WORK_SAFETY.items():
        page.locator(f"[name=value_{item}]").fill(value)


def fill_workbook(page: Page, folder: Path) -> Path:
    """Take the workbook of the return and write the figures under “this period”, as in a spreadsheet program."""
    with page.expect_download() as download:
        page.get_by_role("link", name="下载本报表的电子表格").click()
    rows = CalamineWorkbook.from_path(str(download.value.path())).get_sheet_by_index(0).to_python(skip_empty_area=False)
    column = next(row.index("本期") for row in rows if "本期" in row)
    path = folder / "return.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            if row[0] in WORK_SAFETY:
                row[column] = int(WORK_SAFETY[row[0]])
            sheet.write_row(place, 0, row)
    return path


def pictured(record: Record) -> tuple:
    """Return all that handing in leaves behind."""
    record.refresh_from_db()
    values = Value.objects.filter(version__of=record.pk).order_by("item").values_list("item", "status", "number", "text", "note")
    events = record.events.order_by("pk").values_list("action", "source", "target")
    return record.state, list(values), [event for event in events if not event[0].startswith("evidence_")], record.evidence.count()


def test_a_figure_typed_just_before_leaving_the_page_is_kept(owed, page, live_server):
    record = owed[0]
    sign_in(page, live_server.url)
    open_return(page, live_server.url, record)

    page.locator("[name=value_checked]").press_sequentially("5012")
    page.get_by_role("link", name=record.code).click()
    expect(page.locator("#evidence")).to_be_visible()

    open_return(page, live_server.url, record)
    expect(page.locator("[name=value_checked]")).to_have_value("5012")


def test_a_return_handed_in_on_the_page_on_a_phone_and_by_workbook_is_the_same(owed, page, live_server, tmp_path):
    first, second, third = owed
    sign_in(page, live_server.url)

    open_return(page, live_server.url, first)
    fill_in(page)
    hand_in(page)
    add_evidence(page, first)

    page.set_viewport_size(PHONE)
    open_return(page, live_server.url, second)
    fill_in(page)
    page.get_by_role("button", name="保存草稿并上传证据材料").click()
    add_evidence(page, second)
    page.get_by_role("link", name="填报", exact=True).click()
    hand_in(page)

    page.set_viewport_size({"width": 1440, "height": 900})
    open_return(page, live_server.url, third)
    page.locator(".upload [type=file]").set_input_files(fill_workbook(page, tmp_path))
    page.locator(".upload").get_by_role("button", name="导入").click()
    expect(page.locator("[name=value_checked]")).to_have_value(WORK_SAFETY["checked"])
    hand_in(page)
    add_evidence(page, third)

    assert pictured(first)[0] == "submitted"
    assert pictured(first) == pictured(second) == pictured(third)
    assert pictured(first)[3] == 1
