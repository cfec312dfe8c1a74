"""Taking the demonstration's returns through their workflow, in the order in which things happened.

Each version is checked against what was known when it was handed in, so its explanations are those the pages ask for. A
step the workflow does not have, or an impossible value, stops the loading.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from itertools import count

from hengzhi.accounts.models import User
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.core.periods import Period
from hengzhi.ops.demonstration.draw import Draw
from hengzhi.ops.demonstration.returns.courses import Courses, Event
from hengzhi.ops.demonstration.returns.values import Figures
from hengzhi.register.clocks import nearest, new_clock, opening_clocks, stop
from hengzhi.register.models import AuditEvent, Clock, ClockExtension, Record
from hengzhi.register.workflow import ON_THE_DAY
from hengzhi.returns.checks import Entries, Surroundings, findings, unexplained
from hengzhi.returns.definition import Definition, ItemType
from hengzhi.returns.entries import Entry, Status
from hengzhi.returns.kinds import RETURN_KIND
from hengzhi.returns.models import Form, Return, Version
from hengzhi.returns.rounds import Owed, due_on
from hengzhi.returns.workflow import HAND_IN, RETURN

OFFICE = "office"
OFF_BY = Decimal("0.93")  # how far off the figure is for which a return goes back
CORRECTED = {"give_back", "reopen"}


@dataclass(frozen=True)
class Start:
    """A return that is to be opened."""

    form: Form
    span: Period
    one: Owed
    at: datetime


@dataclass
class Draft:
    """A version of a return, not yet saved."""

    version: Version
    entries: dict[str, Entry]
    remarks: dict[str, str] = field(default_factory=dict)


@dataclass
class Made:
    """The rows of one return, not yet saved; `course` is what happens to it."""

    record: Record
    row: Return
    structure: Definition
    course: tuple[Event, ...]
    draw: Draw
    drafts: list[Draft]
    clocks: list[Clock]
    events: list[AuditEvent] = field(default_factory=list)
    extensions: list[ClockExtension] = field(default_factory=list)

    @property
    def department(self) -> str:
        return self.row.department.code


class Replay:
    def __init__(self, figures: Figures, users: Mapping[str, User], calendar: WorkCalendar) -> None:
        self._figures, self._users, self._calendar = figures, users, calendar
        words = figures.words.content
        self._courses = Courses(calendar, words["held_up"], words["goes_back"])
        self._numbers: dict[int, count] = {}
        self._known = _Known()

    def run(self, starts: list[Start], until: datetime) -> list[Made]:
        """Open the returns and let happen what happens to them up to an instant."""
        made = [self._open(start) for start in starts]
        happening = [(event.at, at, event) for at, one in enumerate(made) for event in one.course if event.at <= until]
        for _when, at, event in sorted(happening, key=lambda entry: entry[:2]):
            getattr(self, "_" + event.name)(made[at], event)
        return made

    def _open(self, start: Start) -> Made:
        form, one, day = start.form, start.one, local_day(start.at)
        number = next(self._numbers.setdefault(day.year, count(1)))
        record = Record(
            kind=RETURN_KIND.code, code=f"{RETURN_KIND.prefix}{day.year}-{number:05d}",
            title=f"{form.name_zh} {start.span.zh}", state=RETURN.start, state_since=start.at, opened_at=start.at,
            opened_on=day, department=one.department, synthetic=True,
        )
        row = Return(
            record=record, form=form, form_code=form.code, department=one.department, period=start.span.text,
            starts_on=one.starts_on, ends_on=one.ends_on, due_on=due_on(form.structure, one, day, self._calendar),
            unexplained=len(form.structure.items),
        )
        draw = Draw(f"course {record.code}")
        clocks = opening_clocks(record, self._calendar)
        record.due_on = nearest(clocks)
        shared = {"added": form.owner.code} if form.owner else {}
        return Made(
            record=record, row=row, structure=form.structure, draw=draw, clocks=clocks,
            course=tuple(self._courses.events(
                f"{form.code} {row.period} {one.department.code}", day, row.ends_on, row.due_on, draw
            )),
            drafts=[Draft(Version(number=1), {item.code: Entry() for item in form.structure.items})],
            events=[
                AuditEvent(at=start.at, record=record, action="open", target=record.state),
                *([AuditEvent(at=start.at, record=record, action="shared", facts=shared)] if shared else []),
            ],
        )

    def _submit(self, made: Made, event: Event) -> None:
        actor, draft = f"liaison-{made.department}", made.drafts[-1]
        draft.entries = self._reported(made)
        draft.version.saved_at = draft.version.submitted_at = event.at
        draft.version.submitted_by = self._users[actor]
        self._move(made, event, actor, "")
        made.row.handed_in_on = made.row.handed_in_on or local_day(event.at)
        made.row.unexplained = 0
        self._known.handed_in(made, draft.entries)

    def _reported(self, made: Made) -> dict[str, Entry]:
        """Return what is handed in: the true figures, or at first wrong ones where the return is going to be corrected."""
        true = self._figures.entries(made.structure, made.department, made.row.span)
        goes_back = len(made.drafts) == 1 and any(event.name in CORRECTED for event in made.course)
        wrong = _off(made.structure, true) if goes_back else true
        around = self._known.around(made)
        chosen = true if any(one.is_hard for one in findings(made.structure, wrong, around)) else wrong
        return self._explained(made, chosen, around)

    def _explained(self, made: Made, entries: dict[str, Entry], around: Surroundings) -> dict[str, Entry]:
        found = findings(made.structure, entries, around)
        if hard := [one.says for one in found if one.is_hard]:
            raise ValueError(f"{made.record.code} {made.record.title}: {hard}")
        for one in unexplained(found, entries):
            note = self._figures.words.among("explanations", one.check, made.draw)
            entries = {**entries, one.item: replace(entries[one.item], note=note)}
        return entries

    def _accept(self, made: Made, event: Event) -> None:
        self._move(made, event, OFFICE, "")
        self._decide(made, event, Version.Outcome.ACCEPTED, "")
        self._known.accepted(made, made.drafts[-1].entries)

    def _give_back(self, made: Made, event: Event) -> None:
        words, draft = self._figures.words, made.drafts[-1]
        reason = words.among("sent_back", "reasons", made.draw)
        self._move(made, event, OFFICE, reason)
        self._decide(made, event, Version.Outcome.RETURNED, reason)
        draft.remarks = {_leaf(made.structure, draft.entries): words.among("sent_back", "remarks", made.draw)}
        self._next_version(made)

    def _reopen(self, made: Made, event: Event) -> None:
        self._move(made, event, OFFICE, self._figures.words.among("reopened", "reasons", made.draw))
        made.drafts[-1].remarks = {}
        self._next_version(made)

    def _decide(self, made: Made, event: Event, outcome: str, reason: str) -> None:
        version = made.drafts[-1].version
        version.outcome, version.reason = outcome, reason
        version.decided_by, version.decided_at = self._users[OFFICE], event.at

    def _next_version(self, made: Made) -> None:
        last = made.drafts[-1]
        made.drafts.append(Draft(Version(number=last.version.number + 1), last.entries, last.remarks))

    def _extend(self, made: Made, event: Event) -> None:
        """The department asks for more time and the office grants it the same hour."""
        clock, later = made.clocks[0], event.facts["due_on"]
        asker, office = self._users[f"liaison-{made.department}"], self._users[OFFICE]
        reason = self._figures.words.among("missing", "notes", made.draw)
        made.extensions.append(ClockExtension(
            clock=clock, due_on=later, reason=reason, asked_by=asker, asked_at=event.at,
            state=ClockExtension.State.GRANTED, decided_by=office, decided_at=event.at,
        ))
        asked = {"clock": HAND_IN, "to": later.isoformat()}
        moved = {"clock": HAND_IN, "from": clock.due_on.isoformat(), "to": later.isoformat()}
        for action, actor, facts, note in (("extension_asked", asker, asked, reason), ("extension_granted", office, moved, "")):
            made.events.append(AuditEvent(at=event.at, actor=actor, record=made.record, action=action, note=note, facts=facts))
        clock.due_on = made.row.due_on = made.record.due_on = later

    def _move(self, made: Made, event: Event, actor: str, note: str) -> None:
        """Take a step as `register.services.move` does; raises ValueError for one the workflow does not have."""
        record, step, day = made.record, RETURN.step(event.name), local_day(event.at)
        if record.state not in step.sources:
            raise ValueError(f"{record.code}: step {event.name} is not possible in state {record.state}")
        for column, value in {**event.facts, **step.sets}.items():
            setattr(made.row, column, day if value is ON_THE_DAY else value)
        source, record.state, record.state_since = record.state, step.target, event.at
        record.is_open = step.target not in RETURN.final
        self._turn(made, day)
        made.events.append(AuditEvent(
            at=event.at, actor=self._users[actor], record=record, action=event.name, source=source, target=step.target,
            note=note, facts={fact: str(value) for fact, value in event.facts.items()},
        ))

    def _turn(self, made: Made, day) -> None:
        wanted = RETURN.limits_in(made.record.state)
        for clock in made.clocks:
            if clock.state == Clock.State.RUNNING and clock.name not in wanted:
                stop(clock, day)
        given = {"record": made.record, "rules": None, "start_on": day, "calendar": self._calendar}
        made.clocks += [clock for name in wanted if (clock := new_clock(name=name, **given))]
        made.record.due_on = nearest(made.clocks)


class _Known:
    """What all departments have reported so far: the last accepted version of a return, else the last handed in."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str], dict[str, Entries]] = {}
        self._accepted: set[str] = set()

    def handed_in(self, made: Made, entries: Entries) -> None:
        if made.record.code not in self._accepted:
            self._keep(made, entries)

    def accepted(self, made: Made, entries: Entries) -> None:
        self._accepted.add(made.record.code)
        self._keep(made, entries)

    def _keep(self, made: Made, entries: Entries) -> None:
        self._entries.setdefault((made.row.form_code, made.department), {})[made.row.period] = entries

    def around(self, made: Made) -> Surroundings:
        """Return what a return is compared with now."""
        own = self._entries.get((made.row.form_code, made.department), {})
        earlier = [own[period] for period in sorted(own) if period < made.row.period]
        peers = [
            periods[made.row.period] for (form, department), periods in self._entries.items()
            if form == made.row.form_code and department != made.department and made.row.period in periods
        ]
        last = own.get(made.row.span.before().text, {})
        return Surroundings(last=last, history=_numbers(earlier), peers=_numbers(peers))


def _numbers(many: list[Entries]) -> dict[str, list[Decimal]]:
    numbers: dict[str, list[Decimal]] = {}
    for entries in many:
        for item, entry in entries.items():
            if entry.number is not None:
                numbers.setdefault(item, []).append(entry.number)
    return numbers


def _leaf(structure: Definition, entries: Entries) -> str:
    """Return the last whole number that is reported: the figure over which a return goes back."""
    items = [item.code for item in structure.items if entries[item.code].number and item.type is ItemType.WHOLE]
    return items[-1] if items else structure.items[0].code


def _off(structure: Definition, true: dict[str, Entry]) -> dict[str, Entry]:
    """Return the figures with one of them wrong."""
    code = _leaf(structure, true)
    if true[code].status != Status.GIVEN or true[code].number is None:
        return true
    number = (true[code].number * OFF_BY).quantize(Decimal(1)).quantize(Decimal("0.01"))
    return {**true, code: replace(true[code], number=number)}
