"""A text that names a person of the record does not get into the trail; other texts do, whatever the vault's key."""

from io import BytesIO

import pytest
from django.core.files.base import File

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.evidence.services import give_back, offer
from hengzhi.register.audit import note_export
from hengzhi.register.clock_changes import restart
from hengzhi.register.models import AuditEvent
from hengzhi.register.services import move
from hengzhi.register.vault.holds import set_hold
from hengzhi.register.vault.naming import pattern_of, without
from hengzhi.register.vault.people import open_identity

from .keyrings import word

IDENTITY = {
    "name": "王小明", "phone": "13900002716", "id_number": "11010519491231002X", "address": "上海市虹口区四川北路1号",
}


@pytest.fixture
def record(packs):
    return make_complaint(identity=IDENTITY)


def settle(record, actor, note):
    take(record, "accept", actor=actor)
    move(
        record, "settle", actor=actor, at=RECEIVED_AT, calendar=work_calendar(), note=note, facts={"recovered_yuan": "10"}
    )


@pytest.mark.parametrize("note", [
    "王小明同意", "已告知王 小明。", "电13900002716", "电话 139 0000 2716", "139-0000-2716", "１３９００００２７１６",
    "证号11010519491231002x", "住上海市虹口区四川北路1号",
])
def test_a_step_whose_note_names_the_person_is_refused(record, note):
    handler = make_user("handler")

    with pytest.raises(Refused, match=r"complainant|informant|投诉人|举报人"):
        settle(record, handler, note)

    assert record.state == "mediation"
    assert not AuditEvent.objects.filter(note__contains=note).exists()


@pytest.mark.parametrize("note", ["投诉人同意", "王某同意退款10元", "", "2012年3月5日，退款139元"])
def test_a_step_whose_note_names_nobody_is_taken(record, note):
    settle(record, make_user("handler"), note)

    assert record.state == "settled"


def test_the_other_texts_of_the_trail_are_looked_at_too(record):
    supervisor = make_user("supervisor")
    evidence = offer(record=record, file=File(BytesIO(b"a,b\n")), name="list.csv", actor=supervisor, at=RECEIVED_AT)
    tipoff = make_complaint(kind=TIPOFF_KIND, problem="other-violation", identity=IDENTITY)
    take(tipoff, "accept", actor=supervisor)
    person = record.people.get().person
    acts = [
        lambda: open_identity(person, record=record, actor=supervisor, purpose="找王小明", at=RECEIVED_AT),
        lambda: set_hold(record=record, reason="王小明起诉", until=None, actor=supervisor, at=RECEIVED_AT),
        lambda: offer(record=record, file=File(BytesIO(b"c,d\n")), name="王小明.csv", actor=supervisor, at=RECEIVED_AT),
        lambda: restart(tipoff, "check", cause="王小明补充线索", actor=supervisor, at=RECEIVED_AT, calendar=work_calendar()),
        lambda: give_back(evidence, reason="王小明的？", actor=supervisor, at=RECEIVED_AT),
    ]

    for act in acts:
        with pytest.raises(Refused, match=r"complainant|informant|投诉人|举报人"):
            act()

    assert not AuditEvent.objects.filter(note__contains="王小明").exists()


def test_words_typed_to_search_by_are_left_out_of_the_address_of_an_export(record):
    event = note_export(address="/complaints/export.csv?q=%E7%8E%8B%E5%B0%8F%E6%98%8E&view=all", rows=1, actor=None, at=RECEIVED_AT)

    assert event.facts["address"] == "/complaints/export.csv?q=%E2%80%A6&view=all"


def test_where_the_key_is_lost_the_work_goes_on(record, settings):
    settings.HENGZHI_VAULT_KEY = word("z")

    settle(record, make_user("handler"), "投诉人同意")

    assert record.state == "settled"


def test_a_person_is_crossed_out_wherever_they_stand_and_the_text_keeps_its_length():
    text = "我叫王小明，电话139-0000-2716，身份证11010519491231002X，王某某见证。"

    crossed = without(text, pattern_of(IDENTITY))

    assert crossed == "我叫×××，电话×××××××××××××，身份证××××××××××××××××××，王某某见证。"


def test_a_name_of_one_letter_is_not_looked_for():
    assert pattern_of({"name": "王"}) is None
