"""Only the steps of the table are possible, only from their states, only for who may take them."""

from datetime import date

import pytest

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.accounts.models import Grant
from hengzhi.complaints.kinds import COMPLAINT_KIND, KINDS, TIPOFF_KIND
from hengzhi.complaints.permissions import CHECK, CLOSE, DECIDE, DISPATCH, FOLLOW_UP, MEDIATE, REOPEN
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.register.models import AuditEvent, Clock, Record
from hengzhi.register.services import move

PERMISSIONS = (DISPATCH, DECIDE, MEDIATE, CHECK, FOLLOW_UP, CLOSE, REOPEN, None)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_state_step_and_permission(packs, kind):
    """All combinations in one go: whatever the table does not list is refused, and what is refused changes nothing."""
    users = {permission: make_user("") for permission in PERMISSIONS}
    for permission, user in users.items():
        user.__dict__["grants"] = (Grant(permission.code, "district", None, user.pk),) if permission else ()
    record = make_complaint(kind=kind)
    facts = {
        "recovered_yuan": "100.00", "paid_yuan": "50", "paid_proof": "signed", "confirmed_yuan": "50",
        "confirmation": "call_back", "supplement_due_on": "2012-03-12", "delegated_to": "消保委", "delegated_station": 1, "case_result": "penalty",
        "unit": Department.objects.get(code="qtsb").pk,
        **{f"{name}_ground": entries[0]["code"] for name, entries in record.rule_set.grounds.items() if entries},
    }
    wrong, switches = [], record.rule_set.switches

    for state in kind.workflow.states.values:
        for step in kind.workflow.steps:
            for permission, user in users.items():
                record.state = state
                allowed = not kind.workflow.refusal(record, step.name, user, "why", facts)
                is_listed = state in step.sources and permission == step.permission and step.is_in(switches)
                is_guarded = any(guard(record.complaint, facts) for guard in (*step.needs, *step.guards))
                if allowed != (is_listed and not is_guarded):
                    wrong.append((state, step.name, permission))

    assert wrong == []


@pytest.fixture
def handler(packs):
    return make_user("handler")


@pytest.mark.parametrize(
    ("step", "missing"), [("decline", "refusal_ground"), ("settle", "recovered_yuan"), ("end", "termination_ground")]
)
def test_a_step_is_refused_without_its_facts(handler, step, missing):
    record = make_complaint()
    if step != "decline":
        take(record, "accept", actor=handler)

    with pytest.raises(Refused, match=str(record.detail._meta.get_field(missing).verbose_name)):
        move(record, step, actor=handler, at=RECEIVED_AT, calendar=work_calendar(), note="理由")


def test_refusing_needs_a_reason_and_a_ground_of_the_rules_in_force(handler):
    record = make_complaint()

    with pytest.raises(Refused):
        move(record, "decline", actor=handler, at=RECEIVED_AT, calendar=work_calendar(), facts={"refusal_ground": "no-power"})
    with pytest.raises(Refused, match="no-such-ground"):
        take(record, "decline", actor=handler, refusal_ground="no-such-ground")

    assert Record.objects.get(pk=record.pk).state == "received"


@pytest.mark.parametrize("amount", ["-1", "11596.01", "viel", "1e3x"])
def test_a_recovered_loss_that_cannot_be_is_refused(handler, amount):
    record = take(make_complaint(), "accept", actor=handler)

    with pytest.raises(Refused):
        take(record, "settle", actor=handler, recovered_yuan=amount)

    assert Record.objects.get(pk=record.pk).state == "mediation"


def test_a_complaint_without_a_business_cannot_be_accepted(handler):
    record = make_complaint(respondent_name="")

    with pytest.raises(Refused):
        take(record, "accept", actor=handler)


def test_settling_writes_facts_clock_and_trail_together(handler):
    record = take(make_complaint(), "accept", actor=handler)

    take(record, "settle", actor=handler, recovered_yuan="2899.00")

    complaint = record.detail
    clocks = list(record.clocks.values_list("name", "state", "start_on", "due_on"))
    assert (record.state, complaint.outcome, str(complaint.recovered_yuan)) == ("settled", "settled", "2899.00")
    assert clocks == [
        ("decide", "met", date(2012, 3, 5), date(2012, 3, 10)), ("mediate", "met", date(2012, 3, 5), date(2012, 5, 4)),
    ]
    assert list(record.events.values_list("action", "source", "target")) == [
        ("open", "", "received"), ("accept", "received", "mediation"), ("settle", "mediation", "settled"),
    ]


def test_a_clock_stopped_after_its_day_is_late(handler):
    record = make_complaint()

    take(record, "accept", actor=handler, at=RECEIVED_AT.replace(day=12))

    assert record.clocks.get(name="decide").state == Clock.State.LATE


def test_of_two_people_taking_a_step_at_once_one_wins_and_the_other_is_told(handler):
    record = make_complaint()
    seen_by_one, seen_by_other = Record.objects.get(pk=record.pk), Record.objects.get(pk=record.pk)

    take(seen_by_one, "accept", actor=handler)
    with pytest.raises(Refused):
        take(seen_by_other, "decline", actor=handler, refusal_ground=record.rule_set.grounds["refusal"][0]["code"])

    assert Record.objects.get(pk=record.pk).state == "mediation"
    assert AuditEvent.objects.filter(record=record, action="decline").count() == 0


def test_a_failure_on_the_way_leaves_nothing_half_done(handler, monkeypatch):
    record = make_complaint()
    monkeypatch.setattr("hengzhi.register.services.turn", lambda *given: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        take(record, "accept", actor=handler)

    stored = Record.objects.get(pk=record.pk)
    assert (stored.state, stored.detail.accepted_on, stored.events.count()) == ("received", None, 1)


def test_a_role_of_another_department_reaches_nothing(packs):
    stranger = make_user("handler", department="qtsb")
    record = make_complaint()

    with pytest.raises(Refused):
        take(record, "accept", actor=stranger)


@pytest.mark.parametrize(("year", "code"), [(2012, "R1996"), (2015, "R2014"), (2022, "R2020"), (2026, "R2026")])
def test_a_complaint_is_judged_by_the_rules_in_force_when_it_came(packs, year, code):
    record = make_complaint(at=RECEIVED_AT.replace(year=year, month=6))

    assert record.rule_set.code == code


def test_numbers_run_by_kind_and_year(packs):
    first, second = make_complaint(), make_complaint()
    other, next_year = make_complaint(kind=TIPOFF_KIND), make_complaint(at=RECEIVED_AT.replace(year=2013))

    codes = [record.code for record in (first, second, other, next_year)]
    assert codes == ["T2012-00001", "T2012-00002", "J2012-00001", "T2013-00001"]


def test_the_local_day_counts_not_the_universal_one(packs):
    record = make_complaint(at=RECEIVED_AT.replace(hour=17))

    assert record.opened_on == date(2012, 3, 6)
    assert COMPLAINT_KIND.workflow.start == record.state
