"""Addresses of evidence: one rule for all of them, files that can do nothing in the browser, errors said in words."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.samples import PDF, SAMPLES, camera_picture
from factories import make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.evidence.models import Evidence

SCRIPT = {"HX-Request": "true", "Accept-Language": "en"}
PLAIN = {"Accept-Language": "en"}


@pytest.fixture
def record(packs):
    return make_complaint()


@pytest.fixture
def handler(record):
    return make_user()


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(client: Client, record, *files: tuple[str, bytes], headers=SCRIPT):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("evidence:offer", args=[record.code]), {"files": uploads}, headers=headers)


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_several_files_are_each_kept_or_refused_by_themselves(record, handler):
    files = ("发票.pdf", PDF), ("game.pdf", b"MZ" + bytes(64)), ("照片.jpg", camera_picture())

    answer = sent(signed_in(handler), record, *files)

    assert answer.status_code == 422
    assert "“game.pdf” is a program, which is not taken." in answer.content.decode()
    assert list(record.evidence.values_list("name", flat=True)) == ["发票.pdf", "照片.jpg"]


def test_without_a_script_the_answer_is_the_records_page_with_what_was_refused(record, handler):
    client = signed_in(handler)

    kept = sent(client, record, ("发票.pdf", PDF), headers=PLAIN)
    answer = sent(client, record, ("a.pdf", b"MZ" + bytes(64)), headers=PLAIN)

    assert (kept.status_code, kept.url) == (302, f"/complaints/{record.code}/#evidence")
    assert (answer.status_code, answer.url) == (302, f"/complaints/{record.code}/")
    page = client.get(answer.url, headers=PLAIN).content.decode()
    assert "“a.pdf” is a program, which is not taken." in page


def test_no_file_at_all_is_said(record, handler):
    answer = signed_in(handler).post(reverse("evidence:offer", args=[record.code]), headers=SCRIPT)

    assert (answer.status_code, "Choose a file first." in answer.content.decode()) == (422, True)


def test_a_file_too_large_is_dropped_while_it_comes_and_named_beside_the_others(record, handler, settings):
    settings.HENGZHI_UPLOAD_MB = 1

    answer = sent(signed_in(handler), record, ("大.pdf", PDF + bytes(3 * 1024 * 1024)), ("小.pdf", PDF))

    assert answer.status_code == 422
    assert "“大.pdf” is larger than the 1 MB a file may have." in answer.content.decode()
    assert list(record.evidence.values_list("name", flat=True)) == ["小.pdf"]


def test_files_of_people_not_signed_in_are_not_even_written_to_the_disk(record, monkeypatch):
    from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler

    taken = []
    for kind in (MemoryFileUploadHandler, TemporaryFileUploadHandler):
        monkeypatch.setattr(kind, "receive_data_chunk", lambda _self, _chunk, _start: taken.append(1))
    client = Client(enforce_csrf_checks=True)
    client.get(reverse("accounts:sign-in"))

    answer = sent(client, record, ("a.pdf", PDF))

    assert (answer.status_code, taken) == (403, [])


@pytest.mark.parametrize(("name", "is_shown"), [
    ("照片.jpg", True), ("发票.pdf", True), ("函.docx", False), ("说明.txt", False),
])
def test_a_file_is_given_to_be_saved_and_shut_in_and_only_pictures_and_pdf_are_shown(record, handler, name, is_shown):
    client = signed_in(handler)
    sent(client, record, (name, SAMPLES[name]))
    evidence = record.evidence.get()

    saved, seen = (client.get(reverse(f"evidence:{page}", args=[evidence.pk])) for page in ("file", "view"))

    assert len(body(saved)) == len(body(seen)) == evidence.size
    ways = [answer["Content-Disposition"].split(";")[0] for answer in (saved, seen)]
    assert ways == ["attachment", "inline" if is_shown else "attachment"]
    for answer in (saved, seen):
        assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'; frame-ancestors 'none'"
        assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", evidence.media_type)
        assert (answer["Cache-Control"], answer["Content-Length"]) == ("private, no-store", str(evidence.size))


def test_a_stretch_of_a_file_can_be_asked_for(record, handler):
    client = signed_in(handler)
    sent(client, record, ("发票.pdf", PDF))
    address = record.evidence.get().get_absolute_url()

    part, beyond = (client.get(address, headers={"Range": asked}) for asked in ("bytes=5-7", "bytes=999-"))

    assert (part.status_code, body(part), part["Content-Range"]) == (206, PDF[5:8], f"bytes 5-7/{len(PDF)}")
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{len(PDF)}")


def test_a_missing_content_is_said_and_not_a_failure(record, handler):
    from hengzhi.evidence.store import place, store

    client = signed_in(handler)
    sent(client, record, ("发票.pdf", PDF))
    evidence = record.evidence.get()
    store().delete(place(evidence.sha256))

    answer = client.get(evidence.get_absolute_url(), headers=PLAIN)

    assert answer.status_code == 422
    assert "The content of “发票.pdf” is missing from the store." in answer.content.decode()


PAGES = ("file", "view", "accept", "return", "withdraw")


def answers(user, evidence_id: int) -> list[int]:
    client = signed_in(user)
    ways = [client.get if page in {"file", "view"} else client.post for page in PAGES]
    return [way(reverse(f"evidence:{page}", args=[evidence_id])).status_code for page, way in zip(PAGES, ways, strict=True)]


@pytest.mark.parametrize(("role", "department", "expected"), [
    ("handler", "qtsb", [404] * 5), ("supervisor", "qtsb", [404] * 5), ("liaison", "commerce", [404, 404, 403, 403, 404]),
    ("leader", "government-office", [404, 404, 403, 403, 403]), ("", "aic", [404, 404, 403, 403, 403]),
    ("administrator", "qtsb", [404, 404, 403, 403, 403]), ("office", "qtsb", [200, 200, 302, 302, 403]),
])
def test_evidence_of_a_record_one_may_not_know_of_is_as_if_it_were_not_there(record, handler, role, department, expected):
    sent(signed_in(handler), record, ("发票.pdf", PDF))
    evidence, other = record.evidence.get(), make_user(role, department)

    assert answers(other, evidence.pk) == expected
    assert answers(other, 999) == [404 if code in (200, 302) else code for code in expected]
    assert Evidence.objects.get(pk=evidence.pk).state == "offered"


def test_the_address_of_a_file_opens_nothing_to_a_stranger(record, handler):
    sent(signed_in(handler), record, ("发票.pdf", PDF))

    found = [Client().get(f"/evidence/{number}/") for number in (record.evidence.get().pk, 999)]

    assert [(answer.status_code, answer.url.split("?")[0]) for answer in found] == [(302, "/account/sign-in/")] * 2


def test_evidence_of_a_confidential_tipoff_stays_with_who_may_know_of_it(packs):
    tipoff = make_complaint(kind=TIPOFF_KIND, problem="other", is_confidential=True)
    assert sent(signed_in(make_user()), tipoff, ("发票.pdf", PDF)).status_code == 404
    supervisor = make_user("supervisor")
    assert sent(signed_in(supervisor), tipoff, ("发票.pdf", PDF)).status_code == 200
    number = tipoff.evidence.get().pk

    assert answers(make_user(), number) == [404] * 5
    assert answers(make_user("intake"), number) == [404, 404, 403, 403, 404]
    assert answers(make_user("auditor", "audit"), number) == [200, 200, 403, 403, 403]
    assert answers(supervisor, number)[:2] == [200, 200]


def test_deciding_answers_with_the_evidence_and_tells_the_page_to_renew_its_timeline(record, handler):
    client = signed_in(handler)
    sent(client, record, ("发票.pdf", PDF), ("b.pdf", PDF + b"%2\n"))
    first, second = record.evidence.all()

    accepted = client.post(reverse("evidence:accept", args=[first.pk]), headers=SCRIPT)
    without = client.post(reverse("evidence:return", args=[second.pk]), headers=SCRIPT)
    returned = client.post(reverse("evidence:return", args=[second.pk]), {"reason": "看不清"}, headers=SCRIPT)

    assert [accepted.status_code, without.status_code, returned.status_code] == [200, 422, 200]
    assert accepted["HX-Trigger-After-Settle"] == "evidence-changed"
    assert "Say why “b.pdf” is returned." in without.content.decode()
    assert list(record.evidence.values_list("state", flat=True)) == ["accepted", "returned"]
    page = client.get(record.get_absolute_url(), headers=PLAIN).content.decode()
    assert [words in page for words in ("File accepted as evidence", "File returned", "b.pdf\n看不清")] == [True] * 3


def test_the_records_page_asks_as_many_questions_with_three_files_as_with_none(record, handler):
    client = signed_in(handler)
    take(record, "accept", actor=handler)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(record.get_absolute_url()).status_code == 200
        return len(asked)

    client.get(record.get_absolute_url())
    without = questions()
    sent(client, record, ("发票.pdf", PDF), ("b.pdf", PDF + b"%2\n"), ("照片.jpg", camera_picture()))

    assert questions() == without
    page = client.get(record.get_absolute_url()).content.decode()
    assert [name in page for name in ("发票.pdf", "b.pdf", "照片.jpg")] == [True] * 3


@pytest.mark.parametrize(("role", "department", "buttons"), [
    ("handler", "aic", ["offer", "accept", "return"]), ("intake", "aic", ["offer", "withdraw"]), ("auditor", "audit", []),
])
def test_the_page_shows_exactly_the_buttons_that_work(record, role, department, buttons):
    intake = make_user("intake")
    sent(signed_in(intake), record, ("发票.pdf", PDF))
    user = intake if role == "intake" else make_user(role, department)

    page = signed_in(user).get(record.get_absolute_url()).content.decode()

    number = record.evidence.get().pk
    addresses = {name: reverse(f"evidence:{name}", args=[number]) for name in ("accept", "return", "withdraw")}
    addresses["offer"] = reverse("evidence:offer", args=[record.code])
    assert sorted(name for name, address in addresses.items() if address in page) == sorted(buttons)
    assert "发票.pdf" in page
