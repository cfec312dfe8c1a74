"""Whatever way a record is reached, exactly those reach it to whom the register's one door shows it.

For every kind of record and every role: its list and export, the search, the desk's lists, counts and calendar, its page,
its files and what may be posted to it agree with `visible_to`; what one may not know of answers as what is not there.
"""

import re
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from factories import RECEIVED_AT, make_user
from hengzhi.core.reference import work_calendar
from hengzhi.desk.queries import desk_of, due_by_day, find
from hengzhi.evidence.models import Evidence
from hengzhi.notices.models import Notice
from hengzhi.register.kinds import kinds
from hengzhi.register.models import Record, SearchText
from hengzhi.register.readers import may_act, may_see
from hengzhi.register.search import note
from house.kinds import LISTS, MAKERS, in_aic
from house.test_access import ROLES
from notices.makers import swept

NOT_THERE, NO_FILE = "X1999-99999", 10 ** 9
CHANGING = re.compile(r'nonce-?[=:"]?[\w-]+|value="[A-Za-z0-9]{64}"|"X-CSRFToken": "[^"]*"')
ELSEWHERE = (("supervisor", "qtsb"), ("liaison", "commerce"))
ALL = "找全部"
FIRST, TODAY, LAST = date(2012, 1, 1), date(2012, 12, 28), date(2013, 12, 31)


@pytest.fixture(params=list(MAKERS))
def kind(request, packs):
    """Make some records of a kind, each with a file."""
    MAKERS[request.param]()
    for text in SearchText.objects.all():
        note(text.record, f"{text.record.code} {text.record.title} {ALL}")
    owner = in_aic()
    Evidence.objects.bulk_create(
        Evidence(record=record, name="发票.pdf", sha256="0" * 64, size=1, media_type="application/pdf", offered_by=owner, offered_at=RECEIVED_AT)
        for record in Record.objects.filter(kind=request.param)
    )
    return request.param


@pytest.fixture
def users(kind):
    """Give a user of every role, some of other departments, and who the records may be about or handled by."""
    homes = {"auditor": "audit", "office": "qtsb", "leader": "government-office"}
    made = [make_user(role, homes.get(role, "aic")) for role in ROLES]
    return [*made, *(make_user(role, department) for role, department in ELSEWHERE), in_aic()]


