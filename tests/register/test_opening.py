"""Records entered many at once are as if they had been entered one by one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.forms import model_to_dict
from django.test.utils import CaptureQueriesContext

from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.complaints.kinds import COMPLAINT_KIND, TIPOFF_KIND
from hengzhi.complaints.models import Complaint
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Area, Department
from hengzhi.register.models import Clock, Record
from hengzhi.register.opening import Opening, open_records
from hengzhi.register.search import found

BROUGHT_IN_AT = datetime(2012, 12, 28, 2, 0, tzinfo=UTC)
OWN = {"id", "code", "record", "receipt"}


def opening(**overrides) -> Opening:
    detail = Complaint(
        channel="phone-12315", object="goods", category="home-appliances", problem="quality", respondent_name="某电器行",
        details="使用两月不制冷。", disputed_yuan=2899,
    )
    given = {
        "kind": COMPLAINT_KIND, "title": "冰箱使用两月不制冷", "department": Department.objects.get(code="aic"),
        "area": Area.objects.get(name_zh="四川北路街道"), "at": RECEIVED_AT, "detail": detail, "note": "",
    }
    return Opening(**(given | overrides))


def entered(openings, actor=None):
    return open_records(openings, actor=actor, at=BROUGHT_IN_AT, calendar=work_calendar())


def parts_of(record: Record) -> list:
    record = Record.objects.get(pk=record.pk)
    parts = [record, record.complaint, *record.clocks.all()]
    rows = [{name: value for name, value in model_to_dict(part).items() if name not in OWN} for part in parts]
    events = list(record.events.values_list("actor", "action", "source", "target", "note", "facts"))
    return [*rows, events, record.search_text.words.replace(record.code[6:], "").split()[2:]]


@pytest.mark.parametrize("day", [RECEIVED_AT, RECEIVED_AT + timedelta(days=60), RECEIVED_AT.replace(year=2016)])
def test_a_record_entered_with_others_is_as_one_entered_by_itself(packs, day):
    alone = make_complaint(at=day, identity=None)

    together = entered([opening(at=day), opening(at=day)])[1]

    assert parts_of(together) == parts_of(alone)


def test_numbers_go_on_in_order_for_each_kind_and_year(packs):
    make_complaint()
    next_year = RECEIVED_AT.replace(year=2013)

    records = entered([opening(), opening(kind=TIPOFF_KIND), opening(at=next_year), opening()])

    assert [record.code for record in records] == ["T2012-00002", "J2012-00001", "T2013-00001", "T2012-00003"]
    assert make_complaint().code == "T2012-00004"


def test_the_trail_says_when_they_were_brought_in_and_by_whom(packs):
    actor = make_user()

    record = entered([opening(note="第2行")], actor)[0]

    event = record.events.get()
    assert (event.at, event.actor, event.note, record.opened_at) == (BROUGHT_IN_AT, actor, "第2行", RECEIVED_AT)


def test_they_are_found_by_search(packs):
    record = entered([opening(title="电梯困人")])[0]

    assert list(found(Record.objects.all(), "电梯")) == [record]


def test_the_number_of_statements_does_not_grow_with_the_records(packs):
    entered([opening()])
    with CaptureQueriesContext(connection) as one:
        entered([opening()])
    openings = [opening() for _ in range(15)]
    with CaptureQueriesContext(connection) as many:
        entered(openings)

    assert len(many) == len(one) - 2  # two statements of `opening()` itself


def test_nothing_is_written_when_one_of_them_cannot_be(packs):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        entered([opening(), opening(title="长" * 121)])

    assert (Record.objects.count(), Clock.objects.count()) == (0, 0)
