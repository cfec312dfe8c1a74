"""The meetings of the demonstration's group: who came, what was decided, what became of it."""

from collections.abc import Mapping

from hengzhi.leading_group.models import Attendance, Meeting
from hengzhi.leading_group.services.decisions import name_task
from hengzhi.leading_group.services.meetings import (
    DecisionPlan,
    MeetingPlan,
    convene_meeting,
    record_decision,
    take_attendance,
    write_minutes,
)
from hengzhi.ops.demonstration.leading_group.world import World
from hengzhi.register.models import Record
from hengzhi.register.services import move

AFTERNOON, EVENING = 16 * 60 + 30, 17 * 60


class Sittings:
    """Holds the meetings of the pack up to the demonstration's day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.tasks = {record.title: record for record in Record.objects.filter(kind="task").select_related("task")}

    def hold_all(self) -> dict[str, Meeting]:
        """Hold the meetings and return them by title."""
        return {told["title"]: self._hold(told).meeting for told in self.world.pack["meeting"]}

    def _hold(self, told: Mapping) -> Record:
        plan = MeetingPlan(
            told["title"], told["meets_on"], told["begins_at"], told["place"], told["chair"],
            tuple((title, reporter) for title, reporter in told["agenda"]),
        )
        record = convene_meeting(plan=plan, calendar=self.world.calendar, **self.world.by(told["convened_on"]))
        if told["meets_on"] <= self.world.today:
            self._sit(record, told)
        return record

    def _sit(self, record: Record, told: Mapping) -> None:
        by = self.world.by(told["meets_on"], AFTERNOON)
        take_attendance(record, lines=_sheet(record, told), guests=told["guests"], **by)
        move(record, "hold", calendar=self.world.calendar, **by)
        decisions = [(self._decide(record, one, by), one) for one in told["decision"]]
        by = self.world.by(told["minuted_on"])
        write_minutes(record, text=told["text"].strip(), **by)
        move(record, "minute", calendar=self.world.calendar, **by)
        for decision, one in decisions:
            self._carry_out(decision, one, by)

    def _decide(self, record: Record, told: Mapping, by: dict) -> Record:
        plan = DecisionPlan(told["title"], told["text"], self.world.named(told["responsible"]), told["due_on"])
        return record_decision(record, plan, calendar=self.world.calendar, **by)

    def _carry_out(self, decision: Record, told: Mapping, by: dict) -> None:
        """Name the tasks of the plan that carry a decision out; it is finished where all of them are done."""
        tasks = [self.tasks[title] for title in told["tasks"]]
        for task in tasks:
            name_task(decision, task, **by)
        days = [task.task.done_on for task in tasks]
        if all(days):
            outcome = {"outcome": self.world.pack["words"]["outcome"]}
            day = max([*days, by["at"].date()])
            move(decision, "finish", calendar=self.world.calendar, facts=outcome, **self.world.by(day, EVENING))


def _sheet(record: Record, told: Mapping) -> dict[int, tuple[str, str]]:
    sheet = {}
    for line in record.meeting.attendance.select_related("member__department"):
        code = line.member.department.code if line.member.department else ""
        if words := told["delegates"].get(code):
            sheet[line.pk] = (Attendance.State.DELEGATE, words)
        elif words := told["absent"].get(code):
            sheet[line.pk] = (Attendance.State.ABSENT, words)
        else:
            sheet[line.pk] = (Attendance.State.PRESENT, "")
    return sheet
