"""The pages of people and of retention: shown once, constant in queries, shut where they should be."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.jobs.models import Job
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.vault.erasing import erase_confirmed
from hengzhi.register.vault.holds import set_hold
from hengzhi.register.vault.models import LegalHold, Person, Proposal
from hengzhi.register.vault.retention import propose

LIST_QUERIES = 11
LONG_AGO = RECEIVED_AT.replace(year=2009)
AT = RECEIVED_AT.replace(month=12, day=28)


@pytest.fixture
def supervisor(packs):
    return make_user("supervisor")


@pytest.fixture
def client(supervisor):
    return signed_in(supervisor)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def closed(actor, at=LONG_AGO, **given) -> Record:
    record = make_complaint(at=at, **given)
    take(record, "decline", actor=actor, at=at, refusal_ground=record.rule_set.grounds["refusal"][0]["code"])
    return take(record, "close", actor=actor, at=at)


def person_page(record: Record, name: str) -> str:
    return reverse(f"vault:{name}", args=[record.code, record.people.get().person_id])


def text_of(response) -> str:
    return response.content.decode()


def test_an_identity_opened_on_the_page_is_shown_once_and_never_kept_by_the_browser(client):
    record = make_complaint()
    address = person_page(record, "open")

    refused = client.post(address, {"purpose": " "})
    shown = client.post(address, {"purpose": "回访"})
    part = client.post(address, {"purpose": "回访"}, headers={"HX-Request": "true"})

    assert (refused.status_code, "王小明" in text_of(refused)) == (422, False)
    assert "王小明" in text_of(shown)
    assert "no-store" in shown["Cache-Control"]
    assert "people-changed" in part["HX-Trigger"]
    assert text_of(part).lstrip().startswith('<section id="persons">')
    assert "王小明" not in text_of(client.get(record.get_absolute_url()))


def test_who_may_see_a_record_but_not_open_it_is_shown_the_mask_alone(packs):
    record = make_complaint()
    auditor = signed_in(make_user("auditor", "audit"))

    page = text_of(auditor.get(record.get_absolute_url()))
    opened = auditor.post(person_page(record, "open"), {"purpose": "核实"})

    assert "王** 139****2716" in page
    assert "vault" not in page
    assert reverse("vault:add", args=[record.code]) not in page
    assert (opened.status_code, "王小明" in text_of(opened)) == (422, False)


def test_a_person_is_added_and_corrected_by_forms(client):
    record = make_complaint()

    wrong = client.post(reverse("vault:add", args=[record.code]), {"role": "agent", "name": "赵律师", "id_number": "1"})
    added = client.post(reverse("vault:add", args=[record.code]), {"role": "agent", "name": "赵律师"})
    record.people.get(role="agent").delete()
    corrected = client.post(person_page(record, "correct"), {"phone": "13700009999", "reason": "本人更正"})

    assert [wrong.status_code, added.status_code, corrected.status_code] == [422, 302, 302]
    assert record.people.get().person.mask == "王** 137****9999"


def test_erasing_asks_and_then_says_so_on_the_record(client, supervisor):
    record = closed(supervisor)
    address = person_page(record, "erase")

    asked = client.get(address)
    unsure = client.post(address, {"ground": "withdrawn", "reason": "书面申请"})
    done = client.post(address, {"ground": "withdrawn", "reason": "书面申请", "sure": "on"})

    assert (asked.status_code, unsure.status_code, done.url) == (200, 422, record.get_absolute_url())
    page = text_of(client.get(record.get_absolute_url()))
    assert "王**" not in page
    assert person_page(record, "open") not in page
    assert Job.objects.get().kind == "register.scrub"


def test_an_open_record_offers_no_erasing_and_refuses_it(client):
    record = make_complaint()

    assert person_page(record, "erase") not in text_of(client.get(record.get_absolute_url()))
    assert client.get(person_page(record, "erase")).status_code == 422
    assert client.post(person_page(record, "erase"), {"ground": "withdrawn", "reason": "x", "sure": "on"}).status_code == 422


def test_a_hold_is_set_shown_and_lifted(client):
    record = make_complaint()

    client.post(reverse("vault:hold", args=[record.code]), {"reason": "行政复议7号", "until": "2013-06-30"})
    hold = LegalHold.objects.get()
    shown = text_of(client.get(record.get_absolute_url()))
    lifted = client.post(reverse("vault:lift", args=[record.code, hold.pk]), {"reason": "已结"})
    again = client.post(reverse("vault:lift", args=[record.code, hold.pk]), {"reason": "已结"})

    assert "行政复议7号" in shown
    assert (lifted.status_code, again.status_code) == (302, 404)
    assert "行政复议7号" not in text_of(client.get(record.get_absolute_url())).partition('id="timeline"')[0].partition('id="persons"')[2]


def test_a_number_is_posted_and_stands_in_no_address(client):
    record = make_complaint()

    found = client.post(reverse("vault:find"), {"number": "139 0000 2716"})
    nobody = client.post(reverse("vault:find"), {"number": "13900002717"})
    wrong = client.post(reverse("vault:find"), {"number": "王小明"})

    assert record.code in text_of(found)
    assert record.code not in text_of(nobody)
    assert wrong.status_code == 422
    assert client.get(reverse("vault:find"), {"number": "13900002716"}).context["links"] == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("view", ["due", "holds", "erased"])
def test_the_lists_ask_the_same_number_of_queries_for_any_number_of_rows(
    client, supervisor, view, count, django_assert_num_queries
):
    records = [closed(supervisor) for _row in range(count)]
    if view == "holds":
        for record in records:
            set_hold(record=record, reason="诉讼", until=None, actor=supervisor, at=AT)
    propose(at=AT)
    if view == "erased":
        Proposal.objects.update(confirmed_at=AT, confirmed_by=supervisor)
        erase_confirmed(at=AT)
    client.get(reverse("vault:retention"), {"view": view})

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(reverse("vault:retention"), {"view": view})

    assert len(page.context["page"].object_list) == count


def test_what_is_due_is_ticked_confirmed_and_erased_by_a_job(client, supervisor):
    records = [closed(supervisor) for _row in range(3)]
    client.post(reverse("vault:retention-propose"))
    keys = list(Proposal.objects.values_list("pk", flat=True)[:2])

    nothing = client.post(reverse("vault:retention-confirm"))
    asked = client.post(reverse("vault:retention-confirm"), {"key": keys})
    changed = client.post(reverse("vault:retention-confirm"), {"key": [*keys, "9" * 30], "count": "3"})
    started = client.post(reverse("vault:retention-confirm"), {"key": keys, "count": "2"})

    assert [nothing.status_code, asked.context["count"], changed.status_code] == [422, 2, 422]
    assert started.url == Job.objects.get(kind="register.erase").get_absolute_url()
    assert Person.objects.filter(erased_at__isnull=False).count() == 0
    assert erase_confirmed(at=AT) == 2
    assert client.post(reverse("vault:retention-confirm"), {"all": "1"}).context["count"] == 1
    assert {line.record.code for line in client.get(reverse("vault:retention") + "?view=erased").context["page"]} < {
        record.code for record in records
    }


def test_the_export_gives_the_list_and_is_written_down(client, supervisor):
    record = closed(supervisor)
    propose(at=AT)

    export = b"".join(client.get(reverse("vault:retention-export", args=["csv"])).streaming_content).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(export)))
    assert [row[0] for row in rows[1:]] == [record.code]
    assert rows[1][-1] == "2012-03-05"
    assert AuditEvent.objects.get(action="exported").facts["rows"] == "1"


def test_who_sees_no_records_sees_codes_and_days_alone(packs, supervisor):
    record = closed(supervisor, kind=TIPOFF_KIND, problem="other-violation", at=LONG_AGO.replace(year=2009), is_confidential=True)
    set_hold(record=record, reason="案件查办中", until=None, actor=supervisor, at=AT)

    page = text_of(signed_in(make_user("administrator")).get(reverse("vault:retention"), {"view": "holds"}))

    assert record.code in page
    assert record.title not in page
    assert "案件查办中" not in page
    assert record.get_absolute_url() not in page


def test_another_departments_supervisor_sees_none_of_it(supervisor):
    closed(supervisor)
    propose(at=AT)

    page = signed_in(make_user("supervisor", "qtsb")).get(reverse("vault:retention"))

    assert page.context["page"].paginator.count == 0
