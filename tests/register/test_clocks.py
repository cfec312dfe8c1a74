"""Clocks: paused for a cause, lengthened by approval, started anew, and never changed without a trace."""

from datetime import UTC, date, datetime

import pytest

from factories import make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.register.clock_changes import ask_extension, decide_extension, pause, restart, resume
from hengzhi.register.models import Clock, ClockExtension, Record
from hengzhi.register.strip import clock_strips


def at(month: int, day: int, year: int = 2022) -> datetime:
    return datetime(year, month, day, 2, 0, tzinfo=UTC)


@pytest.fixture
def handler(packs):
    return make_user("handler", "aic")


@pytest.fixture
def head(packs):
    return make_user("supervisor", "aic")


def in_mediation(handler) -> Record:
    """Return a complaint of 2022 in mediation since 7 March: 45 working days, to 11 May."""
    record = make_complaint(at=at(3, 4), department=Department.objects.get(code="aic"))
    return take(record, "accept", actor=handler, at=at(3, 7))


def in_checking(handler) -> Record:
    record = make_complaint(
        at=at(3, 4), kind=TIPOFF_KIND, problem="food-safety", department=Department.objects.get(code="aic"),
    )
    return take(record, "begin_check", actor=handler, at=at(3, 7))


def mediation(record: Record) -> Clock:
    return record.clocks.get(name="mediate")


def given(at_, **overrides) -> dict:
    return {"at": at_, "calendar": work_calendar(), **overrides}


def pause_it(record, handler, **overrides):
    words = {"cause": "testing", "document": "检〔2022〕3号", "actor": handler, "at": at(3, 10), **overrides}
    pause(record, "mediate", **words)
    record.refresh_from_db()


def test_a_paused_clock_counts_no_day_and_says_why(handler):
    record = in_mediation(handler)
    before = mediation(record).due_on

    pause_it(record, handler)
    assert (mediation(record).state, record.due_on) == ("paused", None)
    resume(record, "mediate", actor=handler, **given(at(3, 17)))

    clock = mediation(record)
    record.refresh_from_db()
    assert before == date(2022, 5, 11)
    assert (clock.state, clock.due_on, record.due_on) == ("running", date(2022, 5, 18), date(2022, 5, 18))
    assert clock.paused == [f"2022-03-{day}" for day in range(10, 17)]
    assert "检验" in clock_strips(record, date(2022, 3, 20), work_calendar())[1].history[0]


def test_a_pause_needs_a_cause_of_the_rules_and_a_document(handler):
    record = in_mediation(handler)

    with pytest.raises(Refused, match="holiday"):
        pause_it(record, handler, cause="holiday")
    with pytest.raises(Refused, match=r"文书|document"):
        pause_it(record, handler, document=" ")

    assert mediation(record).state == "running"


def test_a_clock_is_paused_once_and_resumed_once(handler):
    record = in_mediation(handler)
    pause_it(record, handler)

    with pytest.raises(Refused):
        pause_it(record, handler)
    resume(record, "mediate", actor=handler, **given(at(3, 17)))
    with pytest.raises(Refused):
        resume(record, "mediate", actor=handler, **given(at(3, 17)))


def test_a_pause_that_ends_on_its_own_day_takes_nothing_away(handler):
    record = in_mediation(handler)
    before = mediation(record).due_on

    pause_it(record, handler)
    resume(record, "mediate", actor=handler, **given(at(3, 10)))

    assert mediation(record).due_on == before


def test_closing_while_paused_ends_the_pause_and_judges_by_the_days_that_counted(handler):
    record = in_mediation(handler)
    pause_it(record, handler, at=at(5, 11))

    take(record, "settle", actor=handler, at=at(6, 30), recovered_yuan="10")

    assert mediation(record).state == "met"
    assert mediation(record).pauses.get().until == date(2022, 6, 30)


