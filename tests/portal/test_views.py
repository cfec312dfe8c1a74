"""Citizens file and follow a complaint; the dashboard shows figures and gives nobody away."""

import pytest
from django.test import Client
from django.urls import reverse

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.complaints.models import Complaint
from hengzhi.complaints.services import new_receipt
from hengzhi.portal.dashboard import _board
from hengzhi.register.models import AuditEvent, Record
from hengzhi.reports.services import build_report

FILE, FILED, FOLLOW, HOME = (reverse(f"portal:{name}") for name in ("file", "filed", "follow", "home"))
BUILT_AT = RECEIVED_AT.replace(month=12, day=28)
COMPLAINT = {
    "kind": "complaint", "subject": "洗衣机漏水", "area": "310109011", "respondent_text": "某家电商场",
    "category": "home-appliances", "problem": "quality", "details": "使用三天后漏水。", "name": "李四",
    "phone": "13900001234", "agrees": "on",
}


@pytest.fixture(autouse=True)
def _packs(packs):
    """Every test here needs the packs, and a memory without boards and wrong tries."""
    from django.core.cache import cache

    cache.clear()
    _board.cache_clear()


def file(client: Client, **changes) -> str:
    """File a complaint and return its receipt code."""
    client.post(FILE, COMPLAINT | changes)
    return client.get(FILED).context["receipt"]


def test_what_is_filed_waits_at_the_desk_of_who_takes_complaints():
    file(Client())

    record = Record.objects.get()
    assert (record.department.code, record.state, record.complaint.channel) == ("aic", "received", "portal")
    assert Record.objects.waiting_for(make_user("handler")).get() == record


def test_loading_the_receipt_again_files_nothing_more():
    client = Client()
    receipt = file(client)

    assert client.get(FILED).context["receipt"] == receipt
    assert Record.objects.count() == 1


def test_the_receipt_is_not_in_the_database():
    receipt = file(Client()).replace("-", "")

    assert receipt not in str(list(Complaint.objects.values()))


@pytest.mark.parametrize("typed", [str, str.lower, lambda code: code.replace("-", " "), lambda code: f" {code} "])
def test_a_receipt_is_read_however_it_is_typed(typed):
    receipt = file(Client())

    answer = Client().post(FOLLOW, {"receipt": typed(receipt)})

    assert answer.context["record"] == Record.objects.get()


def test_who_follows_sees_public_words_and_no_note_or_name():
    receipt = file(Client())
    record = Record.objects.get()
    ground = record.rule_set.grounds["refusal"][0]["code"]
    take(record, "decline", actor=make_user("handler", name="吴调解"), refusal_ground=ground)
    assert AuditEvent.objects.get(action="decline").note == "理由"

    shown = Client().post(FOLLOW, {"receipt": receipt}).content.decode()

    assert "不予受理" in shown
    assert not [word for word in ("吴调解", "李四", "13900001234") if word in shown]


def test_wrong_codes_are_told_and_after_many_refused():
    answers = [Client().post(FOLLOW, {"receipt": new_receipt()}) for _try in range(23)]

    assert {answer.status_code for answer in answers} == {422}
    assert "没有与此" in answers[0].content.decode()
    assert "过多" in answers[-1].content.decode()


def test_a_tipoff_may_be_anonymous_and_a_complaint_may_not():
    anonymous = {"name": "", "phone": ""}

    tipoff = Client().post(FILE, COMPLAINT | anonymous | {"kind": "tipoff", "problem": "other-violation"})
    complaint = Client().post(FILE, COMPLAINT | anonymous)

    assert (tipoff.status_code, complaint.status_code) == (302, 422)
    assert Record.objects.get().complaint.complainant is None


def test_without_consent_nothing_is_filed():
    answer = Client().post(FILE, COMPLAINT | {"agrees": ""})

    assert answer.status_code == 422
    assert Record.objects.count() == 0


def test_the_receipt_page_is_only_for_who_filed():
    file(Client())

    assert Client().get(FILED).url == FILE


def test_before_the_first_snapshot_the_dashboard_says_so():
    answer = Client().get(HOME)

    assert (answer.status_code, answer.context["board"]) == (200, None)


def test_the_dashboard_withholds_small_counts():
    handler = make_user("handler")
    for _complaint in range(6):
        take(make_complaint(), "accept", actor=handler)
    take(make_complaint(kind=TIPOFF_KIND, problem="other-violation"), "accept", actor=handler)
    build_report(year=2012, at=BUILT_AT)

    board = Client().get(HOME).context["board"]

    printed = {cell.figure.name: cell.figure.printed for chart in board.charts for row in chart.table.rows for cell in row[1:]}
    assert board.figures[0].figure.printed == "7"
    assert printed["投诉举报受理量（投诉）"] == "6"
    assert printed["投诉举报受理量（举报）"] == "少于5"


@pytest.mark.parametrize("year", ["", "2012", "1999", "x", "20121"])
def test_any_year_asked_for_gives_a_page(year):
    make_complaint()
    build_report(year=2012, at=BUILT_AT)

    assert Client().get(HOME, {"year": year}).status_code == 200


def test_the_dashboard_asks_few_queries(django_assert_max_num_queries):
    make_complaint()
    build_report(year=2012, at=BUILT_AT)
    Client().get(HOME)

    with django_assert_max_num_queries(2):
        Client().get(HOME)


def test_an_english_reader_gets_the_figures_in_english():
    handler = make_user("handler")
    for _complaint in range(6):
        take(make_complaint(disputed_yuan=None), "accept", "settle", actor=handler, recovered_yuan="2000000")
    build_report(year=2012, at=BUILT_AT)
    client = Client(headers={"accept-language": "en"})

    figures = {item.figure.name: item.figure for item in client.get(HOME).context["board"].figures}

    recovered = figures["Consumers' losses recovered"]
    assert (recovered.printed, recovered.unit, recovered.period_label) == ("12.00 million", "yuan", "2012")
