"""Records loaded in bulk are the same as records moved one step after the other."""

from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import islice

import pytest

from hengzhi.complaints.kinds import KINDS
from hengzhi.complaints.models import Complaint
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
    return [*made[::EVERY], tested]


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
    for event in case.events:
        actor = world.users["supervisor" if case.confidential else event.actor]
        move(record, event.step, actor=actor, at=event.at, calendar=world.calendar, note=event.note, facts=event.facts)
    return record


def told(record: Record) -> dict:
    """Return all that matters of a record, without its number and who handled it."""
    clocks = record.clocks.values_list("name", "due_on", "state", "stopped_on", "skipped", "rolled", "source", "paused")
    pauses = record.clocks.values_list("pauses__since", "pauses__until", "pauses__state")
    events = record.events.values_list("action", "source", "target", "note", "at")
    columns = (
        "channel", "decided_on", "accepted_on", "concluded_on", "outcome", "recovered_yuan", "refusal_ground",
        "termination_ground", "naming", "agreed_on", "agreement_form", "perform_by", "paid_on", "paid_yuan", "paid_proof", "confirmed_on",
        "confirmed_yuan", "confirmation", "closed_on",
    )
    detail = Complaint.objects.get(record=record)
    own = ("kind", "state", "state_since", "is_open", "opened_on", "due_on", "rule_set_id")
    return {
        "record": [getattr(record, column) for column in own],
        "complaint": [getattr(detail, column) for column in columns], "clocks": list(clocks), "pauses": list(pauses), "events": list(events),
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