def test_somebody_else_grants_more_time_once(handler, head):
    record = in_checking(handler)
    before = record.clocks.get(name="check").due_on

    asked = ask_extension(record, "check", reason="须异地取证", actor=handler, at=at(3, 20))
    with pytest.raises(Refused):
        ask_extension(record, "check", reason="再请", actor=handler, at=at(3, 20))
    decide_extension(asked, granted=True, note="", actor=head, **given(at(3, 21)))

    clock = record.clocks.get(name="check")
    assert (before, clock.due_on, clock.extended) == (date(2022, 3, 25), date(2022, 4, 18), 15)
    with pytest.raises(Refused):
        ask_extension(record, "check", reason="再请", actor=handler, at=at(3, 22))
    assert list(record.events.filter(action="extension_granted").values_list("facts", flat=True)) == [
        {"clock": "check", "from": "2022-03-25", "to": "2022-04-18"}
    ]


def test_nobody_grants_their_own_request(head):
    record = in_checking(head)
    asked = ask_extension(record, "check", reason="须异地取证", actor=head, at=at(3, 20))

    with pytest.raises(Refused, match=r"yourself|本人"):
        decide_extension(asked, granted=True, note="", actor=head, **given(at(3, 21)))

    assert ClockExtension.objects.get().state == "asked"


def test_more_time_is_refused_with_a_reason_and_changes_nothing(handler, head):
    record = in_checking(handler)
    asked = ask_extension(record, "check", reason="须异地取证", actor=handler, at=at(3, 20))

    with pytest.raises(Refused):
        decide_extension(asked, granted=False, note="", actor=head, **given(at(3, 21)))
    decide_extension(asked, granted=False, note="理由不足", actor=head, **given(at(3, 21)))

    assert record.clocks.get(name="check").due_on == date(2022, 3, 25)


def test_a_limit_that_has_ended_is_not_extended(handler, head):
    record = in_checking(handler)

    with pytest.raises(Refused, match="2022-03-25"):
        ask_extension(record, "check", reason="须异地取证", actor=handler, at=at(3, 28))


def test_a_handler_grants_nothing_and_a_stranger_asks_nothing(handler):
    record = in_checking(handler)
    stranger = make_user("handler", "qtsb")
    with pytest.raises(Refused):
        ask_extension(record, "check", reason="须异地取证", actor=stranger, at=at(3, 20))
    asked = ask_extension(record, "check", reason="须异地取证", actor=handler, at=at(3, 20))

    with pytest.raises(Refused):
        decide_extension(asked, granted=True, note="", actor=make_user("handler", "aic"), **given(at(3, 21)))


def test_a_new_fact_starts_the_checking_anew_and_keeps_the_old_clock(handler):
    record = in_checking(handler)

    restart(record, "check", cause="举报人补充新线索", actor=handler, **given(at(3, 21)))

    record.refresh_from_db()
    assert [(clock.state, clock.start_on, clock.due_on) for clock in record.clocks.filter(name="check")] == [
        ("restarted", date(2022, 3, 4), date(2022, 3, 25)), ("running", date(2022, 3, 21), date(2022, 4, 12)),
    ]
    assert record.due_on == date(2022, 4, 12)


def test_mediation_is_not_started_anew(handler):
    with pytest.raises(Refused):
        restart(in_mediation(handler), "mediate", cause="新情况", actor=handler, **given(at(3, 21)))


def test_every_change_of_a_clock_is_in_the_trail(handler, head):
    record = in_mediation(handler)

    pause_it(record, handler)
    resume(record, "mediate", actor=handler, **given(at(3, 17)))

    assert list(record.events.filter(action__startswith="clock").values_list("action", "facts")) == [
        ("clock_paused", {"clock": "mediate", "cause": "testing", "document": "检〔2022〕3号"}),
        ("clock_resumed", {"clock": "mediate", "from": "2022-05-11", "to": "2022-05-18"}),
    ]


def test_the_page_offers_only_what_this_user_may_do(handler, head):
    record = in_checking(handler)
    ask_extension(record, "check", reason="须异地取证", actor=handler, at=at(3, 20))
    day = date(2022, 3, 20)

    changes = {user: clock_strips(record, day, work_calendar(), user)[-1].changes for user in (handler, head)}

    assert (changes[handler].may_decide, changes[head].may_decide) == (False, True)
    assert (changes[handler].may_ask, changes[handler].may_restart) == (False, True)
    assert not clock_strips(record, day, work_calendar())[-1].changes.may_decide
