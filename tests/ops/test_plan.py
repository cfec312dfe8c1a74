"""The demonstration's plan: as many tasks as said, and as if every act had been done through the services."""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_user
from hengzhi.core.clock import now
from hengzhi.core.packs import find_pack
from hengzhi.core.periods import period
from hengzhi.core.reference import site
from hengzhi.indicators.catalogue import definitions
from hengzhi.indicators.evaluate import evaluate
from hengzhi.ops.demonstration.people import make_people
from hengzhi.ops.demonstration.programme.course import Act, Course
from hengzhi.ops.demonstration.programme.load import load_plan, make_world, opened, rows_of, save
from hengzhi.ops.demonstration.programme.pack import read_plan
from hengzhi.ops.demonstration.returns.load import load_returns
from hengzhi.organisations.queries import area_rows
from hengzhi.programme.models import FollowUp, Goal, Milestone, Postponement, Progress, Task
from hengzhi.programme.services.follow_up import answer_follow_up, close_follow_up, escalate, issue_follow_up
from hengzhi.programme.services.postponement import ask_postponement, grant_postponement, refuse_postponement
from hengzhi.programme.services.progress import accept_progress, report_progress, return_progress
from hengzhi.register.models import Record
from hengzhi.register.services import move
from hengzhi.snapshots.services import take_snapshot

PACK = "hongkou-2012"


@pytest.fixture
def plan(packs):
    make_people(PACK)
    return read_plan(find_pack(PACK).folder)


def test_every_indicator_a_goal_names_is_defined_has_a_value_from_returns_and_opens_as_a_page(plan):
    load_plan(PACK)
    load_returns(PACK)
    take_snapshot(at=now(), areas=area_rows())
    client = Client()
    client.force_login(make_user("office", "qtsb"))

    named = set(Goal.objects.exclude(indicator="").values_list("indicator", flat=True))
    page = client.get(reverse("programme:goals") + "?year=2012").content.decode()

    assert named == {
        "product_sampling_pass_rate", "food_sampling_pass_rate", "works_acceptance_pass_rate", "complaints_closed_on_time",
    }
    assert named <= set(definitions())
    for indicator in named:
        address = f"{reverse('reports:figure')}?indicator={indicator}&period=2012"
        assert address.replace("&", "&amp;") in page
        figure = client.get(address).context["figure"]
        assert (figure.value is not None) == (indicator != "complaints_closed_on_time")  # no complaints are loaded here


def test_construction_reports_what_was_published_of_its_works(plan):
    load_returns(PACK)
    snapshot = take_snapshot(at=now(), areas=area_rows())
    known = definitions()
    evaluation = evaluate(snapshot.manifest, known)
    rates = ("works_supervision_rate", "works_check_pass_rate", "works_acceptance_pass_rate", "works_accidents")

    values = [
        evaluation.value(code, area=site().area_code, period=period(year)).value for year in ("2011", "2012") for code in rates
    ]

    assert values == [100, 100, 100, 0] * 2


