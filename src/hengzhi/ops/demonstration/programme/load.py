"""Writing the plan of the demonstration district and its course: many rows at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from hengzhi.accounts.models import Role, RoleTerm, User
from hengzhi.core.calendar import Limit, Unit, WorkCalendar, deadline
from hengzhi.core.packs import find_pack
from hengzhi.core.reference import site, work_calendar
from hengzhi.ops.demonstration.insert import insert, note_numbers
from hengzhi.ops.demonstration.people import STARTS_ON
from hengzhi.ops.demonstration.programme.course import Course, instant
from hengzhi.ops.demonstration.programme.pack import PlanPack, read_plan
from hengzhi.ops.demonstration.programme.rows import Note, TaskRows
from hengzhi.organisations.models import Area, Department
from hengzhi.programme.kinds import TASK_KIND
from hengzhi.programme.models import FollowUp, Goal, Measure, Milestone, Plan, Postponement, Progress, Task
from hengzhi.programme.services.follow_up import PREFIX as ORDER_PREFIX
from hengzhi.register.models import AuditEvent, Record, RuleSet, Sharing
from hengzhi.register.rules import rule_set_in_force
from hengzhi.register.search import search_text
from hengzhi.register.services import next_code, words_of

DRAFTED_MINUTE = 9 * 60 + 30


@dataclass(frozen=True)
class World:
    """What the tasks refer to."""

    departments: dict[str, Department]
    liaisons: dict[str, User]
    office: User
    area: Area
    measures: dict[str, Measure]
    rules: RuleSet | None
    calendar: WorkCalendar


@transaction.atomic
def load_plan(pack: str) -> int:
    """Make the plan of a demonstration pack with all that happened to it; return how many tasks there are."""
    plan = read_plan(find_pack(pack).folder)
    world = make_world(plan)
    save([rows_of(plan, place, world, site().day) for place in range(1, len(plan.tasks) + 1)])
    return len(plan.tasks)


def make_world(plan: PlanPack) -> World:
    """Write the plan with its goals and measures, and the liaison officers who are still missing."""
    departments = {department.code: department for department in Department.objects.all()}
    return World(
        departments=departments, liaisons=_liaisons(plan, departments), office=User.objects.get(username="office"),
        area=Area.objects.get(code=site().area_code), measures=_measures(plan),
        rules=rule_set_in_force(TASK_KIND.rules, "leading-group", plan.head["drafted_on"]), calendar=work_calendar(),
    )


def _liaisons(plan: PlanPack, departments: dict[str, Department]) -> dict[str, User]:
    """Return a liaison officer for every department; those the pack's people lack cannot sign in."""
    role = Role.objects.get(code="liaison")
    surnames = iter(plan.head["people"]["surnames"])
    found = {}
    for code, department in departments.items():
        user, is_new = User.objects.get_or_create(
            username=f"liaison-{code}", defaults={"name": f"{next(surnames, '某')}联络", "title": "联络员", "password": "!"}
        )
        if is_new:
            RoleTerm.objects.create(user=user, role=role, department=department, starts_on=STARTS_ON)
        found[code] = user
    return found


def _measures(plan: PlanPack) -> dict[str, Measure]:
    head = plan.head
    paper = Plan.objects.create(
        year=plan.year, title=head["title"], number=head["number"], letter_mark=head["letter_mark"], issued_on=head["issued_on"]
    )
    goals = {
        row["position"]: Goal.objects.create(
            plan=paper, **{name: "" if value is None and name != "target" else value for name, value in row.values.items()}
        )
        for row in plan.goals
    }
    return {
        f"{row['goal']}.{row['position']}": Measure.objects.create(
            goal=goals[row["goal"]], position=row["position"], name=row["name"]
        )
        for row in plan.measures
    }


def rows_of(plan: PlanPack, place: int, world: World, today: date) -> TaskRows:
    """Return the task at a place of the plan with all that had happened to it by a day."""
    rows = opened(plan, place, world)
    for act in Course(plan, place, world.calendar, today).acts():
        rows.do(act)
    return rows


