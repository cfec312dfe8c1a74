"""The pages of assessments: who sees what when, constant queries, the lock with its preview, exports and the book."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from assessments import cases
from assessments.cases import AT, entry_of, keep, opened, sheet_of
from assessments.flow import locked, published, rate, score_itself, settle_all, verify
from factories import make_user, take
from hengzhi.assessments.agenda import entries
from hengzhi.assessments.models import Edition
from hengzhi.assessments.services.objections import raise_objection
from hengzhi.assessments.services.rounds import close_round, give_scores, open_round
from hengzhi.assessments.services.scoring import verify_line
from hengzhi.organisations.models import Department
from hengzhi.register.models import AuditEvent

EDITION_QUERIES = 11
SHEET_QUERIES = 22


@pytest.fixture(autouse=True)
def _few_departments(packs):
    keep("qtsb", "aic", "fda", "tax")


@pytest.fixture
def office(packs):
    return make_user("office", "qtsb")


@pytest.fixture
def liaison(packs):
    return make_user("liaison", "qtsb")


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(edition: Edition, view: str = "edition", **given) -> str:
    return reverse(f"assessments:{view}", kwargs={"code": edition.code, **given})


def sheet(record, view: str = "detail", **given) -> str:
    return reverse(f"assessments:{view}", kwargs={"code": record.code, **given})


@pytest.mark.parametrize("codes", [("qtsb",), ("qtsb", "aic", "fda")])
def test_the_overview_asks_the_same_number_of_queries_for_any_number_of_departments(
    office, codes, django_assert_num_queries
):
    keep(*codes)
    edition, client = opened(actor=office), browser(office)
    client.get(page(edition))

    with django_assert_num_queries(EDITION_QUERIES):
        shown = client.get(page(edition)).context["rows"]

    assert len(shown) == len(codes)


@pytest.mark.parametrize("objects", [False, True])
def test_a_sheet_asks_the_same_number_of_queries_with_objections_or_without(
    office, liaison, objects, django_assert_num_queries
):
    keep("qtsb")
    record = verify(score_itself(sheet_of(opened(actor=office), "qtsb"), liaison), office)
    if objects:
        for line in ("mechanism", "material"):
            raise_objection(entry_of(record, line), asked_score=Decimal(4), reason="有", actor=liaison, at=AT)
    client = browser(office)
    client.get(sheet(record))

    with django_assert_num_queries(SHEET_QUERIES):
        client.get(sheet(record))


def test_a_department_sees_its_own_sheet_and_no_other(office, liaison):
    edition, client = opened(actor=office), browser(liaison)
    own, other = sheet_of(edition, "qtsb"), sheet_of(edition, "aic")

    assert client.get(sheet(own)).status_code == 200
    for name in ("detail", "simulator", "self-score"):
        assert client.get(sheet(other, name)).status_code == 404
    assert client.get(sheet(other, "objection", name="tasks")).status_code == 404
    assert client.get(page(edition, "export", form="csv")).status_code == 404
    assert client.get(page(edition, "book", form="docx")).status_code == 404
    assert other.code not in client.get(reverse("assessments:list")).content.decode()


def test_a_department_learns_verified_scores_when_it_is_told_and_ranks_when_published(office, liaison):
    edition = opened(actor=office)
    record = score_itself(sheet_of(edition, "qtsb"), liaison)
    verify_line(entry_of(record, "mechanism"), Decimal("5.5"), "纪要不全", actor=office, at=AT)
    client = browser(liaison)

    before = client.get(sheet(record)).content.decode()
    for line in ("material", "honours", "criticism", "incident"):
        verify_line(entry_of(record, line), Decimal(0), "", actor=office, at=AT)
    told = client.get(sheet(take(record, "verify", actor=office, at=AT))).content.decode()

    assert "纪要不全" not in before
    assert "5.50" not in before
    assert "纪要不全" in browser(office).get(sheet(record)).content.decode()
    assert "纪要不全" in told
    assert "5.50" in told
    assert client.get(sheet(record)).context["rank_sentence"] == ""
    published(edition, office=office)
    assert client.get(sheet(record)).context["rank_sentence"]


def test_results_are_there_for_all_departments_once_published(office, liaison):
    edition, client = opened(actor=office), browser(liaison)
    assert client.get(page(edition)).context["rows"] == []

    published(edition, office=office)

    assert len(client.get(page(edition)).context["rows"]) == 4
    assert client.get(page(edition, "book", form="docx")).status_code == 200


def test_a_department_scores_itself_on_the_page_and_is_told_what_is_wrong(office, liaison):
    record = sheet_of(opened(actor=office), "qtsb")
    client = browser(liaison)

    refused = client.post(sheet(record, "self-score"), {"mechanism-score": "6.5", "mechanism-note": "有纪要"})
    kept = client.post(sheet(record, "self-score"), {
        "mechanism-score": "6", "mechanism-note": "有纪要", "material-score": "4", "honours-score": "0",
        "criticism-score": "0", "incident-score": "0",
    })

    assert refused.status_code == 422
    assert kept.status_code == 302
    assert entry_of(record, "mechanism").self_score == 6
    client.post(sheet(record, "step", name="submit"))
    record.refresh_from_db()
    assert record.state == "submitted"


def test_the_office_verifies_on_the_page_and_must_give_a_reason_in_a_rules_place(office, liaison):
    record = score_itself(sheet_of(opened(actor=office), "qtsb"), liaison)
    given = {f"{line}-score": "0" for line in record.assessment.judged}
    client = browser(office)

    refused = client.post(sheet(record, "verify"), {**given, "tasks-score": "20"})
    kept = client.post(sheet(record, "verify"), {**given, "tasks-score": "20", "tasks-note": "任务三暂缓"})

    assert refused.status_code == 422
    assert kept.status_code == 302
    assert entry_of(record, "tasks").verified_score == 20
    assert entry_of(record, "returns").verified_score is None


def test_an_objection_is_raised_and_decided_on_the_pages(office, liaison):
    record = verify(score_itself(sheet_of(opened(actor=office), "qtsb"), liaison), office)
    leader = make_user("leader", "government-office")

    browser(liaison).post(sheet(record, "objection", name="tasks"), {"asked_score": "20", "reason": "任务三已完成"})
    refused = browser(office).post(
        sheet(record, "decide", name="tasks"), {"outcome": "upheld", "score": "20", "ground": "属实"}
    )
    decided = browser(leader).post(
        sheet(record, "decide", name="tasks"), {"outcome": "upheld", "score": "20", "ground": "属实"}
    )

    assert refused.status_code == 422
    assert decided.status_code == 302
    assert "任务三已完成" in browser(liaison).get(sheet(record)).content.decode()
    assert entry_of(record, "tasks").objection.score == 20


def test_nobody_is_shown_anothers_scores_while_the_round_is_open(office, liaison):
    edition = opened(actor=office)
    opened_round = open_round(edition, "peers", closes_on=AT.date(), actor=office, at=AT)
    give_scores(opened_round, {Department.objects.get(code="fda"): Decimal("87.65")}, actor=liaison, at=AT)
    others = [make_user("liaison", "aic"), make_user("leader", "government-office"), office]

    assert "87.65" in browser(liaison).get(page(edition, "rate", name="peers")).content.decode()
    for user in others:
        for address in (page(edition), page(edition, "rate", name="peers"), sheet(sheet_of(edition, "fda"))):
            assert "87.65" not in browser(user).get(address).content.decode()


def test_scores_are_given_on_the_page_for_all_but_the_own_department(office, liaison):
    edition = opened(actor=office)
    open_round(edition, "peers", closes_on=AT.date(), actor=office, at=AT)
    client, address = browser(liaison), page(edition, "rate", name="peers")

    shown = client.get(address).content.decode()
    client.post(address, {"aic": "90", "fda": "101"})
    answer = client.post(address, {"aic": "90", "fda": "85.5"})

    assert 'name="aic"' in shown
    assert 'name="qtsb"' not in shown
    assert answer.status_code == 302
    assert edition.rounds.get().ballots.count() == 2


def test_the_lock_shows_what_keeps_it_and_wants_to_be_confirmed(office):
    edition, client = opened(actor=office), browser(office)
    assert len(client.get(page(edition, "lock")).context["obstacles"]) == 2
    settle_all(edition, office)

    unconfirmed = client.post(page(edition, "lock"))
    confirmed = client.post(page(edition, "lock"), {"confirmed": "yes"})

    edition.refresh_from_db()
    assert (unconfirmed.status_code, confirmed.status_code) == (422, 302)
    assert edition.is_locked
    assert edition.seal[:16] in client.get(page(edition)).content.decode()
    assert "messages" in client.post(page(edition, "verify-seal"), follow=True).content.decode()


def test_an_export_holds_exactly_what_the_overview_shows(office):
    edition, client = opened(actor=office), browser(office)

    shown = client.get(page(edition) + "?lines=material").context
    content = b"".join(client.get(page(edition, "export", form="csv") + "?lines=material").streaming_content).decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(content))

    assert [row[2] for row in rows] == [row.department.name for row in shown["rows"]]
    assert len(heads) == 8 + len(shown["columns"])
    assert AuditEvent.objects.filter(action="exported", facts__rows="4").count() == 1


def test_the_simulator_says_what_a_late_task_costs(office, liaison):
    record = sheet_of(opened(actor=office), "qtsb")
    client = browser(liaison)

    losses = {one["cost"].key: one["cost"].points for one in client.get(sheet(record, "simulator")).context["losses"]}
    then = client.get(sheet(record, "simulator") + "?better=tasks:RW-3&better=unknown").context

    assert set(losses) == {"closing", "tasks:RW-2", "tasks:RW-3", "tasks:RW-7", "returns:BB-1-visits", "returns:BB-2", "returns:BB-3"}
    assert then["chosen"] == ["tasks:RW-3"]
    assert then["then"].total - then["now"].total == losses["tasks:RW-3"] > 0


def test_a_correction_lists_its_differences(office):
    first = locked(opened(actor=office), office=office)
    rows = [("RW-3", "qtsb", "done", cases.DUE, cases.DUE, cases.DUE) if row[0] == "RW-3" else row for row in cases.TASKS]
    second = opened(snapshot=cases.snapshot(tasks=rows), cause="验收日期登记有误", actor=office)
    client = browser(office)

    shown = client.get(page(second, "differences")).content.decode()

    assert "验收日期登记有误" in shown
    assert "9.38" in shown
    assert "15.63" in shown
    assert client.get(page(first, "differences")).status_code == 404


def test_the_scheme_is_shown_to_everybody_who_sees_assessments(office, liaison):
    opened(actor=office)

    shown = browser(liaison).get(reverse("assessments:scheme", args=["default"])).content.decode()

    assert "国办发〔2013〕47号" in shown
    assert browser(liaison).get(reverse("assessments:scheme", args=["no-such"])).status_code == 404


def test_the_book_names_every_department_and_is_the_same_bytes_in_every_language(office):
    edition = opened(actor=office)
    rate(edition, "leaders", {"qtsb": "90"}, make_user("leader", "government-office"), office)
    locked(edition, office=office)
    client = browser(office)

    papers = {
        form: [client.get(page(edition, "book", form=form), headers={"accept-language": language}).content
               for language in ("zh-hans", "en")]
        for form in ("docx", "pdf")
    }

    for chinese, english in papers.values():
        assert chinese == english
    text = zipfile.ZipFile(io.BytesIO(papers["docx"][0])).read("word/document.xml").decode()
    for department in Department.objects.filter(valid_to=None):
        assert department.name_zh in text
    assert edition.seal[:16] in text
    assert "签字栏" in "".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(papers["pdf"][0])).pages)


def test_an_edition_is_opened_on_the_page_or_says_what_is_missing(office):
    from hengzhi.assessments.services.schemes import store_scheme

    version = store_scheme(cases.scheme())

    answer = browser(office).post(reverse("assessments:open"), {
        "year": "2012", "scheme": version.pk, "self_score_due_on": "2013-01-08", "objections_due_on": "2013-01-01",
        "cause": "",
    })

    assert answer.status_code == 422
    assert Edition.objects.count() == 0


@pytest.mark.parametrize(("person", "asked"), [(("liaison", "qtsb"), ["peers"]), (("leader", "government-office"), ["leaders"])])
def test_the_assessment_asks_for_scores_only_of_lines_its_reader_may_score(office, person, asked):
    edition, reader = opened(), browser(make_user(*person))
    for line in ("peers", "leaders"):
        open_round(edition, line, closes_on=AT.date(), actor=office, at=AT)

    shown = reader.get(page(edition)).text

    links = [line for line in ("peers", "leaders") if page(edition, "rate", name=line) in shown]
    assert links == asked
    assert reader.get(page(edition, "rate", name=asked[0])).status_code == 200


def test_a_score_out_of_range_names_its_line_and_a_deduction_takes_off(liaison):
    record = sheet_of(opened(), "qtsb")

    answer = browser(liaison).post(sheet(record, "self-score"), {"material-score": "4.5", "material-note": "材料齐全"})

    assert answer.status_code == 422
    assert "材料完整真实：请填写0至4分。" in answer.text
    assert "最多扣5分" in answer.text
    assert "最多加5分" in answer.text


def test_an_open_round_stands_on_the_calendar_of_those_who_score_in_it(office, liaison):
    edition = opened()
    opened_round = open_round(edition, "leaders", closes_on=AT.date(), actor=office, at=AT)
    leader = make_user("leader", "government-office")
    month = (AT.date().replace(day=1), AT.date())

    asked = [[entry.address for entry in entries(user, *month)] for user in (leader, liaison)]
    close_round(opened_round, actor=office, at=AT)

    assert asked == [[page(edition, "rate", name="leaders")], []]
    assert list(entries(leader, *month)) == []
