"""The documents of the demonstration's group and the answers of its member departments."""

from collections.abc import Mapping
from datetime import date

from hengzhi.accounts.models import User
from hengzhi.core.calendar import ONE_DAY
from hengzhi.leading_group.models import Meeting
from hengzhi.leading_group.services.documents import DocumentPlan, draft_document, issue_document, name_tasks, remind
from hengzhi.ops.demonstration.insert import note_numbers
from hengzhi.ops.demonstration.leading_group.world import World
from hengzhi.ops.demonstration.programme.course import instant
from hengzhi.programme.models import Task
from hengzhi.register.models import Record
from hengzhi.register.services import move

ANSWER_MINUTE, ACCEPT_MINUTE = 14 * 60, 16 * 60
TASKS_NAMED, DAYS_BEFORE = 3, 15


class Papers:
    """Issues the documents of the pack in their order; `issue_first` those before the plan of the year."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.liaisons = {
            user.username.removeprefix("liaison-"): user for user in User.objects.filter(username__startswith="liaison-")
        }
        self.tasks: dict[int, list[Task]] = {}
        for task in Task.objects.select_related("record").order_by("record__code"):
            self.tasks.setdefault(task.record.department_id, []).append(task)

    def issue_first(self) -> None:
        """Issue the first document; the numbers other papers have taken since are left out."""
        self._issue(self.world.pack["document"][0], None)
        taken = self.world.pack["taken_numbers"]
        note_numbers(f"{self.world.pack['mark']}{year}-{last}" for year, last in taken.items())

    def issue_rest(self, meetings: Mapping[str, Meeting]) -> None:
        for told in self.world.pack["document"][1:]:
            self._issue(told, meetings.get(told.get("meeting", "")))

    def _issue(self, told: Mapping, meeting: Meeting | None) -> None:
        world = self.world
        plan = DocumentPlan(
            title=told["title"], mark=world.pack["mark"], text=told["text"], recipients=tuple(world.departments.values()),
            answers_due_on=told.get("answers_due_on"), meeting=meeting, genre=told["genre"],
        )
        record = draft_document(
            plan=plan, office=world.departments[world.pack["office"]], area=world.area, calendar=world.calendar,
            **world.by(told["drafted_on"]),
        )
        asked = issue_document(record, calendar=world.calendar, **world.by(told["issued_on"]))
        late = [answer for answer in asked if answer.department.code in told.get("late", {})]
        for answer in asked:
            if answer not in late:
                self._answer(answer, told)
        if "reminded_on" in told:
            remind(record, **world.by(told["reminded_on"]))
        for answer in late:
            self._answer(answer, told)
        if "concluded_on" in told:
            move(record, "conclude", calendar=world.calendar, **world.by(told["concluded_on"]))

    def _answer(self, answer: Record, told: Mapping) -> None:
        """Answer a document; the office accepts the next working day, what it returned the one after that."""
        code = answer.department.code
        if code in told.get("missing", ()):
            return
        day = told["late"].get(code) or self._day(answer)
        self._give(answer, day, told["genre"])
        if code in told.get("returned", ()):
            note = self.world.pack["words"]["returned"]
            self._examine(answer, "return", self._after(day), note)
            day = self._after(self._after(day))
            move(answer, "answer", facts={"text": self._words(answer, told["genre"])}, **self._liaison(answer, day))
        if self._after(day) <= self.world.today:
            self._examine(answer, "accept", self._after(day))

    def _give(self, answer: Record, day: date, genre: str) -> None:
        by = self._liaison(answer, day)
        name_tasks(answer, self._named(answer), actor=by["actor"], at=by["at"])
        move(answer, "answer", facts={"text": self._words(answer, genre)}, **by)

    def _liaison(self, answer: Record, day: date) -> dict:
        actor = self.liaisons[answer.department.code]
        return {"actor": actor, "at": instant(day, ANSWER_MINUTE), "calendar": self.world.calendar}

    def _examine(self, answer: Record, step: str, day: date, note: str = "") -> None:
        move(answer, step, note=note, calendar=self.world.calendar, **self.world.by(day, ACCEPT_MINUTE))

    def _named(self, answer: Record) -> list[Task]:
        return self.tasks.get(answer.department_id, [])[:TASKS_NAMED]

    def _words(self, answer: Record, genre: str) -> str:
        tasks = self.tasks.get(answer.department_id, [])
        titles = "、".join(f"“{task.record.title}”" for task in self._named(answer))
        done = sum(task.done_on is not None for task in tasks)
        given = {"person": tasks[0].person, "tasks": f"{titles}等任务", "count": len(tasks), "done": done}
        return self.world.pack["words"][genre].format_map(given)

    def _day(self, answer: Record) -> date:
        """Return a working day before the answer is due, another for each department."""
        due_on = answer.document_answer.due_on
        days = [
            due_on - ONE_DAY * back for back in range(DAYS_BEFORE) if self.world.calendar.is_workday(due_on - ONE_DAY * back)
        ]
        return days[answer.department.position // 10 * 7 % len(days)]

    def _after(self, day: date) -> date:
        day += ONE_DAY
        while not self.world.calendar.is_workday(day):
            day += ONE_DAY
        return day
