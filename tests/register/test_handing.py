"""Handing a record to a handler: who may, to whom, what the trail and the desk say, and two people at once."""

from datetime import date
from functools import partial

import pytest
from django.utils import translation

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.accounts.models import RoleTerm
from hengzhi.accounts.queries import users_with_roles
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.register.handing import hand_to, handlers_of, is_turn_of
from hengzhi.register.models import Record
from hengzhi.register.pages import timeline
from notices.makers import swept, told
from racing import race

TODAY = date(2012, 12, 28)


@pytest.fixture(autouse=True)
def _english():
    translation.activate("en")


def hand(record, handler, actor, note=""):
    hand_to(record, handler, actor=actor, at=RECEIVED_AT, note=note)


def turns(user) -> list[str]:
    return list(Record.objects.waiting_for(user).filter(is_turn_of(user, TODAY)).values_list("code", flat=True))


@pytest.fixture
def people(packs):
    return make_user("supervisor"), make_user("handler", name="吴调解"), make_user("handler", name="郑调解")


def test_a_head_of_section_hands_a_record_over_and_the_trail_says_so(people):
    head, wu, zheng = people
    record = make_complaint()

    hand(record, wu, head, note="熟悉家电")
    hand(record, zheng, head)

    assert Record.objects.get().handler == zheng
    entries = timeline(record)[:2]
    assert [(entry.title, entry.note) for entry in entries] == [("Handed to a handler", ""), ("Handed to a handler", "熟悉家电")]
    assert [dict(entry.facts) for entry in entries] == [
        {"handler": f"郑调解 {zheng.username}", "handler before": f"吴调解 {wu.username}"}, {"handler": f"吴调解 {wu.username}"},
    ]


def test_a_handler_takes_on_what_nobody_handles_and_nothing_from_a_colleague(people):
    _head, wu, zheng = people
    record = make_complaint()

    with pytest.raises(Refused, match="permission"):
        hand(record, zheng, wu)
    hand(record, wu, wu)
    with pytest.raises(Refused, match="in the hands of 吴调解"):
        hand(record, zheng, zheng)

    assert Record.objects.get().handler == wu


@pytest.mark.parametrize(("role", "department"), [("handler", "qtsb"), ("intake", "aic"), ("liaison", "aic"), ("", "aic")])
def test_nobody_gets_a_record_they_could_not_handle(people, role, department):
    record, somebody = make_complaint(), make_user(role, department)

    with pytest.raises(Refused, match="has no role"):
        hand(record, somebody, people[0])

    assert somebody not in handlers_of([record], users_with_roles(TODAY))


def test_who_was_shut_out_or_left_gets_nothing(people):
    head, wu, zheng = people
    type(wu).objects.filter(pk=wu.pk).update(is_active=False)
    wu.refresh_from_db()
    RoleTerm.objects.filter(user=zheng).update(ends_on=date(2012, 12, 27))
    record = make_complaint()

    for gone in (wu, zheng):
        with pytest.raises(Refused, match="has no role"):
            hand(record, gone, head)
    assert handlers_of([record], users_with_roles(TODAY)) == [head]


def test_closed_records_and_another_departments_are_not_handed_over(people):
    head, wu, _zheng = people
    record = make_complaint()
    neighbour = make_user("supervisor", "qtsb")

    with pytest.raises(Refused, match="permission"):
        hand(record, wu, neighbour)
    Record.objects.update(is_open=False)
    record.refresh_from_db()
    with pytest.raises(Refused, match="closed"):
        hand(record, wu, head)


def test_a_note_that_names_the_complainant_is_refused(people):
    record = make_complaint()

    with pytest.raises(Refused):
        hand(record, people[1], people[0], note="请联系王小明")

    assert Record.objects.get().handler is None


def test_what_a_colleague_handles_waits_for_them_alone(people):
    head, wu, _zheng = people
    record = make_complaint()
    assert [turns(user) for user in people] == [[record.code]] * 3

    hand(record, wu, head)

    assert [turns(user) for user in people] == [[], [record.code], []]


def test_work_that_is_not_the_handlers_alone_waits_for_all_who_do_it(people):
    head, wu, _zheng = people
    registrar, record = make_user("intake"), make_complaint()
    hand(record, wu, head)
    take(record, "accept", "settle", actor=wu, recovered_yuan="100")

    assert (turns(registrar), turns(wu)) == ([record.code], [record.code])


@pytest.mark.parametrize("leaves", ["role", "department", "account"])
def test_what_a_colleague_left_behind_waits_for_all_again(people, leaves):
    head, wu, zheng = people
    record = make_complaint()
    hand(record, wu, head)

    match leaves:
        case "role":
            wu.role_terms.update(ends_on=date(2012, 12, 27))
        case "department":
            wu.role_terms.update(department=make_user("handler", "qtsb").department)
        case "account":
            type(wu).objects.filter(pk=wu.pk).update(is_active=False)

    assert (turns(head), turns(zheng)) == ([record.code], [record.code])


def test_a_confidential_tipoff_is_shown_to_who_is_made_its_handler(people):
    head, wu, _zheng = people
    record = make_complaint(kind=TIPOFF_KIND, problem="other-violation", is_confidential=True)

    hand(record, wu, head)

    assert list(Record.objects.visible_to(wu)) == [record]


def test_of_two_who_hand_the_same_record_over_one_is_refused(committed):
    head, wu, zheng = make_user("supervisor"), make_user(name="吴调解"), make_user(name="郑调解")
    for _round in range(4):
        record = make_complaint()
        acts = [partial(hand, Record.objects.get(pk=record.pk), handler, head) for handler in (wu, zheng)]

        results = race(*acts)

        assert sum(isinstance(result, Refused) for result in results) == 1
        assert record.events.filter(action="assigned").count() == 1


def test_the_handler_is_told(people):
    head, wu, zheng = people
    record = make_complaint()
    swept()
    hand(record, wu, head)
    swept()

    assert (told(wu), told(zheng)) == (["record.new", "record.assigned"], ["record.new"])
