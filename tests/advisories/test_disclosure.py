"""Complaint information made public: with consent, after the business was heard, never a person, a free text or a tip-off."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_complaint, make_user, take
from hengzhi.advisories.disclosure.models import Disclosure, DisclosureRule
from hengzhi.advisories.disclosure.queries import by_business, by_category, published, ready_for
from hengzhi.advisories.disclosure.services import (
    decide_objection,
    note_objection,
    publish_complaints,
    take_off,
    tell_businesses,
)
from hengzhi.advisories.packfiles import read_disclosure
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.complaints.models import Complaint
from hengzhi.core.errors import Refused
from hengzhi.core.packs import PackErrors
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Enterprise
from hengzhi.register.models import Record, RuleSet

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
SECRET = "家住某路，电话告诉了邻居"


@pytest.fixture
def boss(packs):
    return make_user("supervisor")


def make_settled(boss, code="E-1", **overrides) -> Record:
    """Return a complaint settled in 2026, consented to, about a registered business."""
    business, _made = Enterprise.objects.get_or_create(code=code, defaults={"name": f"某商店{code}"})
    given = {"at": AT, "respondent": business, "consents_to_publication": True, "details": SECRET, **overrides}
    record = make_complaint(**given)
    Record.objects.filter(pk=record.pk).update(rule_set=RuleSet.objects.get(code="R2026"))
    record.refresh_from_db()
    take(record, "accept", actor=boss, at=AT)
    return take(record, "settle", actor=boss, at=AT, recovered_yuan="100")


def tell(records, boss, at=AT):
    return tell_businesses(records=records, actor=boss, at=at, calendar=work_calendar())


def publish(records, boss, at=LATER):
    return publish_complaints(records=fresh(records), actor=boss, at=at)


def fresh(records) -> list[Record]:
    return [Record.objects.select_related("complaint", "disclosure", "rule_set").get(pk=record.pk) for record in records]


@pytest.mark.parametrize(("change", "says"), [
    ({"consents_to_publication": False}, "同意"), ({"respondent": None}, "确认"), ({"is_confidential": True}, "保密"),
])
def test_without_consent_known_business_or_when_secret_nothing_is_published(boss, change, says):
    record = make_settled(boss, **change)

    refused = tell([record], boss)

    assert (len(refused), list(ready_for(boss)), Disclosure.objects.count()) == (1, [], 0)
    assert says in refused[0].reason


def test_tip_offs_open_complaints_and_those_of_older_rules_are_refused(boss):
    tipoff, unfinished, old = make_complaint(kind=TIPOFF_KIND), make_complaint(at=AT), make_settled(boss)
    Record.objects.filter(pk=old.pk).update(rule_set=RuleSet.objects.get(code="R1996"))

    refused = tell(fresh_without([tipoff, unfinished, old]), boss)

    assert [one.record.code for one in refused] == [tipoff.code, unfinished.code, old.code]


def fresh_without(records) -> list[Record]:
    return [Record.objects.select_related("complaint", "rule_set").get(pk=record.pk) for record in records]


def test_the_business_is_heard_for_the_days_of_the_pack_before_anything_is_public(boss):
    record = make_settled(boss)
    tell([record], boss)

    early = publish([record], boss, at=datetime(2026, 5, 12, 2, 0, tzinfo=UTC))
    shown_early = list(published())
    late = publish([record], boss, at=datetime(2026, 5, 13, 2, 0, tzinfo=UTC))

    assert record.disclosure.objections_until == date(2026, 5, 12)  # Saturday the 9th is worked
    assert ([one.record for one in early], shown_early, late) == ([record], [], [])
    assert [one.record for one in published()] == [record]


def test_an_objection_stops_publication_until_it_is_decided(boss):
    right, wrong = make_settled(boss), make_settled(boss, "E-2")
    tell([right, wrong], boss)
    for record in (right, wrong):
        note_objection(disclosure=record.disclosure, objection="已经退款", actor=boss, at=AT)
    assert len(publish([right, wrong], boss)) == 2

    decide_objection(disclosure=right.disclosure, is_right=True, answer="属实", actor=boss, at=AT)
    decide_objection(disclosure=wrong.disclosure, is_right=False, answer="不属实", actor=boss, at=AT)
    refused = publish([right, wrong], boss)

    assert [one.record for one in refused] == [right]
    assert [one.record for one in published()] == [wrong]


def test_taking_off_asks_a_reason_and_reopening_or_lost_consent_hides_at_once(boss):
    off, reopened, unwilling = (make_settled(boss, f"E-{number}") for number in range(3))
    records = [off, reopened, unwilling]
    tell(records, boss)
    publish(records, boss)
    assert published().count() == 3

    with pytest.raises(Refused):
        take_off(disclosure=fresh([off])[0].disclosure, reason=" ", actor=boss, at=LATER)
    take_off(disclosure=fresh([off])[0].disclosure, reason="有误", actor=boss, at=LATER)
    take(reopened, "reopen", actor=boss, at=LATER)
    Complaint.objects.filter(pk=unwilling.pk).update(consents_to_publication=False)

    assert published().count() == 0


def test_who_has_no_permission_for_the_record_publishes_nothing(boss):
    record = make_settled(boss)

    refused = tell([record], make_user("supervisor", "qtsb"))

    assert len(refused) == 1


def test_the_public_page_and_the_open_data_have_no_person_and_no_free_text(boss):
    record = make_settled(boss)
    tell([record], boss)
    publish([record], boss)

    page = Client().get(reverse("published:list") + "?q=某商店").content.decode()
    lines = b"".join(Client().get(reverse("published:open-data")).streaming_content).decode()
    for told in (page, lines):
        assert "某商店E-1" in told
        assert all(word not in told for word in (SECRET, "王小明", "2716", record.title))
    assert "某商店" not in Client().get(reverse("published:list") + "?q=别家").content.decode()
    assert len(lines.splitlines()) == 2


def test_small_counts_and_what_tells_them_are_left_out(boss):
    least = DisclosureRule.objects.get().smallest_count
    for _number in range(least):
        make_settled(boss)
    ended = make_settled(boss, "E-2")
    Complaint.objects.filter(pk=ended.pk).update(outcome="ended", recovered_yuan=None)

    assert [(line.name, line.concluded, line.settled) for line in by_business(2026)] == [("某商店E-1", 5, 5)]
    assert [(line.concluded, line.settled) for line in by_category(2026)] == [(6, None)]


def test_the_preview_names_what_would_be_refused_and_changes_nothing(boss):
    good, bad = make_settled(boss), make_settled(boss, "E-2", consents_to_publication=False)
    client = Client()
    client.force_login(boss)

    page = client.post(reverse("disclosure:tell-preview"), {"code": [good.code, bad.code]})
    nothing = Disclosure.objects.count()
    client.post(reverse("disclosure:tell"), {"code": [good.code, bad.code]})

    assert ([one.code for one in page.context["going"]], [one.code for one, _why in page.context["left"]]) == ([good.code], [bad.code])
    assert (nothing, [one.record for one in Disclosure.objects.all()]) == (0, [good])


def test_the_pages_lead_through_objection_and_decision(boss):
    record = make_settled(boss)
    tell([record], boss)
    client = Client()
    client.force_login(boss)

    empty = client.post(reverse("disclosure:objection", args=[record.code]), {"objection": ""})
    client.post(reverse("disclosure:objection", args=[record.code]), {"objection": "已经退款"})
    client.post(reverse("disclosure:decision", args=[record.code]), {"is_right": "yes", "answer": "属实"})
    page = client.get(reverse("disclosure:detail", args=[record.code]))

    assert empty.status_code == 422
    assert page.context["disclosure"].state == "kept_back"


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_number_of_queries(boss, rows, django_assert_num_queries):
    records = [make_settled(boss, f"E-{number}", disputed_yuan=Decimal(200)) for number in range(rows)]
    tell(records, boss)
    publish(records, boss)
    client = Client()
    client.force_login(boss)
    client.get(reverse("disclosure:list"))

    with django_assert_num_queries(12):
        staff = client.get(reverse("disclosure:list") + "?view=published")
    with django_assert_num_queries(4):
        told = Client().get(reverse("published:list"))

    assert (len(staff.context["page"].object_list), len(told.context["page"].object_list)) == (rows, rows)


def test_a_pack_without_a_length_or_a_source_is_refused(tmp_path):
    path = tmp_path / "disclosure.toml"
    path.write_text("objection_workdays = 0\nsmallest_count = 5\n", encoding="utf-8")

    with pytest.raises(PackErrors) as wrong:
        read_disclosure(path)

    assert len(wrong.value.errors) == 2
