"""One case of each of the five rule sets from intake to closing, in Chinese, in a real browser.

HENGZHI_PICTURES=folder keeps pictures of the record at its start, in mediation and at its end, wide and narrow.
"""

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from factories import make_user
from hengzhi.complaints.models import Complaint
from hengzhi.core.models import Site
from hengzhi.core.reference import forget
from hengzhi.register.models import Record

from .test_from_filing_to_report import sign_in

PICTURES = os.environ.get("HENGZHI_PICTURES", "")
WIDTHS = (1440, 390)


@dataclass(frozen=True)
class Walk:
    """A case: the rules it is judged by, the day it comes, the office, whether both settle, what the rules call people.

    `due` is the last day for mediating, None where the rules set none.
    """

    rules: str
    day: date
    department: str
    settles: bool
    words: tuple[str, ...]
    due: date | None


WALKS = (
    Walk("R1996", date(2013, 9, 13), "aic", True, ("申诉人", "被诉方"), date(2013, 11, 12)),
    Walk("R1998Q", date(2012, 3, 5), "qtsb", False, ("申诉人",), None),
    Walk("R2014", date(2015, 6, 8), "aic", True, ("被投诉人",), date(2015, 8, 7)),
    Walk("R2020", date(2026, 2, 11), "aic", False, ("被投诉人",), date(2026, 4, 22)),
    Walk("R2026", date(2026, 4, 24), "aic", True, ("被投诉人",), date(2026, 6, 23)),
)


def stand_still(walk: Walk) -> str:
    """Let the site stand still on the day of a walk; return the login of a head of section at its office."""
    Site.objects.update(day=walk.day)
    forget()
    return make_user("supervisor", walk.department, username=f"head-{walk.rules}").username


def pictured(page: Page, walk: Walk, moment: str) -> None:
    if not PICTURES:
        return
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(PICTURES) / f"{walk.rules}-{moment}-{width}.png", full_page=True)
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def register(page: Page, site: str) -> Record:
    page.goto(f"{site}/complaints/new/")
    for name, text in (
        ("subject", "电磁炉开裂，商家拒绝退货"), ("details", "购买五天面板开裂，有发票，商家称人为损坏。"), ("respondent_text", "某家电商场"),
        ("disputed_yuan", "800"), ("name", "李四"), ("phone", "13900001234"), ("address", "上海市虹口区四川北路9号"),
    ):
        page.locator(f"[name={name}]").fill(text)
    page.locator("[name=area]").select_option(index=1)
    page.locator("[name=category]").select_option(label="家用电器")
    page.locator("[name=problem]").select_option(index=1)
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.locator("#case")).to_be_visible()
    return Record.objects.latest("pk")


def step(page: Page, name: str, **facts: str) -> None:
    """Take a step as a person does: open it, fill in what it asks, press its button."""
    form = page.locator(f"form[action$='/steps/{name}/']")
    opened = page.locator("details.step").filter(has=form)
    if opened.count() and opened.get_attribute("open") is None:
        opened.locator("summary").click()
    for fact, value in facts.items():
        field = form.locator(f"[name='{name}-{fact}']")
        field.select_option(value) if field.evaluate("one => one.tagName") == "SELECT" else field.fill(value)
    form.get_by_role("button").click()
    expect(page.locator("#timeline")).to_be_visible()
    expect(page.locator(".htmx-request")).to_have_count(0)


def meet(page: Page, walk: Walk, result: str) -> None:
    """Plan a meeting late on the day, on which the site stands still, and note how it went."""
    planning = page.locator("form[action$='/meetings/']")
    page.locator("details").filter(has=planning).locator("summary").click()
    for name, text in (("starts_at", f"{walk.day}T23:59"), ("place", "调解室"), ("mediator", "吴调解")):
        planning.locator(f"[name={name}]").fill(text)
    planning.get_by_role("button").click()
    expect(page.locator("#meetings .entry")).to_have_count(1)
    noting = page.locator("#meetings .entry form")
    page.locator("#meetings .entry summary").click()
    noting.locator("[name=result]").select_option(result)
    noting.locator("[name=attended]").select_option("both")
    noting.locator("[name=minutes]").fill("双方各自说明了情况。")
    noting.get_by_role("button").click()
    expect(page.locator("#meetings form[action*='/meetings/'] [name=result]")).to_have_count(0)


def call_back(page: Page) -> None:
    calling = page.locator("form[action$='/call-backs/']")
    page.locator("details").filter(has=calling).locator("summary").click()
    for name, value in (("is_reached", "yes"), ("performed", "yes"), ("told_enough", "yes"), ("satisfaction", "5")):
        calling.locator(f"[name={name}]").select_option(value)
    calling.get_by_role("button").click()
    expect(page.locator("#call-backs .entry")).to_have_count(1)


def settled(page: Page) -> None:
    step(page, "settle", recovered_yuan="600", agreement_form="written")
    step(page, "perform", paid_yuan="600", paid_proof="transfer")
    call_back(page)
    step(page, "confirm", confirmed_yuan="600", confirmation="call_back")
    step(page, "close")


def ended(page: Page, record: Record) -> None:
    step(page, "end", termination_ground="no-agreement", note="双方意见差距较大。")
    if Complaint.objects.get(record=record).owes_telling:
        step(page, "tell", note="已电话告知双方。")
    step(page, "close")


def go(page: Page, site: str, walk: Walk) -> None:
    page.context.clear_cookies()
    sign_in(page, site, stand_still(walk))
    record = register(page, site)
    page.goto(site + record.get_absolute_url())
    assert record.rule_set.code == walk.rules
    assert [word for word in walk.words if word not in page.locator("#case").inner_text()] == []
    pictured(page, walk, "start")

    step(page, "accept")
    meet(page, walk, "agreed" if walk.settles else "not_agreed")
    assert Record.objects.get(pk=record.pk).due_on == walk.due
    pictured(page, walk, "middle")
    settled(page) if walk.settles else ended(page, record)

    record = Record.objects.get(pk=record.pk)
    assert (record.state, record.is_open) == ("closed", False)
    assert Complaint.objects.get(record=record).mediated_on == walk.day
    expect(page.locator("#case")).to_contain_text("已归档")
    if "申诉人" in walk.words:
        assert "投诉人" not in page.locator("#timeline").inner_text() + page.locator(".ladder").inner_text()
    pictured(page, walk, "end")


def test_a_case_goes_from_intake_to_closing_by_the_rules_of_each_time(committed, live_server, page: Page):
    for walk in WALKS:
        print(walk.rules)
        go(page, live_server.url, walk)
