"""Consumer warnings: one writes, another checks, no writer publishes; the public reads what holds and what was withdrawn."""

import xml.etree.ElementTree as ET
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_complaint, make_user, take
from hengzhi.advisories.models import Advisory
from hengzhi.advisories.queries import gave_rise, latest
from hengzhi.advisories.services import change_advisory, draft_advisory
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.register.models import Record

AT = datetime(2012, 6, 1, 2, 0, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def writer(packs):
    return make_user("supervisor")


@pytest.fixture
def checker(packs):
    return make_user("supervisor")


def make_advisory(actor, title="谨慎选购无标识电热毯", **overrides) -> Record:
    given = {"categories": ["home-appliances"], "areas": [], "about": []} | {
        name: overrides.pop(name) for name in ("categories", "areas", "about") if name in overrides
    }
    columns = {"text": "近期电热毯投诉增多。\n\n请谨慎选购。", "watch_for": "看清厂名厂址\n索要发票", **overrides}
    return draft_advisory(
        advisory=Advisory(**columns), title=title, department=actor.department, actor=actor, at=AT, calendar=work_calendar(), **given
    )


def publish(record, writer, checker) -> Record:
    take(record, "hand_in", actor=writer, at=AT)
    return take(record, "check", "publish", actor=checker, at=AT)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_who_wrote_it_neither_checks_nor_publishes_it(writer, checker):
    record = take(make_advisory(writer), "hand_in", actor=writer, at=AT)

    with pytest.raises(Refused):
        take(record, "check", actor=writer, at=AT)
    take(record, "check", actor=checker, at=AT)
    with pytest.raises(Refused):
        take(record, "publish", actor=writer, at=AT)
    assert [step.name for step in record.kind_of.workflow.options(record, writer)] == ["return_draft"]
    take(record, "publish", actor=checker, at=AT)

    assert (record.state, record.advisory.published_on) == ("published", date(2012, 6, 1))


def test_who_changed_a_word_of_it_is_a_writer_too(writer, checker):
    record = make_advisory(writer)
    change_advisory(
        advisory=record.advisory, title="改后的题目", categories=[], areas=[], about=[], actor=checker, at=AT
    )
    take(record, "hand_in", actor=writer, at=AT)

    with pytest.raises(Refused):
        take(record, "check", actor=checker, at=AT)


def test_what_was_handed_in_is_fixed_until_it_is_returned(writer, checker):
    record = take(make_advisory(writer), "hand_in", actor=writer, at=AT)
    change = {"title": "另一题目", "categories": [], "areas": [], "about": [], "actor": writer, "at": AT}

    with pytest.raises(Refused):
        change_advisory(advisory=record.advisory, **change)
    take(record, "return_draft", actor=checker, at=AT)
    change_advisory(advisory=record.advisory, **change)

    assert Record.objects.get(pk=record.pk).title == "另一题目"


@pytest.mark.parametrize("empty", ["text", "watch_for"])
def test_a_warning_that_says_nothing_is_not_handed_in(writer, empty):
    record = make_advisory(writer, **{empty: " "})

    with pytest.raises(Refused):
        take(record, "hand_in", actor=writer, at=AT)


def test_withdrawing_asks_the_reason_the_public_is_told(writer, checker):
    record = publish(make_advisory(writer), writer, checker)

    with pytest.raises(Refused):
        take(record, "withdraw", actor=checker, at=AT)
    take(record, "withdraw", actor=checker, at=AT, withdrawal_reason="检验结果更正")
    page = Client().get(reverse("warnings:page", args=[record.code])).content.decode()

    assert "检验结果更正" in page
    assert "请谨慎选购" not in page


def test_the_public_reads_nothing_before_publication(writer, checker):
    record = make_advisory(writer)
    address = reverse("warnings:page", args=[record.code])

    for step, actor in ((None, None), ("hand_in", writer), ("check", checker)):
        if step:
            take(record, step, actor=actor, at=AT)
        assert Client().get(address).status_code == 404
        assert record.title not in Client().get(reverse("warnings:list")).content.decode()
        assert record.title not in Client().get(reverse("warnings:feed")).content.decode()
    take(record, "publish", actor=checker, at=AT)

    assert "看清厂名厂址" in Client().get(address).content.decode()
    assert record.title in Client().get(reverse("portal:home")).content.decode()


def test_the_public_never_learns_which_records_gave_rise_to_it(writer, checker):
    complaint = make_complaint()
    record = publish(make_advisory(writer, about=[complaint]), writer, checker)

    staff = signed_in(writer).get(record.get_absolute_url()).content.decode()
    told = [Client().get(address).content.decode() for address in (reverse("warnings:page", args=[record.code]), reverse("warnings:feed"))]

    assert complaint.code in staff
    assert all(complaint.code not in page for page in told)


def test_staff_learn_only_of_records_they_may_see(writer):
    complaint = make_complaint()
    record = make_advisory(writer, about=[complaint])

    assert gave_rise(record.advisory, writer) == ([complaint], 0)
    assert gave_rise(record.advisory, make_user("supervisor", "qtsb")) == ([], 1)


def test_a_number_one_may_not_see_cannot_be_named(writer):
    complaint = make_complaint()
    stranger = make_user("supervisor", "qtsb")
    given = {"weight": "tip", "title": "提示", "text": "一", "watch_for": "二", "about_codes": complaint.code}

    refused = signed_in(stranger).post(reverse("advisories:new"), given)
    written = signed_in(writer).post(reverse("advisories:new"), given)

    assert (refused.status_code, written.status_code) == (422, 302)
    assert list(Advisory.objects.get().about.all()) == [complaint]


def test_the_first_page_has_the_latest_three_that_hold(writer, checker):
    titles = ["一号提示", "二号提示", "三号提示", "四号提示"]
    for title in titles:
        publish(make_advisory(writer, title), writer, checker)
    publish(make_advisory(writer, "过期提示", valid_until=date(2012, 6, 30)), writer, checker)

    assert [one.record.title for one in latest(date(2012, 7, 1))] == titles[:0:-1]


def test_the_feed_is_sound_and_says_what_was_withdrawn(writer, checker):
    kept = publish(make_advisory(writer, "仍然有效 <&>"), writer, checker)
    gone = publish(make_advisory(writer, "已经撤回"), writer, checker)
    take(gone, "withdraw", actor=checker, at=AT, withdrawal_reason="有误")

    answer = Client().get(reverse("warnings:feed"))
    entries = ET.fromstring(answer.content).findall(f"{ATOM}entry")  # noqa: S314 - our own feed

    assert answer["Content-Type"].startswith("application/atom+xml")
    assert [entry.find(f"{ATOM}title").text.endswith(record.title) for entry, record in zip(entries, (gone, kept), strict=True)] == [True, True]
    assert [entry.find(f"{ATOM}summary").text for entry in entries] == ["有误", "近期电热毯投诉增多。\n请谨慎选购。\n看清厂名厂址\n索要发票"]
    assert entries[0].find(f"{ATOM}id").text.startswith("http")


def test_the_public_list_is_narrowed_by_category(writer, checker):
    publish(make_advisory(writer, "电器"), writer, checker)
    publish(make_advisory(writer, "食品", categories=["food"]), writer, checker)

    def shown(query: str) -> list[str]:
        page = Client().get(reverse("warnings:list") + query)
        return [one.record.title for one in page.context["page"]]

    assert (shown(""), shown("?category=food"), shown("?category=x")) == (["食品", "电器"], ["食品"], ["食品", "电器"])


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_number_of_queries(writer, checker, rows, django_assert_num_queries):
    for number in range(rows):
        publish(make_advisory(writer, f"提示{number}"), writer, checker)
    client = signed_in(writer)
    client.get(reverse("advisories:list"))

    with django_assert_num_queries(11):
        staff = client.get(reverse("advisories:list") + "?view=published")
    with django_assert_num_queries(5):
        told = Client().get(reverse("warnings:list"))

    assert (len(staff.context["page"].object_list), len(told.context["page"].object_list)) == (rows, rows)


def test_the_list_is_exported_as_shown(writer, checker):
    publish(make_advisory(writer, "电器"), writer, checker)

    answer = signed_in(writer).get(reverse("advisories:export", args=["csv"]) + "?view=published")
    lines = b"".join(answer.streaming_content).decode().splitlines()

    assert len(lines) == 2
    assert "电器" in lines[1]


def test_the_pages_lead_from_a_draft_to_the_public_page(writer, checker):
    client = signed_in(writer)
    given = {"weight": "warning", "title": "勿购三无取暖器", "text": "原文", "watch_for": "看认证标志", "categories": ["home-appliances"]}

    draft = client.post(reverse("advisories:new"), given, follow=True).context["record"]
    client.post(reverse("advisories:edit", args=[draft.code]), {**given, "text": "改后的文字"})
    client.post(reverse("advisories:step", args=[draft.code, "hand_in"]), {})
    for name in ("check", "publish"):
        signed_in(checker).post(reverse("advisories:step", args=[draft.code, name]), {})

    page = Client().get(reverse("warnings:page", args=[draft.code])).content.decode()
    assert "改后的文字" in page
    assert "家用电器" in page
