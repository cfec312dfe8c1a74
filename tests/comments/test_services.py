"""Remarks: by those who may see the record, kept as written, in the trail without what they say."""

import re
from datetime import timedelta

import pytest
from django.utils.translation import override

from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.comments.models import Comment, Mention
from hengzhi.comments.queries import mentions_of
from hengzhi.comments.services import add_comment, read_mention, withdraw_comment
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.vault.erasing import erase_person

LATER = RECEIVED_AT + timedelta(minutes=15)


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture
def record(packs):
    return make_complaint()


@pytest.fixture
def author(record):
    return make_user(name="周登记", username="zhou")


def write(record, author, text="请核对票据。", at=RECEIVED_AT) -> Comment:
    return add_comment(record=record, text=text, actor=author, at=at)


def why_refused(act, *args, **given) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    return str(refused.value)


def test_a_remark_is_kept_and_the_trail_has_no_word_of_it(record, author):
    reader = make_user("supervisor", name="吴科长")

    comment = write(record, author, "  @吴科长 王小明又来电\r\n请看 \n")

    comment.refresh_from_db()
    assert (comment.text, comment.author, comment.at) == ("@吴科长 王小明又来电\n请看", author, RECEIVED_AT)
    event = AuditEvent.objects.get(action="comment_added")
    assert (event.record, event.actor, event.note) == (record, author, "")
    assert event.facts == {"comment": comment.pk, "mentioned": [reader.pk]}


@pytest.mark.parametrize(("text", "says"), [
    (" \n", "Write the remark first."), ("长" * 2001, "The remark has 2001 characters; it may have 2000."),
])
def test_an_empty_and_a_too_long_remark_are_refused(record, author, text, says):
    assert why_refused(write, record, author, text) == says
    assert not Comment.objects.exists()


def test_who_may_not_see_the_record_writes_nothing(record):
    assert why_refused(write, record, make_user("handler", "qtsb")) == "You may not write on a record you may not see."


def test_a_mention_tells_the_same_of_a_stranger_as_of_nobody(packs, author):
    tipoff = make_complaint(kind=TIPOFF_KIND, problem="other", is_confidential=True)
    supervisor, handler = make_user("supervisor", name="吴科长"), make_user(name="陈承办")

    refused = [why_refused(write, tipoff, supervisor, f"@{name}") for name in ("陈承办", "无此人")]

    assert [says.replace(name, "") for says, name in zip(refused, ("陈承办", "无此人"), strict=True)] == [
        "“@”: nobody who may see this record has this name. Correct the name, or leave out the @."
    ] * 2
    assert not Comment.objects.exists()
    Record.objects.filter(pk=tipoff.pk).update(handler=handler)
    tipoff.refresh_from_db()
    write(tipoff, supervisor, "@陈承办")
    assert [mention.user for mention in Mention.objects.all()] == [handler]


def test_mentions_wait_until_read_and_for_nobody_who_lost_sight_of_the_record(record, author):
    reader = make_user(name="陈承办")
    comment = write(record, author, "@陈承办 一")
    write(record, author, "@陈承办 二")

    assert [mention.comment.text for mention in mentions_of(reader)] == ["@陈承办 二", "@陈承办 一"]
    read_mention(comment, user=reader, at=LATER)
    assert [mention.comment.text for mention in mentions_of(reader)] == ["@陈承办 二"]
    Record.objects.filter(pk=record.pk).update(confidentiality="confidential")
    assert not mentions_of(reader).exists()


def test_answering_reads_what_asked_on_that_record_and_only_there(record, author):
    reader, other = make_user(name="陈承办"), make_complaint()
    write(record, author, "@陈承办 一")
    write(other, author, "@陈承办 二")

    write(record, reader, "好的。")

    assert [mention.comment.record for mention in mentions_of(reader)] == [other]


def test_asking_oneself_and_asking_twice_count_for_nothing(record, author):
    reader = make_user(name="陈承办")

    write(record, author, "@周登记 @陈承办 @陈承办")

    assert [mention.user for mention in Mention.objects.all()] == [reader]


def test_a_withdrawn_remark_leaves_its_line_and_no_word(record, author):
    comment = write(record, author, "@周登记 王小明")

    withdraw_comment(comment, actor=author, at=LATER)

    comment.refresh_from_db()
    assert (comment.text, comment.withdrawn_at, Mention.objects.count()) == ("", LATER, 0)
    assert AuditEvent.objects.get(action="comment_withdrawn").facts == {"comment": comment.pk}


@pytest.mark.parametrize(("is_author", "at"), [(False, LATER), (True, LATER + timedelta(seconds=1))])
def test_only_the_author_withdraws_and_only_soon(record, author, is_author, at):
    comment = write(record, author)

    says = why_refused(withdraw_comment, comment, actor=author if is_author else make_user("supervisor"), at=at)

    assert says == "Only who wrote a remark may withdraw it, within 15 minutes."


def test_who_is_erased_is_crossed_out_of_the_remarks(record, author):
    comment = write(record, author, "王小明 13900002716 又来电。")
    Record.objects.filter(pk=record.pk).update(is_open=False)

    erase_person(
        record.people.get().person, ground="withdrawn", reason="本人书面申请，见归档件。", actor=make_user("supervisor"), at=LATER
    )

    comment.refresh_from_db()
    assert re.findall("王小明|13900002716", comment.text) == []
    assert comment.text.endswith("又来电。")
