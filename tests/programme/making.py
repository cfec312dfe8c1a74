"""Plain makers with boring defaults, through the services."""

from datetime import UTC, date, datetime

from factories import make_user, take
from hengzhi.core.reference import site, work_calendar
from hengzhi.organisations.models import Area, Department
from hengzhi.programme.models import Measure, Plan
from hengzhi.programme.services.plan import add_goal, add_measure, make_plan
from hengzhi.programme.services.tasks import MilestonePlan, TaskPlan, open_task
from hengzhi.register.models import Record

PLANNED_AT = datetime(2012, 2, 16, 2, 0, tzinfo=UTC)
AT = datetime(2012, 3, 5, 2, 0, tzinfo=UTC)
MILESTONES = (MilestonePlan("印发方案", date(2012, 3, 30)), MilestonePlan("总结", date(2012, 11, 30)))


def at(month: int, day: int) -> datetime:
    return datetime(2012, month, day, 2, 0, tzinfo=UTC)


def department(code: str) -> Department:
    return Department.objects.get(code=code)


def make_measure(year: int = 2012) -> Measure:
    plan = Plan.objects.filter(pk=year).first() or make_plan(year=year, title=f"{year}年计划", letter_mark="虹质安责")
    goal = plan.goals.first() or add_goal(plan=plan, name="产品质量稳定提升", target_text="合格率≥90%")
    return goal.measures.first() or add_measure(goal=goal, name="加强监督抽查")


def task_plan(**overrides) -> TaskPlan:
    given = {
        "title": "开展重点消费品质量监督抽查", "department": department("commerce"), "measure": make_measure(),
        "deliverable": "抽查结果通报", "starts_on": date(2012, 3, 1), "due_on": date(2012, 12, 14), "milestones": MILESTONES,
        "supporting": (department("aic"),),
    }
    return TaskPlan(**{**given, **overrides})


def make_task(*steps: str, **overrides) -> Record:
    """Return a task of the commerce commission, supported by the AIC, taken through some steps."""
    office, liaison = people()
    record = open_task(
        plan=task_plan(**overrides), area=Area.objects.get(code=site().area_code), actor=office, at=PLANNED_AT,
        calendar=work_calendar(),
    )
    for step in steps:
        take(record, step, actor=office if step == "assign" else liaison)
    return record


def people():
    """Return the office's officer and the commerce commission's liaison, made once a test."""
    from hengzhi.accounts.models import User

    found = []
    for role, code in (("office", "qtsb"), ("liaison", "commerce")):
        user = User.objects.filter(username=f"the-{role}").first()
        found.append(user or make_user(role, code, username=f"the-{role}"))
    return found
