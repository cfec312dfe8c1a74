"""What the rules name to be weighed: neutral counts for who decides, and for nobody else."""

from datetime import UTC, datetime, timedelta
from tomllib import loads

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_complaint, make_user, take
from hengzhi.complaints.factors import MEASURES, weighing
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.complaints.services.factors import judge_factor
from hengzhi.core.errors import Refused
from hengzhi.core.packs import packs_folder
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.vault.erasing import erase_person
from hengzhi.register.vault.people import add_person

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
WANG = {"name": "王小明", "phone": "13900002716", "address": "上海市虹口区四川北路 12 号"}
LI = {"name": "李四", "phone": "13900002716"}


@pytest.fixture
def handler(packs):
    return make_user("handler")


def complaint(days: int = 0, **given) -> Record:
    return make_complaint(**{"at": AT + timedelta(days=days), "identity": WANG, **given})


def counts(record: Record, user) -> dict[str, int]:
    return {one.code: one.count for one in weighing(record, user).found}


def page(record: Record, name: str = "detail") -> str:
    return reverse(f"complaints:{name}", kwargs={"code": record.code})


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_one_number_about_one_business_is_counted_within_the_days_of_the_rules_only(handler):
    record = complaint()
    for days in (-90, 90, -91):
        complaint(days)
    complaint(respondent_name="另一家")

    assert counts(record, handler) == {"same-business": 2, "same-matter": 3}


def test_different_surnames_on_one_number_and_different_numbers_at_one_address_are_counted(handler):
    record = complaint()
    complaint(-200, identity=LI, respondent_name="另一家")
    for number in (1, 2):
        complaint(-200, identity={"name": "赵五", "phone": f"1380000000{number}", "address": "四川北路12号"})

    assert counts(record, handler) == {"shared-number": 1, "shared-address": 2}


def test_tip_offs_confidential_records_and_erased_identities_do_not_count(handler):
    record, erased = complaint(), [complaint(), complaint()]
    assert counts(record, handler) == {"same-business": 2}
    take(erased[0], "decline", actor=handler, at=AT, refusal_ground="too-late")
    take(erased[0], "close", actor=handler, at=AT)
    complaint(kind=TIPOFF_KIND, problem="other-violation")
    complaint(is_confidential=True)

    erase_person(
        erased[0].complaint.complainant, ground="withdrawn", reason="书面申请第3号", actor=make_user("supervisor"), at=AT
    )

    assert counts(record, handler) == {}


def test_only_who_decides_and_may_open_identities_sees_counts(handler):
    record = complaint()
    others = [complaint(), complaint()]
    shown = browser(handler).get(page(record)).content.decode()
    assert all(other.code in shown for other in others)

    for role in ("intake", "office", "auditor"):
        user = make_user(role)
        shown = browser(user).get(page(record))
        assert (weighing(record, user), 'id="factors"' in shown.content.decode(), shown.status_code) == (None, False, 200)


def test_records_out_of_sight_count_without_being_named(handler):
    record = complaint()
    hidden = [complaint(department=make_user("handler", "qtsb").department) for _one in range(2)]

    found = weighing(record, handler).found[0]
    shown = browser(handler).get(page(record)).content.decode()

    assert (found.count, found.records, found.unseen) == (2, (), 2)
    assert not any(other.code in shown for other in hidden)


def test_other_rules_name_no_factors(handler):
    record = make_complaint()
    for _one in range(3):
        make_complaint()

    assert weighing(record, handler) is None


def test_nothing_happens_by_itself_and_after_the_outcome_nothing_is_shown(handler):
    record = complaint()
    complaint(), complaint()
    before = Record.objects.values().get(pk=record.pk)

    browser(handler).get(page(record))

    assert (Record.objects.values().get(pk=record.pk), record.events.count()) == (before, 1)
    take(record, "decline", actor=handler, at=AT, refusal_ground="not-consumption")
    assert weighing(record, handler) is None


def test_what_was_thought_of_it_goes_into_the_trail_with_its_reason_and_without_counts(handler):
    record = complaint()
    complaint(), complaint()

    sent = browser(handler).post(page(record, "factor"), {
        "factor": "same-business", "judgement": "set_aside", "reason": "三次购买均有发票",
    })

    event = AuditEvent.objects.get(record=record, action="factor_set_aside")
    assert (sent.status_code, event.actor, event.facts) == (302, handler, {"factor": "same-business"})
    assert event.note == "同一号码短期内多次投诉同一经营者：三次购买均有发票"
    assert weighing(record, handler).found[0].judgement == event
    assert Record.objects.get(pk=record.pk).state == "received"


@pytest.mark.parametrize(("factor", "reason", "role"), [
    ("same-business", " ", "handler"), ("same-business", "王小明多次购买", "handler"), ("shared-number", "理由", "handler"),
    ("same-business", "理由", "intake"),
])
def test_a_judgement_is_refused_without_reason_with_a_name_in_it_or_by_who_does_not_decide(handler, factor, reason, role):
    record = complaint()
    complaint(), complaint()

    with pytest.raises(Refused):
        judge_factor(record=record, factor=factor, is_considered=True, reason=reason, actor=make_user(role), at=AT)

    assert record.events.count() == 1


@pytest.mark.parametrize("others", [2, 12])
def test_the_number_of_queries_does_not_grow_with_what_is_found(handler, others, django_assert_num_queries):
    record = complaint()
    for _one in range(others):
        complaint()
    record = Record.objects.select_related("rule_set", "complaint", "department").get(pk=record.pk)
    weighing(record, handler)

    with django_assert_num_queries(4):
        assert weighing(record, handler).found[0].count == others


def test_an_agent_counts_like_who_complains_and_a_person_of_the_business_does_not(handler):
    record = complaint(identity={"name": "钱一", "phone": "13700000001"})
    complaint()
    add_person(record=record, role="respondent", identity=WANG, actor=handler, at=AT)
    complaint()
    assert counts(record, handler) == {}

    add_person(record=record, role="agent", identity=WANG, actor=handler, at=AT)

    assert counts(record, handler)["same-business"] == 2


def test_every_measure_in_the_packs_is_known_and_has_its_article():
    rules = [entry for path in packs_folder().glob("*/complaints/rules.toml") for entry in loads(path.read_text())["rule_set"]]
    factors = [factor for entry in rules for factor in entry.get("factors", [])]

    assert factors
    assert {factor["measure"] for factor in factors if "measure" in factor} <= set(MEASURES)
    assert all(factor["article"] for factor in factors)
