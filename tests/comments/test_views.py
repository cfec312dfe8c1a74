"""The remarks on a record's page and their addresses."""

import pytest
from django.test import Client
from django.urls import reverse

from comments.test_services import write
from factories import make_complaint, make_user
from hengzhi.comments.models import Comment
from hengzhi.comments.queries import mentions_of
from hengzhi.core.clock import now

SCRIPT = {"HX-Request": "true", "Accept-Language": "en"}
PLAIN = {"Accept-Language": "en"}
RECORD_QUERIES = 27


@pytest.fixture
def record(packs):
    return make_complaint()


@pytest.fixture
def author(record):
    return make_user(name="周登记", username="zhou")


@pytest.fixture
def reader(record):
    return make_user(name="陈承办", username="chen")


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(user, name, key, headers=PLAIN, **given):
    return signed_in(user).post(reverse(f"comments:{name}", args=[key]), given, headers=headers)


def test_a_remark_is_on_the_records_page_with_names_to_ask(record, author, reader):
    answer = send(author, "add", record.code, text="@陈承办 <b>请看</b>")

    assert (answer.status_code, answer.url) == (302, f"/complaints/{record.code}/#comments")
    page = signed_in(reader).get(record.get_absolute_url(), headers=PLAIN).content.decode()
    assert "@陈承办 &lt;b&gt;请看&lt;/b&gt;" in page
    assert "Asked to look: 陈承办" in page
    assert "I have read it" in page
    assert 'data-mention="zhou"' in page
    assert 'data-mention="chen"' not in page


@pytest.mark.parametrize("headers", [SCRIPT, PLAIN])
def test_a_refused_remark_comes_back_with_what_was_written(record, author, headers):
    answer = send(author, "add", record.code, headers, text="长长的一段 @无此人 完")

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "nobody who may see this record has this name" in page
    assert "长长的一段 @无此人 完</textarea>" in page
    assert page.startswith("<!doctype html>") == (headers is PLAIN)


def test_opening_a_mention_leads_to_the_remark_and_reads_it(record, author, reader):
    comment = write(record, author, "@陈承办")

    answer = signed_in(reader).get(comment.get_absolute_url())

    assert (answer.status_code, answer.url) == (302, f"/complaints/{record.code}/#comment-{comment.pk}")
    assert not mentions_of(reader).exists()


def test_having_read_and_withdrawing_are_buttons(record, author, reader):
    comment = write(record, author, "@陈承办", at=now())

    send(reader, "read", comment.pk)
    assert not mentions_of(reader).exists()
    answer = send(author, "withdraw", comment.pk, SCRIPT)

    assert "This remark was withdrawn." in answer.content.decode()


@pytest.mark.parametrize("name", ["open", "read", "withdraw"])
def test_remarks_of_a_record_one_may_not_see_are_as_if_not_there(record, author, name):
    comment = write(record, author)
    client, path = signed_in(make_user("handler", "qtsb")), reverse(f"comments:{name}", args=[comment.pk])

    assert (client.get(path) if name == "open" else client.post(path)).status_code == 404
    assert client.post(reverse("comments:add", args=[record.code]), {"text": "x"}).status_code == 404
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("remarks", [1, 3])
def test_the_record_page_asks_as_often_for_many_remarks_as_for_few(
    record, author, reader, remarks, django_assert_num_queries
):
    for _ in range(remarks):
        write(record, author, "@陈承办")
    client = signed_in(reader)

    with django_assert_num_queries(RECORD_QUERIES):
        assert client.get(record.get_absolute_url()).content.decode().count('id="comment-') == remarks + 2
