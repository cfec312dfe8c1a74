"""Handing in, deciding, reopening: states, versions, what counts."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from factories import make_user
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.register.models import Clock, Record
from hengzhi.returns.entries import Entry, Status, Written
from hengzhi.returns.models import Return, Version
from hengzhi.returns.queries import entries_of
from hengzhi.returns.services import accept_return, give_back, reopen_return, save_entries, submit_return
from returns.makers import CORRECT_BY, FILLED_AT, LATER, WORK_SAFETY, decide, fill, hand_in, make_return


def test_a_return_falls_due_on_the_fifth_working_day_after_its_period(packs):
    record = make_return()

    clock = record.clocks.get()
    assert (clock.name, clock.unit, clock.start_on, clock.due_on) == ("hand_in", "agreed", date(2012, 3, 31), date(2012, 4, 10))
    assert record.due_on == record.reported.due_on == clock.due_on


def test_what_is_handed_in_is_shut_and_counts_as_in_time_by_its_first_day(packs):
    record = hand_in(make_return())

    row = Return.objects.get(pk=record.pk)
    assert (record.state, row.handed_in_on, row.submitted_on, row.is_late) == ("submitted", date(2012, 4, 5), date(2012, 4, 5), False)
    assert record.clocks.get().state == Clock.State.MET
    with pytest.raises(Refused, match="has been handed in"):
        fill(record, {"checked": "1"})


def test_only_the_own_department_writes(packs):
    record = make_return()

    for user in (make_user("liaison", "commerce"), make_user("office", "qtsb"), make_user("leader", "work-safety")):
        with pytest.raises(Refused, match="You need the permission"):
            save_entries(record, {"checked": Entry(Status.GIVEN, Decimal(1))}, actor=user, at=FILLED_AT)
        with pytest.raises(Refused):
            submit_return(record, actor=user, at=FILLED_AT, calendar=work_calendar())
    assert entries_of(record.reported.versions.get())["checked"] == Entry()


def test_only_the_office_decides(packs):
    record = hand_in(make_return())

    for user in (make_user("liaison", "work-safety"), make_user("analyst", "qtsb"), make_user("leader", "government-office")):
        with pytest.raises(Refused, match="You need the permission"):
            accept_return(record, actor=user, at=LATER, calendar=work_calendar())
    assert decide(accept_return, record).state == "accepted"


def test_a_return_with_an_impossible_value_is_not_taken_and_says_so(packs):
    liaison = make_user("liaison", "work-safety")
    record = fill(make_return(), {**WORK_SAFETY, "hazards_removed": "96"}, actor=liaison)

    with pytest.raises(Refused, match="1 value is impossible"):
        submit_return(record, actor=liaison, at=FILLED_AT, calendar=work_calendar())
    assert (record.state, record.reported.versions.get().submitted_at) == ("draft", None)


def test_a_value_that_may_be_true_passes_once_it_is_explained(packs):
    liaison = make_user("liaison", "work-safety")
    record = fill(make_return(), {**WORK_SAFETY, "accidents": "2", "deaths": "2"}, actor=liaison)

    with pytest.raises(Refused, match="1 value asks for an explanation"):
        submit_return(record, actor=liaison, at=FILLED_AT, calendar=work_calendar())
    record.refresh_from_db()
    hand_in(record, {"deaths": Written("2", note="两起事故均在调查中。")}, actor=liaison)
    assert record.state == "submitted"


def test_missing_zero_and_not_applicable_are_three_things(packs):
    record = make_return("quality-work", "sport")
    fill(record, {"meetings": "0", "inspections": Written("", does_not_apply=True, note="没有监管职责"), "trained": ""})

    entries = entries_of(record.reported.versions.get())
    assert [entries[item] for item in ("meetings", "inspections", "trained")] == [
        Entry(Status.GIVEN, Decimal("0.00")), Entry(Status.NOT_APPLICABLE, note="没有监管职责"), Entry(),
    ]


def test_a_return_sent_back_goes_on_as_a_new_version_with_its_remarks(packs):
    record = hand_in(make_return())
    decide(give_back, record, reason="检查数与台账不符。", correct_by=CORRECT_BY, remarks={"checked": "请核对"})

    first, second = record.reported.versions.order_by("number")
    assert (record.state, record.due_on, first.outcome, second.submitted_at) == ("returned", CORRECT_BY, "returned", None)
    assert entries_of(second) == entries_of(first)
    assert second.values.get(item="checked").remark == "请核对"
    hand_in(record, {"checked": "180"}, at=LATER)
    assert record.reported.handed_in_on == date(2012, 4, 5)
    assert Version.objects.in_force().get() == second


def test_sending_back_needs_a_reason_and_a_day_to_come(packs):
    record = hand_in(make_return())

    with pytest.raises(Refused, match="Give the reason"):
        decide(give_back, record, reason=" ", correct_by=CORRECT_BY, remarks={})
    with pytest.raises(Refused, match="is over already"):
        decide(give_back, record, reason="不符", correct_by=date(2012, 4, 1), remarks={})
    record.refresh_from_db()
    assert (record.state, record.reported.versions.count()) == ("submitted", 1)


def test_what_was_accepted_counts_until_a_corrected_version_is(packs):
    record = decide(accept_return, hand_in(make_return()))
    assert record.is_open is False
    decide(reopen_return, record, reason="年度核对发现差错", correct_by=CORRECT_BY)
    hand_in(record, {"checked": "200"}, at=LATER)

    assert (record.state, Version.objects.in_force().get().number) == ("submitted", 1)
    decide(accept_return, record)
    assert Version.objects.in_force().get().number == 2
    assert [version.number for version in record.reported.versions.order_by("number")] == [1, 2]


def test_more_time_is_asked_by_the_department_and_granted_by_the_office(packs):
    from hengzhi.register.clock_changes import ask_extension, decide_extension

    record = make_return()
    asked = ask_extension(
        record, "hand_in", reason="系统升级", due_on=date(2012, 4, 16), actor=make_user("liaison", "work-safety"), at=FILLED_AT
    )
    decide_extension(asked, granted=True, note="", actor=make_user("office", "qtsb"), at=FILLED_AT, calendar=work_calendar())

    record.refresh_from_db()
    assert (record.due_on, record.reported.due_on) == (date(2012, 4, 16), date(2012, 4, 16))


def test_an_accepted_return_waits_for_nobody(packs):
    office = make_user("office", "qtsb")
    record = hand_in(make_return())
    assert list(Record.objects.waiting_for(office)) == [record]

    decide(accept_return, record)
    assert list(Record.objects.waiting_for(office)) == []


def test_what_has_become_known_since_the_draft_is_checked_at_handing_in(packs):
    liaison = make_user("liaison", "work-safety")
    record = fill(make_return(span="2012-Q2", at=datetime(2012, 6, 30, tzinfo=UTC)), WORK_SAFETY, actor=liaison)
    assert record.reported.unexplained == 0
    hand_in(make_return(span="2012-Q1"), {**WORK_SAFETY, "checked": "1000"}, actor=liaison)

    with pytest.raises(Refused, match="1 value asks for an explanation"):
        submit_return(record, actor=liaison, at=datetime(2012, 7, 3, tzinfo=UTC), calendar=work_calendar())


@pytest.mark.parametrize(("role", "department", "sees", "says"), [
    ("reviewer", "government-office", True, ""),
    ("office", "qtsb", True, ""),
    ("reviewer", "tax", True, "The department that answers for the form decides"),
    ("reviewer", "commerce", False, "You need the permission"),
    ("liaison", "government-office", True, "You need the permission"),
])
def test_the_department_that_answers_for_a_form_decides_and_fills_nothing_in(packs, role, department, sees, says):
    record = make_return("window-service", "tax")
    cells = {"handled": "1000", "in_time": "990", "in_time_rate": "99.00", "rated": "400", "satisfied": "390"}
    hand_in(record, cells)
    user = make_user(role, department)

    assert Record.objects.visible_to(user).filter(pk=record.pk).exists() == sees
    with pytest.raises(Refused):
        save_entries(record, {}, actor=user, at=LATER)
    if says:
        with pytest.raises(Refused, match=says):
            accept_return(record, actor=user, at=LATER, calendar=work_calendar())
        with pytest.raises(Refused, match=says):
            give_back(record, reason="不符", correct_by=CORRECT_BY, remarks={}, actor=user, at=LATER, calendar=work_calendar())
    else:
        accept_return(record, actor=user, at=LATER, calendar=work_calendar())
        assert Record.objects.get(pk=record.pk).state == "accepted"
