"""What happens to a task over the year, act by act, the same on every machine.

An act names what a service does, when and with what; nothing here touches the database.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from hengzhi.core.calendar import ONE_DAY, WorkCalendar
from hengzhi.ops.demonstration.draw import Draw
from hengzhi.ops.demonstration.programme.pack import PlanPack, Point
from hengzhi.ops.demonstration.worktime import AHEAD_OF_UTC

OFFICE, LIAISON, NOBODY = "office", "liaison", ""
OPENS_MINUTE, STEP_MINUTES = 9 * 60 + 10, 20
JOB_TIME = time(7, 30)
REACHES_EARLY, TAKES_UP_TO = 3, 8


@dataclass(frozen=True)
class Act:
    """`name` is a step of the workflow or an act beside it; `who` is the office, the department's liaison or nobody."""

    name: str
    at: datetime
    who: str
    given: Mapping[str, Any] = field(default_factory=dict)


def instant(day: date, minute: int) -> datetime:
    """Return a minute of a local day as an aware instant."""
    return datetime.combine(day, time(), UTC) - AHEAD_OF_UTC + timedelta(minutes=minute)


class Course:
    """Draws the acts of one task, in order; those after noon of `today` have not happened."""

    def __init__(self, pack: PlanPack, place: int, calendar: WorkCalendar, today: date) -> None:
        self.pack = pack
        self.place = place
        self.row = pack.tasks[place - 1]
        self.draw = Draw(f"{pack.head['seed']} {place}")
        self.calendar = calendar
        self.today = today
        self.shares = pack.head["course"]
        self._last = (date.min, 0)

    def acts(self) -> list[Act]:
        """Return what had happened by the day the demonstration stands still on."""
        end = instant(self.today, 12 * 60)
        return [act for act in sorted(self._all(), key=lambda act: act.at) if act.at <= end]

    def _all(self) -> Iterator[Act]:
        issued_on = self.pack.head["issued_on"]
        yield self._act("assign", issued_on, OFFICE)
        day = self._later(issued_on, 1 + self.draw.below(TAKES_UP_TO))
        yield self._act("take", day, LIAISON)
        if self.place in self.shares["cancelled"]:
            yield self._act("cancel", self._workday(date(self.pack.year, 8, 14)), OFFICE, note=self._words("cancellations"))
            return
        milestones = self.row["milestones"]
        stuck_at = len(milestones) - self.draw.below(2) if self.draw.chance(self.shares["stuck"]) else None
        for place, point in enumerate(milestones, start=1):
            if place == stuck_at:
                yield from self._follow_up(point, None)
                return
            yield from self._milestone(place, point)
            day = self._last[0]
        yield from self._completion(day)

    def _milestone(self, place: int, point: Point) -> Iterator[Act]:
        """A milestone: more time perhaps, an order where it is very late, its report and what becomes of it."""
        due_on = point.on(self.pack.year)
        is_last = place == len(self.row["milestones"])
        if not is_last and self.draw.chance(self.shares["postponed"]):
            due_on = yield from self._postponement(place, due_on)
        reached_on = max(self._reached(due_on), self._last[0])
        yield from self._follow_up(point, reached_on, due_on)
        yield from self._report(place, point, reached_on)

    def _reached(self, due_on: date) -> date:
        chance = self.draw.share()
        if chance < self.shares["very_late"]:
            return self._later(due_on, 9 + self.draw.below(17))
        if chance < self.shares["very_late"] + self.shares["late"]:
            return self._later(due_on, 1 + self.draw.below(8))
        return self._earlier(due_on, self.draw.below(REACHES_EARLY + 1) if self.draw.chance(self.shares["early"]) else 0)

    def _postponement(self, place: int, due_on: date) -> Iterator[Act]:
        """More time asked some days before; returns the day that then holds."""
        asked_on = max(self._earlier(due_on, 5), self._last[0])
        wanted = min(self._later(due_on, 10 + self.draw.below(11)), self.row["milestones"][place].on(self.pack.year))
        if wanted <= due_on:
            return due_on
        given = {"milestone": place, "due_on": wanted, "grounds": self._words("grounds")}
        yield self._act("ask", asked_on, LIAISON, **given)
        decided_on = self._later(asked_on, 1 + self.draw.below(2))
        if self.draw.chance(self.shares["postponement_refused"]):
            yield self._act("refuse", decided_on, OFFICE, reason=self._words("refusals"))
            return due_on
        yield self._act("grant", decided_on, OFFICE)
        return wanted

    def _report(self, place: int, point: Point, reached_on: date) -> Iterator[Act]:
        percent = 100 * place // len(self.row["milestones"])
        given = {
            "milestone": place, "reached_on": reached_on, "percent": percent,
            "text": self._words("reports", milestone=point.name),
        }
        sent_on = self._later(reached_on, self.draw.below(3))
        yield self._act("progress", sent_on, LIAISON, **given)
        decided_on = self._later(sent_on, 1 + self.draw.below(4))
        if self.draw.chance(self.shares["report_returned"]):
            yield self._act("return_progress", decided_on, OFFICE, reason=self._words("report_returns"))
            sent_on = self._later(decided_on, 2 + self.draw.below(4))
            yield self._act("progress", sent_on, LIAISON, **given)
            decided_on = self._later(sent_on, 1 + self.draw.below(3))
        yield self._act("accept_progress", decided_on, OFFICE)

    def _follow_up(self, point: Point, reached_on: date | None, due_on: date | None = None) -> Iterator[Act]:
        """An order where a milestone is so late that the office asks; one that is never reached stays open."""
        due_on = due_on or point.on(self.pack.year)
        rules = self.pack.head["follow_up"]
        issued_on = self._later(due_on, rules["issued_after"])
        if reached_on is not None and reached_on <= issued_on:
            return
        answer_by = self._later(issued_on, rules["answer_within"])
        yield self._act("order", issued_on, OFFICE, demand=self._words("demands", milestone=point.name), due_on=answer_by)
        if reached_on is None and self.draw.chance(rules["unanswered"]):
            yield from self._passed_up(answer_by)
            return
        answered_on = self._later(issued_on, 2 + self.draw.below(4))
        yield self._act("answer", answered_on, LIAISON, answer=self._words("answers"))
        if reached_on is not None:
            yield self._act("close", self._later(answered_on, 1 + self.draw.below(2)), OFFICE, note=self._words("closings"))

    def _passed_up(self, answer_by: date) -> Iterator[Act]:
        rules = self.pack.head["follow_up"]
        for level, after in ((1, rules["deputy_after"]), (2, rules["head_after"])):
            day = self._later(answer_by, after)
            yield Act("escalate", instant(day, JOB_TIME.hour * 60 + JOB_TIME.minute), NOBODY, {"level": level})

    def _completion(self, day: date) -> Iterator[Act]:
        result = self._words("results")
        sent_on = self._later(day, 1 + self.draw.below(3))
        yield self._act("report", sent_on, LIAISON, result=result)
        decided_on = self._later(sent_on, 2 + self.draw.below(5))
        if self.draw.chance(self.shares["task_returned"]):
            yield self._act("return", decided_on, OFFICE, note=self._words("task_returns"))
            sent_on = self._later(decided_on, 2 + self.draw.below(4))
            yield self._act("report", sent_on, LIAISON, result=result)
            decided_on = self._later(sent_on, 2 + self.draw.below(3))
        yield self._act("accept", decided_on, OFFICE)

    def _act(self, name: str, day: date, who: str, **given: Any) -> Act:
        """Return an act on a day, in office hours and after the act before it."""
        day = max(day, self._last[0])
        minute = OPENS_MINUTE + self.draw.below(60)
        if day == self._last[0]:
            minute = self._last[1] + STEP_MINUTES
        self._last = (day, minute)
        return Act(name, instant(day, minute), who, given)

    def _words(self, kind: str, **given: str) -> str:
        return self.draw.among(self.pack.wording[kind]).format(deliverable=self.row["deliverable"], **given)

    def _workday(self, day: date) -> date:
        while not self.calendar.is_workday(day):
            day += ONE_DAY
        return day

    def _later(self, day: date, workdays: int) -> date:
        """Return the day so many working days later."""
        while workdays:
            day += ONE_DAY
            workdays -= self.calendar.is_workday(day)
        return self._workday(day)

    def _earlier(self, day: date, workdays: int) -> date:
        while workdays:
            day -= ONE_DAY
            workdays -= self.calendar.is_workday(day)
        return day