def client_of(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def text_of(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def codes_in(answer, codes) -> set[str]:
    """Return which codes an answer holds; a page that is shut holds none."""
    text = text_of(answer) if answer.status_code == 200 else ""
    return {code for code in codes if code in text}


def said(answer, code: str) -> tuple[int, str]:
    """Return what an answer says, but for what changes with every answer and the code that was asked for."""
    return answer.status_code, CHANGING.sub("", text_of(answer)).replace(code, "")


def test_there_are_makers_for_every_kind():
    assert set(MAKERS) == set(kinds())


def test_lists_counts_exports_and_searches_show_what_the_door_shows(kind, users):
    codes = set(Record.objects.filter(kind=kind).values_list("code", flat=True))
    wrong = []

    for user in users:
        client, seen = client_of(user), set(Record.objects.visible_to(user).filter(kind=kind).values_list("code", flat=True))
        shown = {name: codes_in(answer, codes) for name, answer in lists_of(client, kind).items()}
        shown["number"] = {code for code in codes if client.get(reverse("desk:search"), {"q": code}).status_code == 302}
        wrong += [(user.username, name, found, seen) for name, found in shown.items() if found != seen]
        counted = counts_of(user, kind)
        wrong += [(user.username, name, count) for name, (count, wanted) in counted.items() if count != wanted]

    assert codes
    assert wrong == []


def lists_of(client: Client, kind: str) -> dict:
    """Return the answers that hold all records of a kind a user may know of."""
    found = {"search": client.get(reverse("desk:search-export", args=["csv"]), {"q": ALL, "kind": kind})}
    if kind in LISTS:
        address, query = LISTS[kind]
        found |= {"list": client.get(f"{address}?{query}"), "export": client.get(f"{address}export.csv?{query}")}
        if address.startswith("/leading-group/"):
            found["export"] = client.get(f"{address}export.csv")
    return found


def counts_of(user, kind: str) -> dict[str, tuple[int, int]]:
    """Return counts as pages give them beside those of the door: found by search, due by day, on the desk."""
    seen, desk = Record.objects.visible_to(user), desk_of(user, TODAY, work_calendar())
    due = seen.filter(is_open=True, due_on__range=(FIRST, LAST))
    waiting = Record.objects.waiting_for(user)
    return {
        "found": (find(user, ALL, kind).total, seen.filter(kind=kind).count()),
        "due": (sum(due_by_day(user, FIRST, LAST).values()), due.count()),
        "desk": (desk.counts["waiting"] + desk.counts["others"], waiting.filter(pk__in=seen).count()),
        "changes": (sum(event.record not in seen for event in desk.events), 0),
    }


def test_what_one_may_not_know_of_answers_as_what_is_not_there(kind, users):
    records, wrong = list(Record.objects.filter(kind=kind).prefetch_related("evidence")), []

    for user in users:
        client, seen = client_of(user), set(Record.objects.visible_to(user).values_list("pk", flat=True))
        hidden = [record for record in records if record.pk not in seen][:1]
        wrong += [(user.username, name, record.code) for record in hidden for name in told_apart(client, record)]

    assert wrong == []


def told_apart(client: Client, record: Record):
    """Yield the addresses by which a record is told from one that is not there."""
    page, file = record.kind_of.url, record.evidence.all()[0].pk
    pairs = {
        page: [client.get(reverse(page, args=[code])) for code in (record.code, NOT_THERE)],
        "evidence:file": [client.get(reverse("evidence:file", args=[key])) for key in (file, NO_FILE)],
        "comments:add": [client.post(reverse("comments:add", args=[code]), {"text": "x"}) for code in (record.code, NOT_THERE)],
        "records:hand": [client.post(reverse("records:hand", args=[code]), {}) for code in (record.code, NOT_THERE)],
        "records:bulk": [client.post(reverse("records:bulk"), {"act": "hand", "code": code}) for code in (record.code, NOT_THERE)],
    }
    for name, (there, not_there) in pairs.items():
        names = (f"/{file}/", f"/{NO_FILE}/") if name == "evidence:file" else (record.code, NOT_THERE)
        if said(there, names[0]) != said(not_there, names[1]):
            yield name


def test_what_one_may_know_of_opens_with_its_files(kind, users):
    wrong = []

    for user in users:
        client, record = client_of(user), Record.objects.visible_to(user).filter(kind=kind).first()
        if record is not None:
            page = client.get(record.get_absolute_url())
            wrong += [(user.username, page.status_code)] if page.status_code != 200 or record.code not in text_of(page) else []
            file = client.get(reverse("evidence:file", args=[record.evidence.get().pk]))
            wrong += [(user.username, "file")] if file.status_code == 404 else []

    assert wrong == []


def test_a_stranger_sees_nothing_of_any_kind(kind):
    client, codes = Client(), list(Record.objects.values_list("code", flat=True))

    assert not Record.objects.visible_to(AnonymousUser()).exists()
    for record in Record.objects.filter(kind=kind):
        answers = [client.get(reverse(record.kind_of.url, args=[code])) for code in (record.code, NOT_THERE)]
        assert [(answer.status_code, answer.url.partition("?")[0]) for answer in answers] == [(302, "/account/sign-in/")] * 2
    for address in ("/", "/warnings/", "/published/"):
        assert codes_in(client.get(address), codes) == set()


def test_who_a_record_is_about_meets_it_nowhere(packs):
    MAKERS["alarm"]()
    about, record = in_aic(), Record.objects.get(alarm__person=in_aic())
    colleague = make_user("supervisor")
    swept(RECEIVED_AT)

    for user, is_shown in ((colleague, True), (about, False)):
        client = client_of(user)
        reached = [
            client.get(record.get_absolute_url()).status_code == 200,
            client.get(reverse("desk:search"), {"q": record.code}).status_code == 302,
            record.code in text_of(client.get(reverse("desk:waiting-export", args=["csv"]))),
            record.code in text_of(client.get(reverse("alarms:list"), {"view": "all"})),
            record in Record.objects.waiting_for(user), may_see(record, user), may_act(record, user),
        ]
        assert reached == [is_shown] * 7
    assert not Notice.objects.filter(user=about, record=record).exists()
