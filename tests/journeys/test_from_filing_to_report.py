"""One complaint from the portal to its line in the report, in Chinese, in a real browser."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from factories import PASSWORD, make_complaint, make_user, take


@pytest.fixture
def people(committed):
    """Give a handler and an analyst, and one complaint settled earlier."""
    handler, analyst = make_user("handler", username="handler"), make_user("analyst", "qtsb", username="analyst")
    take(make_complaint(), "accept", "settle", actor=handler, recovered_yuan="1000.00")
    return handler, analyst


def sign_in(page: Page, site: str, username: str) -> None:
    page.goto(f"{site}/account/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()


def sign_out(page: Page, site: str) -> None:
    page.context.clear_cookies()


def file_complaint(page: Page, site: str) -> str:
    """File a complaint about a washing machine and return its receipt code."""
    page.goto(f"{site}/file/")
    page.locator("[name=subject]").fill("洗衣机漏水，商家拒绝维修")
    page.locator("[name=respondent_text]").fill("某家电商场")
    page.locator("[name=area]").select_option(label="曲阳路街道")
    page.locator("[name=category]").select_option(label="家用电器")
    page.locator("[name=problem]").select_option(index=1)
    page.locator("[name=details]").fill("十二月一日购买，使用三天后漏水，商家称人为损坏。")
    page.locator("[name=disputed_yuan]").fill("2400")
    page.locator("[name=name]").fill("李四")
    page.locator("[name=phone]").fill("13900001234")
    page.locator("[name=agrees]").check()
    page.get_by_role("button", name="提交").click()
    return page.locator("#receipt").inner_text()


def follow(page: Page, site: str, receipt: str) -> str:
    page.goto(f"{site}/follow/")
    page.locator("[name=receipt]").fill(receipt)
    page.locator("main form").get_by_role("button").click()
    return page.locator("main").inner_text()


def build_report(page: Page, site: str) -> dict[str, object]:
    """Have the report of 2012 built and return its figures by indicator, for the district and the year.

    The list shows how far the job is and goes on to the report by itself.
    """
    page.goto(f"{site}/reports/")
    page.locator("[name=year]").select_option("2012")
    page.get_by_role("button", name="编制", exact=True).click()
    page.wait_for_url(re.compile(r"/reports/R\w+/$"), timeout=60_000)
    answer = page.request.get(page.url + "figures.json")
    rows = json.loads(answer.text())
    return {
        row["indicator"]: row["value"] for row in rows
        if (row["area"], row["period"], row["by"], row["measure"]) == ("310109", "2012", "", "value")
    }


def test_a_complaint_goes_from_the_portal_to_its_line_in_the_report(people, live_server, worker, page: Page):
    site = live_server.url
    sign_in(page, site, "analyst")
    before = build_report(page, site)
    sign_out(page, site)

    receipt = file_complaint(page, site)
    assert "正在决定是否受理" in follow(page, site, receipt)

    sign_in(page, site, "handler")
    page.goto(f"{site}/complaints/?view=decide")
    page.get_by_role("link", name="T2012-00002").click()
    page.get_by_role("button", name="受理", exact=True).click()
    expect(page.locator("#case")).to_contain_text("调解中")
    page.get_by_text("登记调解结果").first.click()
    page.locator("[name$=recovered_yuan]").fill("2400")
    page.locator("form").filter(has=page.locator("[name$=recovered_yuan]")).get_by_role("button").click()
    expect(page.locator("#case")).to_contain_text("2,400.00")
    sign_out(page, site)
    assert "李四" not in follow(page, site, receipt)

    sign_in(page, site, "analyst")
    after = build_report(page, site)
    assert (before["complaints_accepted"], after["complaints_accepted"]) == (1, 2)
    assert (before["recovered_loss"], after["recovered_loss"]) == (1000, 3400)

    page.get_by_role("button", name="3,400.00").first.click()
    card = page.locator("[popover]:popover-open")
    expect(card).to_contain_text("挽回")
    card.get_by_role("link", name="查看全部记录").click()
    expect(page.locator("main")).to_contain_text("洗衣机漏水")
