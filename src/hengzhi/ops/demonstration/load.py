"""Writing the generated records: many at a time, yet as if every step had been taken by hand.

Each case is replayed on the workflow table, so a step the table does not have stops the loading. A test compares
cases loaded here with the same cases moved one step after the other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.db import transaction

from hengzhi.accounts.models import User
from hengzhi.complaints.kinds import KINDS
from hengzhi.complaints.models import CallBack, Complaint, Meeting
from hengzhi.complaints.services.mediation import HELD, RESULT_ACTIONS
from hengzhi.complaints.workflow.states import Naming
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.packs import find_pack, with_needs
from hengzhi.core.reference import site, work_calendar
from hengzhi.ops.demonstration.cases import CallBack as MadeCallBack
from hengzhi.ops.demonstration.cases import Case, generate_cases
from hengzhi.ops.demonstration.cases import Meeting as MadeMeeting
from hengzhi.ops.demonstration.enterprises import Enterprise as MadeEnterprise
from hengzhi.ops.demonstration.enterprises import generate_enterprises
from hengzhi.ops.demonstration.insert import Event, insert, note_numbers
from hengzhi.ops.demonstration.parameters import read_parameters, read_rules
from hengzhi.ops.demonstration.worktime import AHEAD_OF_UTC
from hengzhi.organisations.models import Area, Department, Enterprise, EnterpriseIdentifier
from hengzhi.register.clocks import count, holds, nearest, opening_clocks, started, stop
from hengzhi.register.kinds import Kind
from hengzhi.register.models import AuditEvent, Clock, ClockPause, Record, RuleSet
from hengzhi.register.rules import rule_set_in_force
from hengzhi.register.search import search_text
from hengzhi.register.services import words_of
from hengzhi.register.upkeep import count_anew
from hengzhi.register.vault.index import index_rows
from hengzhi.register.vault.models import Person, PersonIndex
from hengzhi.register.vault.people import links_of
from hengzhi.register.vault.sealing import seal
from hengzhi.register.workflow import ON_THE_DAY, Step

BATCH = 4000
KIND_BY_CODE = {kind.code: kind for kind in KINDS}


@dataclass(frozen=True)
class World:
    """What the cases refer to."""

    department: Department
    areas: dict[str, Area]
    enterprises: list[Enterprise]
    users: dict[str, User]
    calendar: WorkCalendar

    def rules(self, kind: Kind, case: Case) -> RuleSet | None:
        return rule_set_in_force(kind.rules, self.department.kind, _local_day(case.received_at))


@dataclass
class Rows:
    """The rows of one case, not yet saved."""

    record: Record
    complaint: Complaint
    person: Person | None
    index: list[PersonIndex] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    pauses: list[ClockPause] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    call_backs: list[CallBack] = field(default_factory=list)
    meetings: list[Meeting] = field(default_factory=list)


def _local_day(at: datetime) -> date:
    """Return the local day of an instant: as `core.clock.local_day`, for hundreds of thousands of them."""
    return (at + AHEAD_OF_UTC).date()


def rows_of(case: Case, world: World) -> Rows:
    """Replay a case on its workflow and return its rows; raises ValueError for a step the table does not have."""
    kind = KIND_BY_CODE[case.kind]
    rows = _opened(case, kind, world)
    for event in case.events:
        step = kind.workflow.step(event.step)
        if step is None or rows.record.state not in step.sources:
            raise ValueError(f"{case.code}: step {event.step} is not possible in state {rows.record.state}")
        day, source = _local_day(event.at), rows.record.state
        for column, value in {**event.facts, **step.sets}.items():
            setattr(rows.complaint, column, day if value is ON_THE_DAY else value)
        rows.record.state, rows.record.state_since = step.target, event.at
        _turn(rows, step, day, world.calendar)
        rows.events.append(Event(
            at=event.at, actor_id=world.users[event.actor].pk, action=event.step, source=source, target=step.target,
            note=event.note, facts={fact: str(value) for fact, value in event.facts.items()},
        ))
    rows.record.is_open = rows.record.state not in kind.workflow.final
    rows.call_backs += [_call_back(call, rows.record, world) for call in case.call_backs]
    for meeting in case.meetings:
        _meet(rows, meeting, world)
    rows.events.sort(key=lambda event: event.at)
    return rows


def _meet(rows: Rows, made: MadeMeeting, world: World) -> None:
    """Add a meeting with what the trail says of it; the first one held is a fact of the complaint."""
    user = world.users[made.actor]
    rows.meetings.append(Meeting(
        record=rows.record, starts_at=made.starts_at, way=made.way, place=made.place, mediator=user.name, result=made.result,
        attended=made.attended, minutes=made.minutes, planned_by=user,
    ))
    note = f"{made.starts_at + AHEAD_OF_UTC:%Y-%m-%d %H:%M} {made.place}".strip()
    rows.events.append(Event(at=made.planned_at, actor_id=user.pk, action="meeting_planned", note=note))
    if made.noted_at is None:
        return
    if made.result in HELD and rows.complaint.mediated_on is None:
        rows.complaint.mediated_on = _local_day(made.noted_at)
    label = str(Meeting.Result(made.result).label)
    rows.events.append(Event(at=made.noted_at, actor_id=user.pk, action=RESULT_ACTIONS[made.result], note=label))


def _call_back(call: MadeCallBack, record: Record, world: World) -> CallBack:
    return CallBack(
        record=record, at=call.at, caller=world.users[call.actor], is_reached=call.satisfaction is not None,
        performed=call.performed, told_enough=call.told_enough, satisfaction=call.satisfaction,
    )


def _opened(case: Case, kind: Kind, world: World) -> Rows:
    day = _local_day(case.received_at)
    secrecy = Record.Confidentiality.CONFIDENTIAL if case.confidential else Record.Confidentiality.NORMAL
    record = Record(
        kind=kind.code, code=case.code, title=case.subject, state=kind.workflow.start, state_since=case.received_at,
        opened_at=case.received_at, opened_on=day, department=world.department, area=world.areas[case.area],
        confidentiality=secrecy, handler=_handler(case, world), rule_set=world.rules(kind, case), synthetic=True,
    )
    identity = {"name": case.person.name, "phone": case.person.phone} if case.person else {}
    person = seal(identity) if identity else None
    complaint = Complaint(
        record=record, channel=case.channel, object=case.object, category=case.category, problem=case.problem,
        claim=case.claim, details=case.details, respondent=world.enterprises[case.enterprise], complainant=person,
        disputed_yuan=case.disputed_yuan,
    )
    if not person and kind.code == "tipoff":
        complaint.naming = Naming.ANONYMOUS
    rows = Rows(record, complaint, person, list(index_rows(person, identity)) if person else [])
    clerk = None if case.channel == "portal" else world.users["intake"]
    rows.events.append(Event(at=case.received_at, actor_id=clerk.pk if clerk else None, action="open", target=record.state))
    rows.clocks += opening_clocks(record, world.calendar)
    record.due_on = nearest(rows.clocks)
    return rows


def _handler(case: Case, world: World) -> User | None:
    """Return who handles a case, nobody before the first step."""
    return world.users[case.handler] if case.events else None


def _turn(rows: Rows, step: Step, day: date, calendar: WorkCalendar) -> None:
    """Set the clocks of a record as `register.clocks.turn` does, without the database."""
    record, flow = rows.record, rows.record.kind_of.workflow
    wanted, live = flow.limits_in(record.state), []
    for clock in (clock for clock in rows.clocks if clock.is_live):
        is_left = clock.name in flow.carried and clock.name not in wanted
        if clock.name in step.drops:
            clock.state, clock.stopped_on = Clock.State.DROPPED, day
        elif is_left or clock.name in step.stops or record.state in flow.final:
            stop(clock, day)
        else:
            live.append(clock)
    running = {clock.name for clock in live}
    fresh = started(record, [name for name in (*wanted, *step.starts) if name not in running], day, calendar)
    rows.clocks += fresh
    for clock in (*live, *fresh):
        _hold_or_let_go(rows, clock, day, calendar)
    record.due_on = nearest([*live, *fresh])


def _hold_or_let_go(rows: Rows, clock: Clock, day: date, calendar: WorkCalendar) -> None:
    is_held = holds(rows.record, clock)
    if clock.state == Clock.State.RUNNING and is_held:
        rows.pauses.append(ClockPause(clock=clock, since=day, state=rows.record.state))
        clock.state = Clock.State.PAUSED
    elif clock.state == Clock.State.PAUSED and not is_held:
        rows.pauses[-1].until = day
        clock.state = Clock.State.RUNNING
        count(clock, calendar, rows.pauses)


def save(many: list[Rows]) -> None:
    """Save the rows of many cases, each table in one go."""
    insert([rows.person for rows in many if rows.person])
    Record.objects.bulk_create([rows.record for rows in many])
    for rows in many:
        rows.complaint.record_id = rows.record.pk
        for part in (*rows.clocks, *rows.events, *rows.call_backs, *rows.meetings):
            part.record_id = rows.record.pk
    insert([rows.complaint for rows in many])
    insert([link for rows in many for link in links_of(rows.record, rows.complaint)])
    insert([row for rows in many for row in rows.index])
    insert([search_text(rows.record, words_of(rows.record, rows.complaint)) for rows in many])
    insert([clock for rows in many for clock in rows.clocks if not rows.pauses])
    insert([event for rows in many for event in rows.events], AuditEvent)
    insert([call for rows in many for call in rows.call_backs])
    insert([meeting for rows in many for meeting in rows.meetings])
    _save_paused([rows for rows in many if rows.pauses])
    note_numbers(rows.record.code for rows in many)


def _save_paused(many: list[Rows]) -> None:
    """Save the clocks of records that have pauses: those need the keys of their clocks."""
    Clock.objects.bulk_create(clock for rows in many for clock in rows.clocks)
    for pause in (pause for rows in many for pause in rows.pauses):
        pause.clock_id = pause.clock.pk
    ClockPause.objects.bulk_create(pause for rows in many for pause in rows.pauses)


def _batches(cases: Iterable[Case]) -> Iterator[list[Case]]:
    waiting = iter(cases)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def load_district(pack: str, progress: Callable[[int], None] = lambda saved: None) -> int:
    """Make and save the businesses and records of a demonstration pack; return how many records."""
    folder, department = find_pack(pack).folder, Department.objects.get(code=site().complaints_department)
    parameters, rules = read_parameters(folder), read_rules([other.folder for other in with_needs([pack])], department.kind)
    areas = {area.code: area for area in Area.objects.all()}
    world = World(
        department=department, areas=areas, enterprises=_save_enterprises(generate_enterprises(parameters), areas),
        users={user.username: user for user in User.objects.all()}, calendar=work_calendar(),
    )
    saved = 0
    with transaction.atomic():
        for batch in _batches(generate_cases(parameters, rules, world.calendar, site().day)):
            save([rows_of(case, world) for case in batch])
            saved += len(batch)
            progress(saved)
    count_anew()
    return saved


def _save_enterprises(made: Iterable[MadeEnterprise], areas: dict[str, Area]) -> list[Enterprise]:
    made = list(made)
    enterprises = Enterprise.objects.bulk_create([
        Enterprise(code=one.code, name=one.name_zh, area=areas[one.area], address=one.address, trade=one.trade) for one in made
    ])
    kinds = EnterpriseIdentifier.Kind
    EnterpriseIdentifier.objects.bulk_create([
        EnterpriseIdentifier(enterprise=enterprise, kind=kind, value=value)
        for enterprise, one in zip(enterprises, made, strict=True)
        for kind, value in ((kinds.LICENCE, one.licence_number), (kinds.ORGANISATION_CODE, one.organisation_code))
    ])
    return enterprises