@dataclass
class ByHand:
    """Does acts through the services, as the pages do."""

    record: Record
    world: object

    def do(self, act: Act) -> None:
        who = {"office": self.world.office, "liaison": self.world.liaisons[self.record.department.code]}
        self.given = dict(act.given)
        self.by = {"actor": who.get(act.who), "at": act.at}
        self.record.refresh_from_db()
        getattr(self, f"_{act.name}", self._step)(act)

    def _step(self, act: Act) -> None:
        note = self.given.pop("note", "")
        move(self.record, act.name, note=note, facts=self.given, calendar=self.world.calendar, **self.by)

    def _milestone(self) -> Milestone:
        return Milestone.objects.get(task=self.record.task, position=self.given.pop("milestone"))

    def _progress(self, act: Act) -> None:
        report_progress(self.record, milestone=self._milestone(), **self.given, **self.by)

    def _accept_progress(self, act: Act) -> None:
        accept_progress(Progress.objects.filter(task=self.record.pk).last(), **self.by)

    def _return_progress(self, act: Act) -> None:
        return_progress(Progress.objects.filter(task=self.record.pk).last(), **self.given, **self.by)

    def _ask(self, act: Act) -> None:
        ask_postponement(self.record, milestone=self._milestone(), calendar=self.world.calendar, **self.given, **self.by)

    def _grant(self, act: Act) -> None:
        grant_postponement(Postponement.objects.filter(task=self.record.pk).last(), **self.by)

    def _refuse(self, act: Act) -> None:
        refuse_postponement(Postponement.objects.filter(task=self.record.pk).last(), **self.given, **self.by)

    def _order(self, act: Act) -> None:
        issue_follow_up(self.record, **self.given, **self.by)

    def _answer(self, act: Act) -> None:
        answer_follow_up(FollowUp.objects.filter(task=self.record.pk).last(), **self.given, **self.by)

    def _close(self, act: Act) -> None:
        close_follow_up(FollowUp.objects.filter(task=self.record.pk).last(), **self.given, **self.by)

    def _escalate(self, act: Act) -> None:
        escalate(at=act.at, calendar=self.world.calendar)


def columns(row, *left_out: str) -> dict:
    keys = {"id", "task", "record", "milestone", "number", *left_out}
    return {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in keys}


def told(record: Record) -> dict:
    """Return all that matters of a task, without keys and numbers."""
    task = Task.objects.get(record=record)
    return {
        "record": columns(record, "code"), "task": columns(task),
        "milestones": [columns(one) for one in task.milestones.all()],
        "progress": [(one.milestone.position, columns(one)) for one in task.progress.all()],
        "postponements": [(one.milestone.position, columns(one)) for one in task.postponements.all()],
        "orders": [columns(one) for one in task.follow_ups.all()],
        "clocks": [columns(one, "rule_set") for one in record.clocks.all()],
        "events": list(record.events.values_list("action", "source", "target", "note", "at", "actor")),
        "shared": [department.code for department in record.shared_with.all()],
        "words": record.search_text.words.partition(" ")[2],
    }


def interesting(plan, world) -> list[int]:
    """Return places of the plan whose courses show every act there is."""
    places, seen = [], set()
    for place in range(1, len(plan.tasks) + 1):
        names = {act.name for act in Course(plan, place, world.calendar, site().day).acts()}
        if not names <= seen:
            places.append(place)
            seen |= names
    return places


def test_loading_and_working_by_hand_give_the_same_tasks(plan):
    world = make_world(plan)
    places = interesting(plan, world)

    for place in places:
        loaded = rows_of(plan, place, world, site().day)
        save([loaded])
        by_hand = opened(plan, place, world)
        by_hand.record.code = f"RW2011-{place:05d}"
        save([by_hand])
        hands = ByHand(Record.objects.get(code=by_hand.record.code), world)
        for act in Course(plan, place, world.calendar, site().day).acts():
            hands.do(act)

        assert told(Record.objects.get(code=loaded.record.code)) == told(Record.objects.get(code=by_hand.record.code)), place


def test_the_plan_has_146_tasks_led_by_32_departments(plan):
    assert load_plan(PACK) == 146

    assert Record.objects.filter(kind="task").values("department").distinct().count() == 32
    assert Milestone.objects.count() == 383
    assert set(Record.objects.values_list("synthetic", flat=True)) == {True}
    numbers = list(FollowUp.objects.order_by("issued_at").values_list("number", flat=True))
    assert numbers == sorted(numbers)


def test_the_course_is_the_same_every_time_and_ends_on_the_day(plan):
    world = make_world(plan)

    once, again = ([Course(plan, place, world.calendar, site().day).acts() for place in range(1, 147)] for _time in range(2))

    assert once == again
    assert max(act.at for acts in once for act in acts).date() <= site().day


def test_every_day_of_the_pack_is_a_working_day(plan):
    calendar = make_world(plan).calendar

    days = [point.on(plan.year) for row in plan.tasks for point in row["milestones"]]

    assert [day for day in days if not calendar.is_workday(day)] == []
