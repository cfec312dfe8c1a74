"""From the dispatcher to the unit with the power and back, never sideways."""

from datetime import date

import pytest

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.complaints.units import units_for
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Department
from hengzhi.register.models import Record

NEXT_DAY = RECEIVED_AT.replace(day=6)


def unit(code: str) -> int:
    return Department.objects.get(code=code).pk


@pytest.fixture
def desk(packs):
    return make_user("intake")


@pytest.fixture
def elsewhere(packs):
    return make_user("handler", "qtsb")


def dispatched(desk, **given) -> Record:
    return take(make_complaint(**given), "dispatch", actor=desk, at=NEXT_DAY, unit=unit("qtsb"))


def test_the_limit_counts_from_receipt_by_the_unit_with_the_power_under_its_own_rules(desk):
    record = dispatched(desk)

    clocks = list(record.clocks.values_list("rule_set__code", "start_on", "due_on", "state"))
    assert clocks == [
        ("R1996", date(2012, 3, 5), date(2012, 3, 10), "restarted"), ("R1998Q", date(2012, 3, 6), date(2012, 3, 13), "running"),
    ]
    assert (record.department.code, record.rule_set.code, record.due_on) == ("qtsb", "R1998Q", date(2012, 3, 13))


def test_a_unit_sends_back_with_a_reason_and_each_return_is_counted(desk, elsewhere):
    record = dispatched(desk)
    take(record, "send_back", actor=elsewhere, at=NEXT_DAY)
    take(record, "dispatch_again", actor=desk, at=NEXT_DAY, unit=unit("qtsb"))
    take(record, "send_back", actor=elsewhere, at=NEXT_DAY)

    assert (record.department.code, record.state, record.complaint.bounces) == ("aic", "returned", 2)
    assert record.came_back


def test_nobody_passes_it_to_a_third_unit(desk):
    record = dispatched(desk)

    with pytest.raises(Refused, match=r"区工商分局|Industry"):
        take(record, "dispatch", actor=make_user("intake", "qtsb"), at=NEXT_DAY, unit=unit("fda"))


def test_what_was_taken_in_here_is_sent_back_to_nobody(desk):
    with pytest.raises(Refused):
        take(make_complaint(), "send_back", actor=make_user("handler"))


def test_it_is_dispatched_to_units_where_somebody_decides_and_not_to_where_it_lies(desk, elsewhere):
    record = make_complaint()
    make_user("handler")

    assert [pk for pk, _name in units_for(record)] == [unit("qtsb")]
    with pytest.raises(Refused):
        take(record, "dispatch", actor=desk, unit=unit("aic"))


def test_the_dispatcher_keeps_an_ordinary_record_in_sight_and_a_confidential_one_not(desk):
    seen = dispatched(desk)
    secret = dispatched(desk, kind=TIPOFF_KIND, problem="unlicensed", is_confidential=True)
    head = make_user("supervisor")

    assert set(Record.objects.visible_to(desk)) == {seen}
    assert secret not in Record.objects.visible_to(head)


def test_who_gave_it_back_loses_sight_of_it(desk, elsewhere):
    record = dispatched(desk)
    assert record in Record.objects.visible_to(elsewhere)

    take(record, "send_back", actor=elsewhere, at=NEXT_DAY)

    assert record not in Record.objects.visible_to(elsewhere)


def test_what_comes_back_waits_for_the_dispatcher(desk, elsewhere):
    record = take(dispatched(desk), "send_back", actor=elsewhere, at=NEXT_DAY)

    assert list(Record.objects.waiting_for(desk)) == [record]
