"""Records loaded in bulk are the same as records moved one step after the other."""

from dataclasses import replace
from datetime import date
from functools import lru_cache, partial
from itertools import islice

import pytest

from hengzhi.complaints.kinds import KINDS
from hengzhi.complaints.models import Complaint
from hengzhi.complaints.services.mediation import note_meeting, plan_meeting
from hengzhi.core.packs import find_pack, with_needs
from hengzhi.core.reference import site, work_calendar
from hengzhi.ops.demonstration import load
from hengzhi.ops.demonstration.cases import Case, generate_cases
from hengzhi.ops.demonstration.parameters import read_parameters, read_rules
from hengzhi.ops.demonstration.people import make_people
from hengzhi.organisations.models import Area, Department
from hengzhi.register.models import Record
from hengzhi.register.services import move, open_record
from hengzhi.register.vault.index import people_with
from hengzhi.register.vault.models import PersonLink

PACK = "hongkou-2012"
EVERY = 97
SAMPLE = 60


@lru_cache(maxsize=1)
def cases() -> list[Case]:
    """Return a sample of the first year's cases, from all over its months."""
    parameters = read_parameters(find_pack(PACK).folder)
    rules = read_rules([pack.folder for pack in with_needs([PACK])], "aic")
    made = list(islice(generate_cases(parameters, rules, work_calendar(), site().day), EVERY * SAMPLE))
    tested = next(case for case in made if any(event.step == "send_for_testing" for event in case.events))
    met_twice = next(case for case in made if len(case.meetings) > 1)
    return [*made[::EVERY], tested, met_twice]


@pytest.fixture
def world(packs):
    make_people(PACK)
    areas = {area.code: area for area in Area.objects.all()}
    parameters = read_parameters(find_pack(PACK).folder)
    enterprises = load._save_enterprises(load.generate_enterprises(parameters), areas)
    users = {user.username: user for user in load.User.objects.all()}
    return load.World(Department.objects.get(code="aic"), areas, enterprises, users, work_calendar())


def by_hand(case: Case, world: load.World) -> Record:
    """Open and move a case as the pages do."""
    kind = next(kind for kind in KINDS if kind.code == case.kind)
    complaint = Complaint(
        channel=case.channel, object=case.object, category=case.category, problem=case.problem, claim=case.claim,
        details=case.details, respondent=world.enterprises[case.enterprise], disputed_yuan=case.disputed_yuan,
        naming="named" if case.person else "anonymous",
    )
    record = open_record(
        kind=kind, title=case.subject, department=world.department, area=world.areas[case.area], at=case.received_at,
        actor=None, calendar=world.calendar, detail=complaint,
    )
    for at, act in sorted([*_steps(case, record, world), *_meetings(case, record, world)], key=lambda one: one[0]):
        act(at)
    return record


def _steps(case: Case, record: Record, world: load.World):
    for event in case.events:
        actor = world.users["supervisor" if case.confidential else event.actor]
        yield event.at, partial(_move, record, event, actor, world)


def _move(record: Record, event, actor, world: load.World, at) -> None:
    move(record, event.step, actor=actor, at=at, calendar=world.calendar, note=event.note, facts=event.facts)


def _meetings(case: Case, record: Record, world: load.World):
    for made in case.meetings:
        yield made.planned_at, partial(_plan, record, made, world)
        if made.noted_at:
            yield made.noted_at, partial(_note, record, made, world)


def _plan(record: Record, made, world: load.World, at) -> None:
    actor = world.users[made.actor]
    plan_meeting(
        record=record, starts_at=made.starts_at, way=made.way, place=made.place, mediator=actor.name, actor=actor, at=at,
    )


def _note(record: Record, made, world: load.World, at) -> None:
    meeting = record.meetings.get(starts_at=made.starts_at)
    note_meeting(
        meeting=meeting, result=made.result, attended=made.attended, minutes=made.minutes, actor=world.users[made.actor], at=at,
    )


def told(record: Record) -> dict:
    """Return all that matters of a record, without its number and who handled it."""
    clocks = record.clocks.values_list("name", "due_on", "state", "stopped_on", "skipped", "rolled", "source", "paused")
    pauses = record.clocks.values_list("pauses__since", "pauses__until", "pauses__state")
    events = record.events.values_list("action", "source", "target", "note", "at")
    columns = (
        "channel", "decided_on", "accepted_on", "concluded_on", "outcome", "recovered_yuan", "refusal_ground",
        "termination_ground", "naming", "agreed_on", "agreement_form", "perform_by", "paid_on", "paid_yuan", "paid_proof", "confirmed_on",
        "confirmed_yuan", "confirmation", "closed_on", "mediated_on",
    )
    detail = Complaint.objects.get(record=record)
    met = record.meetings.values_list("starts_at", "way", "place", "mediator", "result", "attended", "minutes", "planned_by")
    own = ("kind", "state", "state_since", "is_open", "opened_on", "due_on", "rule_set_id")
    return {
        "record": [getattr(record, column) for column in own],
        "complaint": [getattr(detail, column) for column in columns], "clocks": list(clocks), "pauses": list(pauses), "events": list(events),
        "meetings": list(met),
    }


def test_loading_and_moving_by_hand_give_the_same_records(world):
    sample = cases()

    load.save([load.rows_of(case, world) for case in sample])

    loaded = {record.code: record for record in Record.objects.all()}
    for case in sample:
        assert told(loaded[case.code]) == told(by_hand(case, world)), case.code


def test_numbering_goes_on_after_the_loaded_records(world):
    sample = cases()
    load.save([load.rows_of(case, world) for case in sample])
    last = max(case.code for case in sample if case.kind == "complaint")

    record = by_hand(next(case for case in sample if case.kind == "complaint"), world)

    assert int(record.code[-5:]) == int(last[-5:]) + 1


def test_a_step_the_table_does_not_have_stops_the_loading(world):
    whole = next(case for case in cases() if len(case.events) > 1)
    case = replace(whole, events=whole.events[1:])

    with pytest.raises(ValueError, match=f"{case.code}: step"):
        load.rows_of(case, world)


def test_loaded_records_are_marked_synthetic(world):
    load.save([load.rows_of(case, world) for case in cases()[:5]])

    assert set(Record.objects.values_list("synthetic", flat=True)) == {True}
    assert site().day == date(2012, 12, 28)


def test_loaded_people_are_found_by_phone_and_linked(world):
    some = [case for case in cases() if case.person]
    load.save([load.rows_of(case, world) for case in some])

    found = people_with(phone=some[0].person.phone)

    assert some[0].code in {person.link.record.code for person in found}
    assert PersonLink.objects.count() == len(some)
