"""Taking in: the phone desk with its hints, mixed intakes, agents and joint complaints."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.complaints.likeness import likenesses
from hengzhi.complaints.models import Complaint, Tie
from hengzhi.complaints.pages import ties_of
from hengzhi.complaints.services.ties import split_off, tie_repeat
from hengzhi.core.clock import now
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Area, Enterprise
from hengzhi.register.models import AuditEvent, Record

PHONE, CALLER, SIMILAR = (reverse(f"complaints:{name}") for name in ("phone", "caller", "similar"))
CALL = {
    "kind": "complaint", "channel": "phone-12315", "phone": "139 0000 2716", "name": "王小明", "respondent_text": "海伦电器行",
    "category": "home-appliances", "problem": "quality", "subject": "冰箱两月不制冷", "details": "一月购买冰箱，使用两月后不制冷，商家拒绝退货。",
}
DAY = date(2012, 12, 28)


@pytest.fixture
def intake(packs):
    return make_user("intake")


@pytest.fixture
def client(intake):
    client = Client()
    client.force_login(intake)
    return client


@pytest.fixture
def business(packs):
    return Enterprise.objects.create(code="E1", name="海伦电器行", area=Area.objects.get(name_zh="四川北路街道"))


def test_a_call_is_registered_and_the_desk_is_ready_for_the_next(client, business):
    answer = client.post(PHONE, CALL, follow=True)

    record = Record.objects.get()
    assert (record.area, record.complaint.respondent, record.complaint.channel) == (business.area, business, "phone-12315")
    assert answer.redirect_chain == [(PHONE, 302)]
    assert record.code in answer.content.decode()
    assert "冰箱两月不制冷" in answer.content.decode()


def test_without_a_known_business_the_subdistrict_is_asked_for(client):
    answer = client.post(PHONE, CALL)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["area"])


def test_one_call_may_be_a_complaint_and_a_tipoff_with_numbers_and_secrecy_of_their_own(client, business):
    client.post(PHONE, CALL | {"kind": "both", "tipoff_problem": "product-quality", "is_confidential": "on"})

    complaint, tipoff = Record.objects.order_by("pk")
    assert (complaint.kind, tipoff.kind, complaint.code[0], tipoff.code[0]) == ("complaint", "tipoff", "T", "J")
    assert (complaint.confidentiality, tipoff.confidentiality) == ("normal", "confidential")
    assert tipoff.complaint.details == complaint.complaint.details
    assert complaint.complaint.complainant_id != tipoff.complaint.complainant_id
    assert Tie.objects.get().other == tipoff
    assert ties_of(complaint, make_user("handler")) == []
    assert [tied.record for tied in ties_of(complaint, make_user("supervisor"))] == [tipoff]


@pytest.mark.parametrize(("change", "field"), [
    ({"kind": "both"}, "tipoff_problem"), ({"kind": "both", "tipoff_problem": "unlicensed", "name": ""}, "name"),
    ({"agent_phone": "ring him"}, "agent_phone"), ({"complainants": "-3"}, "complainants"),
])
def test_what_a_part_lacks_is_named(client, business, change, field):
    answer = client.post(PHONE, CALL | change)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert Record.objects.count() == 0


def test_an_agent_and_joint_complainants_are_on_the_record(client, business):
    client.post(PHONE, CALL | {"agent_name": "赵代理", "agent_phone": "13900009999", "complainants": "4"})

    record = Record.objects.get()
    assert record.complaint.complainants == 4
    assert sorted(record.people.values_list("role", flat=True)) == ["agent", "complainant"]
    assert "赵代理" not in str(list(AuditEvent.objects.values()))


def test_a_callers_history_is_shown_and_only_that_it_was_asked_is_written_down(client, business):
    client.post(PHONE, CALL)

    shown = client.post(CALLER, {"phone": "13900002716"}).content.decode()
    nobody = client.post(CALLER, {"phone": "13900009999"}).content.decode()
    wrong = client.post(CALLER, {"phone": "ring"}).content.decode()

    assert Record.objects.get().code in shown
    assert Record.objects.get().code not in nobody
    assert "ring" in wrong
    assert AuditEvent.objects.filter(action="people_searched").count() == 2
    assert "13900002716" not in str(list(AuditEvent.objects.values()))


def make_recent(**given) -> Record:
    return make_complaint(at=now() - timedelta(days=3), **given)


def test_while_typing_the_same_business_and_like_words_are_hinted_at(intake, business):
    for number in range(12):
        make_recent(subject=f"电视机花屏{number}", details="电视机购买后出现花屏，要求更换。", respondent_name=f"某商店{number}")
    alike = make_recent(subject="冰箱不制冷", details="在商场购买冰箱，使用两月后不制冷，商家拒绝退货。", respondent_name="另一家")
    same = make_recent(subject="空调漏水", details="空调安装后漏水。", respondent=business, respondent_name="", category="home-appliances")

    found = likenesses(
        intake, text="冰箱两月不制冷 一月购买冰箱，使用两月后不制冷，商家拒绝退货。", business="海伦电器行", category="home-appliances", on=DAY,
    )

    assert {one.record for one in found} == {alike, same}
    assert next(one for one in found if one.record == alike).share_percent > 50
    assert next(one for one in found if one.record == same).is_same_business


def test_hints_show_nothing_the_user_may_not_see(intake, business):
    make_recent(respondent=business, respondent_name="", kind=TIPOFF_KIND, problem="unlicensed", is_confidential=True)

    assert likenesses(intake, text="", business="海伦电器行", category="", on=DAY) == []


@pytest.mark.parametrize("rows", [1, 5])
def test_hints_take_the_same_number_of_queries_for_any_number_of_records(client, business, rows, django_assert_num_queries):
    for _row in range(rows):
        make_recent(respondent=business, respondent_name="")
    client.post(SIMILAR, CALL)

    with django_assert_num_queries(10):
        shown = client.post(SIMILAR, CALL).content.decode()

    assert shown.count("T2012-") == rows * 2


def test_the_other_part_is_split_off_later_and_counts_from_the_same_receipt(packs):
    handler = make_user("handler")
    record = take(make_complaint(), "accept", actor=handler)
    given = {"actor": handler, "at": RECEIVED_AT + timedelta(days=2), "calendar": work_calendar()}

    other = split_off(record=record, subject="出售翻新机", problem="product-quality", details="机身有翻新痕迹。", is_confidential=True, **given)

    assert (other.kind, other.opened_at, other.confidentiality) == ("tipoff", record.opened_at, "confidential")
    assert [clock.start_on for clock in other.clocks.all()] == [date(2012, 3, 5)]
    assert other.people.get().person.mask == record.people.get().person.mask
    assert other.code not in str(list(record.events.values()))
    with pytest.raises(Refused):
        split_off(record=make_complaint(kind=TIPOFF_KIND, identity=None), subject="x", problem="quality", details="x", **given)


def test_a_repeated_tipoff_is_tied_and_new_facts_start_the_check_anew_where_the_rules_say_so(packs):
    handler = make_user("handler")
    at = RECEIVED_AT.replace(year=2026, month=5)
    earlier = take(make_complaint(kind=TIPOFF_KIND, problem="unlicensed", at=at), "begin_check", actor=handler, at=at)
    later = make_complaint(kind=TIPOFF_KIND, problem="unlicensed", at=at + timedelta(days=8))
    given = {"actor": handler, "at": at + timedelta(days=8), "calendar": work_calendar()}

    tie_repeat(record=later, earlier=earlier, has_new_facts=True, **given)

    assert [(clock.state, clock.start_on) for clock in earlier.clocks.filter(name="check")] == [
        ("restarted", date(2026, 5, 5)), ("running", date(2026, 5, 13)),
    ]
    with pytest.raises(Refused):
        tie_repeat(record=earlier, earlier=later, has_new_facts=False, **given)


def test_before_2026_new_facts_start_nothing_anew(packs):
    handler = make_user("handler")
    at = RECEIVED_AT.replace(year=2022)
    earlier = take(make_complaint(kind=TIPOFF_KIND, problem="unlicensed", at=at), "begin_check", actor=handler, at=at)
    later = make_complaint(kind=TIPOFF_KIND, problem="unlicensed", at=at + timedelta(days=8))

    tie_repeat(
        record=later, earlier=earlier, has_new_facts=True, actor=handler, at=at + timedelta(days=8), calendar=work_calendar(),
    )

    assert [clock.state for clock in earlier.clocks.filter(name="check")] == ["running"]


def test_a_citizen_who_files_both_gets_two_receipts(packs):
    client = Client()
    filed = {
        "kind": "both", "subject": "洗衣机漏水", "area": "310109011", "respondent_text": "某家电商场", "category": "home-appliances",
        "problem": "quality", "details": "使用三天后漏水。", "tipoff_problem": "product-quality", "name": "李四",
        "phone": "13900001234", "agrees": "on", "consents_to_delegation": "on",
    }

    client.post(reverse("portal:file"), filed)
    answer = client.get(reverse("portal:filed"))

    receipts = [one["receipt"] for one in answer.context["filed"]]
    followed = [Client().post(reverse("portal:follow"), {"receipt": receipt}).context["record"].kind for receipt in receipts]
    assert followed == ["complaint", "tipoff"]
    assert list(Complaint.objects.order_by("pk").values_list("consents_to_delegation", flat=True)) == [True, False]
