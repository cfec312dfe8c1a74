"""Accepted, mediated, agreed, performed, confirmed, closed: facts of their own, each with its proof."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.models import CallBack, Complaint, Meeting
from hengzhi.complaints.services.follow_up import note_call_back
from hengzhi.complaints.services.mediation import note_meeting, plan_meeting
from hengzhi.core.errors import Refused
from hengzhi.register.models import Record

LATER = RECEIVED_AT + timedelta(days=3)


@pytest.fixture
def handler(packs):
    return make_user("handler")


def settled(handler, **facts) -> Record:
    return take(make_complaint(), "accept", "settle", actor=handler, **{"recovered_yuan": "1000.00", **facts})


def test_agreed_paid_and_confirmed_are_three_amounts_with_three_days_and_two_proofs(handler):
    record = settled(handler)
    take(record, "perform", actor=handler, at=LATER, paid_yuan="800.00", paid_proof="transfer")
    take(record, "confirm", actor=handler, at=LATER + timedelta(days=1), confirmed_yuan="700.00", confirmation="call_back")

    row = Complaint.objects.get(record=record)
    assert (row.recovered_yuan, row.paid_yuan, row.confirmed_yuan) == (Decimal(1000), Decimal(800), Decimal(700))
    assert (row.agreed_on, row.paid_on, row.confirmed_on) == (date(2012, 3, 5), date(2012, 3, 8), date(2012, 3, 9))
    assert (row.paid_proof, row.confirmation, record.state, record.is_open) == ("transfer", "call_back", "confirmed", True)


@pytest.mark.parametrize(("step", "facts", "says"), [
    ("perform", {"paid_yuan": "1000.01", "paid_proof": "signed"}, "1000"),
    ("perform", {"paid_yuan": "900", "paid_proof": ""}, "证明|proof"),
    ("perform", {"paid_yuan": "a lot", "paid_proof": "signed"}, "a lot"),
    ("confirm", {"confirmed_yuan": "1", "confirmation": "call_back"}, "“"),
    ("close", {}, "“"),
])
def test_no_fact_comes_before_the_one_it_rests_on_or_without_its_proof(handler, step, facts, says):
    record = settled(handler)

    with pytest.raises(Refused, match=says):
        take(record, step, actor=handler, **facts)

    assert Record.objects.get(pk=record.pk).state == "settled"


def test_solved_is_not_closed_without_a_reason_or_a_performance(handler):
    record = settled(handler)

    take(record, "close_unperformed", actor=handler)

    assert (record.state, record.is_open, record.complaint.paid_on) == ("closed", False, None)


def test_a_promised_day_is_a_deadline_and_met_by_performing(handler):
    record = settled(handler, perform_by="2012-03-20", agreement_form="written")
    assert (record.due_on, record.clocks.get(name="perform").unit) == (date(2012, 3, 20), "agreed")

    take(record, "perform", actor=handler, at=RECEIVED_AT.replace(day=21), paid_yuan="1000", paid_proof="receipt")

    assert record.clocks.get(name="perform").state == "late"


def test_what_the_complainant_contests_is_to_be_performed_again(handler):
    record = settled(handler)
    take(record, "perform", actor=handler, paid_yuan="1000", paid_proof="statement")

    take(record, "contest", actor=handler)

    row = Complaint.objects.get(record=record)
    assert (record.state, row.paid_yuan, row.paid_on, row.recovered_yuan) == ("settled", None, None, Decimal(1000))


def test_reopening_needs_a_reason_and_the_head_and_takes_the_outcome_back(handler):
    head = make_user("supervisor")
    record = take(settled(handler), "close_unperformed", actor=handler)
    with pytest.raises(Refused):
        take(record, "reopen", actor=handler)

    take(record, "reopen", actor=head, at=LATER)

    row = Complaint.objects.get(record=record)
    assert (record.state, record.is_open, row.outcome, row.recovered_yuan, row.closed_on) == ("mediation", True, "", None, None)
    assert (row.reopened_on, row.reopenings) == (date(2012, 3, 8), 1)
    assert [clock.state for clock in record.clocks.filter(name="mediate")] == ["met", "running"]
    assert record.due_on == date(2012, 5, 7)


def test_the_first_meeting_held_is_a_fact_and_its_minutes_stay_out_of_the_trail(handler):
    record = take(make_complaint(), "accept", actor=handler)
    given = {"way": "on_site", "place": "消保科调解室", "mediator": "吴调解", "actor": handler}
    missed = plan_meeting(record=record, starts_at=LATER, at=RECEIVED_AT, **given)
    note_meeting(meeting=missed, result="absent", attended="complainant", minutes="", actor=handler, at=LATER)
    held = plan_meeting(record=record, starts_at=LATER + timedelta(days=2), at=LATER, **given)

    later = LATER + timedelta(days=2, hours=1)
    note_meeting(meeting=held, result="agreed", attended="both", minutes="王小明同意退货。", actor=handler, at=later)

    assert Complaint.objects.get(record=record).mediated_on == date(2012, 3, 10)
    assert [meeting.result for meeting in record.meetings.all()] == ["absent", "agreed"]
    actions = list(record.events.values_list("action", flat=True))
    assert actions[2:] == ["meeting_planned", "meeting_missed", "meeting_planned", "meeting_held"]
    assert "王小明" not in str(list(record.events.values()))


@pytest.mark.parametrize(("result", "attended"), [
    ("agreed", "complainant"), ("not_agreed", ""), ("absent", "both"), ("absent", ""), ("cancelled", "both"), ("agreed", "all"),
])
def test_a_result_and_who_came_must_go_together(handler, result, attended):
    record = take(make_complaint(), "accept", actor=handler)
    given = {"way": "phone", "place": "", "mediator": "吴调解", "actor": handler}
    meeting = plan_meeting(record=record, starts_at=LATER, at=RECEIVED_AT, **given)

    with pytest.raises(Refused):
        note_meeting(meeting=meeting, result=result, attended=attended, minutes="记录", actor=handler, at=LATER)

    assert Meeting.objects.get().result == "planned"


@pytest.mark.parametrize("wrong", [
    {"starts_at": RECEIVED_AT - timedelta(days=1)}, {"place": " "}, {"recusal_until": date(2012, 3, 20)},
])
def test_a_meeting_that_cannot_be_is_not_planned(handler, wrong):
    record = take(make_complaint(), "accept", actor=handler)
    given = {"starts_at": LATER, "way": "on_site", "place": "调解室", "mediator": "吴调解", "actor": handler, "at": RECEIVED_AT}

    with pytest.raises(Refused):
        plan_meeting(record=record, **given | wrong)

    assert Meeting.objects.count() == 0


def test_a_call_back_asks_who_was_reached_and_nobody_else(handler):
    record = settled(handler)
    note_call_back(record=record, is_reached=False, actor=handler, at=LATER)
    note_call_back(
        record=record, is_reached=True, performed="yes", told_enough="yes", satisfaction=5, remark="王小明很满意",
        actor=handler, at=LATER,
    )

    with pytest.raises(Refused):
        note_call_back(record=record, is_reached=False, satisfaction=5, actor=handler, at=LATER)
    with pytest.raises(Refused):
        note_call_back(record=make_complaint(), is_reached=True, satisfaction=5, actor=handler, at=LATER)

    assert list(CallBack.objects.values_list("is_reached", "satisfaction")) == [(False, None), (True, 5)]
    assert "王小明" not in str(list(record.events.values()))