def opened(plan: PlanPack, place: int, world: World) -> TaskRows:
    """Return a task as it was drafted."""
    row, year = plan.tasks[place - 1], plan.year
    at = instant(plan.head["drafted_on"], DRAFTED_MINUTE)
    record = Record(
        kind=TASK_KIND.code, code=f"{TASK_KIND.prefix}{year}-{place:05d}", title=row["title"], state=TASK_KIND.workflow.start,
        state_since=at, opened_at=at, opened_on=plan.head["drafted_on"], department=world.departments[row["department"]],
        area=world.area, rule_set=world.rules, synthetic=True,
    )
    due_on = closing_day(row["milestones"][-1].on(year), plan.head["closing_days"], world.calendar)
    before = [one for one in plan.tasks[: place - 1] if one["measure"] == row["measure"]]
    task = Task(
        record=record, measure=world.measures[row["measure"]], position=len(before) + 1, deliverable=row["deliverable"],
        person=row["person"], starts_on=plan.head["starts_on"], due_on=due_on, first_due_on=due_on,
    )
    milestones = [
        Milestone(task=task, position=number, name=point.name, due_on=point.on(year), first_due_on=point.on(year))
        for number, point in enumerate(row["milestones"], start=1)
    ]
    supporting = tuple(world.departments[code] for code in row["supporting"] or ())
    rows = TaskRows(
        record, task, milestones, supporting, world.office, world.liaisons[row["department"]], world.calendar
    )
    rows.write("open", at, world.office, "", {}, target=record.state)
    return rows


def closing_day(day: date, workdays: int, calendar: WorkCalendar) -> date:
    """Return the day a task is due whose last milestone is due on `day`: so many working days later, in the same year."""
    found = deadline(day, Limit(workdays, Unit.WORKING), calendar).due_on
    return found if found.year == day.year else date(day.year, 12, 31)


def save(many: list[TaskRows]) -> None:
    """Save the rows of many tasks, each table in one go."""
    Record.objects.bulk_create([rows.record for rows in many])
    for rows in many:
        rows.task.record_id = rows.record.pk
    insert([rows.task for rows in many])
    Milestone.objects.bulk_create(_owned(rows.task, one) for rows in many for one in rows.milestones)
    _number_orders(many)
    Progress.objects.bulk_create(_placed(rows.task, one) for rows in many for one in rows.progress)
    Postponement.objects.bulk_create(_placed(rows.task, one) for rows in many for one in rows.postponements)
    FollowUp.objects.bulk_create(_owned(rows.task, one) for rows in many for one in rows.orders)
    Sharing.objects.bulk_create(
        Sharing(record=rows.record, department=department) for rows in many for department in rows.supporting
    )
    insert([search_text(rows.record, words_of(rows.record, rows.task)) for rows in many])
    for rows in many:
        for clock in rows.clocks:
            clock.record_id = rows.record.pk
    insert([clock for rows in many for clock in rows.clocks])
    insert([_event(note, rows.record) for rows in many for note in rows.notes])
    note_numbers(rows.record.code for rows in many)


def _owned(task: Task, row):
    row.task_id = task.pk
    return row


def _placed(task: Task, row):
    row.milestone_id = row.milestone.pk
    return _owned(task, row)


def _event(note: Note, record: Record) -> AuditEvent:
    event = note.event
    event.record_id = record.pk
    if note.row is not None:
        key = note.row.number if isinstance(note.row, FollowUp) else note.row.pk
        event.facts = {note.about: key, **event.facts}
    return event


def _number_orders(many: Iterable[TaskRows]) -> None:
    """Number the orders in the order they were issued."""
    orders = [order for rows in many for order in rows.orders]
    for order in sorted(orders, key=lambda order: order.issued_at):
        order.number = next_code(ORDER_PREFIX, order.issued_on.year)
