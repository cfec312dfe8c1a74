"""The rows a task and its acts leave behind, made without asking the database: as if each service had been called.

A test compares tasks made here with the same acts done through the services.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model

from hengzhi.accounts.models import User
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.ops.demonstration.programme.course import LIAISON, NOBODY, OFFICE, Act
from hengzhi.organisations.models import Department
from hengzhi.programme.models import FollowUp, Milestone, Postponement, Progress, Task
from hengzhi.programme.workflow import TASK
from hengzhi.register.clocks import nearest, new_clock, stop
from hengzhi.register.models import AuditEvent, Clock, Record
from hengzhi.register.workflow import ON_THE_DAY


@dataclass(frozen=True)
class Note:
    """An event of the trail that names another row by its key, once it has one."""

    event: AuditEvent
    about: str = ""
    row: Model | None = None


@dataclass
class TaskRows:
    """A task with all that happened to it, not yet saved."""

    record: Record
    task: Task
    milestones: list[Milestone]
    supporting: tuple[Department, ...]
    office: User
    liaison: User
    calendar: WorkCalendar
    clocks: list[Clock] = field(default_factory=list)
    progress: list[Progress] = field(default_factory=list)
    postponements: list[Postponement] = field(default_factory=list)
    orders: list[FollowUp] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def do(self, act: Act) -> None:
        """Let an act happen; raises ValueError for a step the workflow does not have there."""
        beside = BESIDE.get(act.name)
        if beside:
            beside(self, act.at, self._actor(act.who), act.given)
        else:
            self._step(act)

    def _actor(self, who: str) -> User | None:
        return {OFFICE: self.office, LIAISON: self.liaison, NOBODY: None}[who]

    def _step(self, act: Act) -> None:
        step, source, day = TASK.step(act.name), self.record.state, local_day(act.at)
        if step is None or source not in step.sources:
            raise ValueError(f"{self.record.code}: step {act.name} is not possible in state {source}")
        facts = {fact: act.given[fact] for fact in step.facts}
        for column, value in {**facts, **step.sets}.items():
            setattr(self.task, column, day if value is ON_THE_DAY else value)
        self.record.state, self.record.state_since = step.target, act.at
        self.record.is_open, self.record.came_back = step.target not in TASK.final, step.leads == "back"
        self._turn(day)
        told = {name: str(value) for name, value in facts.items()}
        note = act.given.get("note", "")
        self.write(act.name, act.at, self._actor(act.who), note, told, source=source, target=step.target)

    def _turn(self, day) -> None:
        """Stop and start the clock as `register.clocks.turn` does."""
        wanted = TASK.limits_in(self.record.state)
        running = [clock for clock in self.clocks if clock.state == Clock.State.RUNNING]
        for clock in running:
            if clock.name not in wanted:
                stop(clock, day)
        live = [clock for clock in running if clock.state == Clock.State.RUNNING]
        for name in wanted:
            if name not in {clock.name for clock in live}:
                given = {"record": self.record, "rules": self.record.rule_set, "calendar": self.calendar}
                clock = new_clock(name=name, start_on=day, **given)
                self.clocks.append(clock)
                live.append(clock)
        self.record.due_on = nearest(live)

    def write(
        self, action: str, at: datetime, actor: User | None, note: str, facts: Mapping[str, Any], *, source: str = "",
        target: str = "", about: str = "", row: Model | None = None,
    ) -> None:
        """Add an event to the trail; `row` is put into its facts as `about`, first."""
        event = AuditEvent(
            at=at, actor=actor, record=self.record, action=action, note=note, facts=dict(facts), source=source, target=target
        )
        self.notes.append(Note(event, about, row))

    def milestone(self, place: int) -> Milestone:
        return self.milestones[place - 1]


Given = Mapping[str, Any]


def _progress(rows: TaskRows, at: datetime, actor: User, given: Given) -> None:
    milestone = rows.milestone(given["milestone"])
    report = Progress(
        task=rows.task, department=rows.record.department, text=given["text"], percent=given["percent"], milestone=milestone,
        reached_on=given["reached_on"], asked_by=actor, asked_at=at,
    )
    rows.progress.append(report)
    facts = {
        "department": rows.record.department.code, "percent": report.percent, "milestone": milestone.position,
        "reached_on": str(report.reached_on),
    }
    rows.write("progress_offered", at, actor, report.text, facts, about="progress", row=report)


def _decide(rows: TaskRows, state: str, reason: str, at: datetime, actor: User) -> None:
    report = rows.progress[-1]
    report.state, report.reason, report.decided_by, report.decided_at = state, reason, actor, at
    rows.write(f"progress_{state}", at, actor, reason, {}, about="progress", row=report)


def _accept_progress(rows: TaskRows, at: datetime, actor: User, given: Given) -> None:
    report = rows.progress[-1]
    _decide(rows, Progress.State.ACCEPTED, "", at, actor)
    rows.task.percent = report.percent
    report.milestone.done_on = report.reached_on


def _return_progress(rows: TaskRows, at: datetime, actor: User, given: Given) -> None:
    _decide(rows, Progress.State.RETURNED, given["reason"], at, actor)


def _ask(rows: TaskRows, at: datetime, actor: User, given: Given) -> None:
    milestone = rows.milestone(given["milestone"])
    asked = Postponement(
        task=rows.task, milestone=milestone, old_due_on=milestone.due_on, due_on=given["due_on"], grounds=given["grounds"],
        asked_by=actor, asked_at=at,
    )
    rows.postponements.append(asked)
    _note_asked(rows, asked, asked.grounds, at, actor)


def _note_asked(rows: TaskRows, asked: Postponement, note: str, at: datetime, actor: User) -> None:
    facts = {"from": str(asked.old_due_on), "to": str(asked.due_on), "milestone": asked.milestone.position}
    rows.write(f"postponement_{asked.state}", at, actor, note, facts, about="postponement", row=asked)


def _grant(rows: TaskRows, at: datetime, actor: User, given: Given) -> None:
    asked = rows.postponements[-1]
    asked.state, asked.decided_by, asked.decided_at = Postponement.State.GRANTED, actor, at
    asked.milestone.due_on = asked.due_on
    _note_asked(rows, asked, "", at, actor)


def _refuse(rows: TaskRows, at: datetime, actor: User, given: Given) -> None:
    asked = rows.postponements[-1]
    asked.state, asked.reason, asked.decided_by, asked.decided_at = Postponement.State.REFUSED, given["reason"], actor, at
    _note_asked(rows, asked, asked.reason, at, actor)


def _order(rows: TaskRows, at: datetime, actor: User, given: Given) -> None:
    order = FollowUp(
        task=rows.task, demand=given["demand"], due_on=given["due_on"], issued_by=actor, issued_at=at, issued_on=local_day(at)
    )
    rows.orders.append(order)
    _note_order(rows, "issued", order.demand, at, actor)


def _answer(rows: TaskRows, at: datetime, actor: User, given: Given) -> None:
    order = rows.orders[-1]
    order.answer, order.answered_by, order.answered_on = given["answer"], actor, local_day(at)
    _note_order(rows, "answered", order.answer, at, actor)


def _close(rows: TaskRows, at: datetime, actor: User, given: Given) -> None:
    order = rows.orders[-1]
    order.closed_on, order.closing_note = local_day(at), given["note"]
    _note_order(rows, "closed", order.closing_note, at, actor)


def _escalate(rows: TaskRows, at: datetime, actor: None, given: Given) -> None:
    order = rows.orders[-1]
    order.level = given["level"]
    _note_order(rows, "escalated", str(FollowUp.Level(order.level).label), at, actor)


def _note_order(rows: TaskRows, action: str, note: str, at: datetime, actor: User | None) -> None:
    order = rows.orders[-1]
    facts = {"due_on": str(order.due_on), "level": int(order.level)}
    rows.write(f"follow_up_{action}", at, actor, note, facts, about="follow_up", row=order)


BESIDE: Mapping[str, Callable[[TaskRows, datetime, User | None, Given], None]] = {
    "progress": _progress, "accept_progress": _accept_progress, "return_progress": _return_progress, "ask": _ask,
    "grant": _grant, "refuse": _refuse, "order": _order, "answer": _answer, "close": _close, "escalate": _escalate,
}
