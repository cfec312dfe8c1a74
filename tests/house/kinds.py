"""A few records of every kind, in several departments, as the access tests want them."""

from collections.abc import Callable
from datetime import UTC, datetime

from alarms.test_services import asked
from alarms.world import make_finding
from assessments.cases import keep, opened
from factories import make_complaint, make_user
from hengzhi.accounts.models import User
from hengzhi.advisories.models import Advisory
from hengzhi.advisories.services import draft_advisory
from hengzhi.alarms.models import Question
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Area, Department
from hengzhi.register.models import Record
from hengzhi.stations.models import Station, StationCase
from hengzhi.stations.services import set_up_station, take_up_case
from leading_group.making import make_decision, make_document, make_group, make_issued, make_meeting
from programme.making import make_task
from returns.makers import make_return

AT = datetime(2012, 6, 1, 2, 0, tzinfo=UTC)


def in_aic() -> User:
    """Return a supervisor of the market regulator of the time, made once a test."""
    return User.objects.filter(username="aic-head").first() or make_user("supervisor", username="aic-head")


def complaints() -> None:
    for code in ("aic", "qtsb"):
        make_complaint(department=Department.objects.get(code=code))
    Record.objects.filter(pk=make_complaint(is_confidential=True).pk).update(handler=in_aic())


def tipoffs() -> None:
    for code, is_confidential in (("aic", False), ("aic", True), ("qtsb", True)):
        place = Department.objects.get(code=code)
        make_complaint(kind=TIPOFF_KIND, problem="other-violation", is_confidential=is_confidential, department=place)


def tasks() -> None:
    make_task("assign")
    make_task("assign", title="另一项任务", department=Department.objects.get(code="aic"), supporting=())


def station_cases() -> None:
    station = Station(
        code="T001", name="某社区联络点", place="community", area=Area.objects.get(name_zh="四川北路街道"),
        department=Department.objects.get(code="aic"), address="某路1号", starts_on=AT.date(),
    )
    kept = set_up_station(station=station, actor=in_aic(), at=AT)
    case = StationCase(station=kept, category="home-appliances", disputed_yuan="300.00")
    take_up_case(case=case, subject="电饭煲漏电", actor=in_aic(), at=AT, calendar=work_calendar())


def advisories() -> None:
    draft_advisory(
        advisory=Advisory(text="近期电热毯投诉增多。", watch_for="看清厂名厂址"), title="谨慎选购电热毯", department=in_aic().department,
        actor=in_aic(), at=AT, calendar=work_calendar(), categories=["home-appliances"], areas=[], about=[],
    )


def alarms() -> None:
    """Ask about a rise, and how the head of the market regulator's section handled cases."""
    record = make_complaint()
    asked(make_finding([record]))
    asked(make_finding([record], question=Question.ROUND_SUMS, signal="round:1", person=in_aic().pk, area=None, category=""))


def assessments() -> None:
    keep("qtsb", "aic", "commerce")
    opened()


def returns() -> None:
    make_return()
    make_return("work-safety", "work-safety", "2012-Q2")


MAKERS: dict[str, Callable[[], object]] = {
    "complaint": complaints, "tipoff": tipoffs, "task": tasks, "station_case": station_cases, "advisory": advisories,
    "alarm": alarms, "assessment": assessments, "return": returns, "group": make_group,
    "meeting": lambda: (make_group(), make_meeting()), "decision": lambda: (make_group(), make_decision()),
    "document": lambda: (make_group(), make_document()), "answer": lambda: (make_group(), make_issued()),
}
LISTS = {
    "complaint": ("/complaints/", "view=all&kind=complaint"), "tipoff": ("/complaints/", "view=all&kind=tipoff"),
    "task": ("/programme/", "view=all&year=2012"), "alarm": ("/alarms/", "view=all"), "return": ("/returns/", "view=all"),
    "advisory": ("/advisories/", "view=all"), "meeting": ("/leading-group/lists/meetings/", ""),
    "decision": ("/leading-group/lists/decisions/", ""), "document": ("/leading-group/lists/documents/", ""),
}
