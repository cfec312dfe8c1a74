"""Plain makers with boring defaults, through the services."""

from datetime import UTC, date, datetime, time

from factories import make_user
from hengzhi.accounts.models import User
from hengzhi.core.reference import site, work_calendar
from hengzhi.leading_group.models import Member
from hengzhi.leading_group.services.documents import DocumentPlan, draft_document, issue_document
from hengzhi.leading_group.services.group import Composition, Seat, draft_group, form_group
from hengzhi.leading_group.services.meetings import (
    DecisionPlan,
    MeetingPlan,
    convene_meeting,
    record_decision,
    take_attendance,
)
from hengzhi.organisations.models import Area, Department
from hengzhi.register.models import Record
from hengzhi.register.services import move

MEMBERS = ("commerce", "science", "aic")


def at(month: int, day: int, year: int = 2012) -> datetime:
    return datetime(year, month, day, 2, 0, tzinfo=UTC)


def department(code: str) -> Department:
    return Department.objects.get(code=code)


def district() -> Area:
    return Area.objects.get(code=site().area_code)


def person(role: str, code: str) -> User:
    """Return the person with a role in a department, made once a test."""
    name = f"the-{role}-{code}"
    return User.objects.filter(username=name).first() or make_user(role, code, username=name)


def office() -> User:
    return person("office", "qtsb")


def liaison(code: str = "commerce") -> User:
    return person("liaison", code)


def seats(codes=MEMBERS) -> tuple[Seat, ...]:
    heads = (Seat(Member.Role.HEAD, "区长甲", "区长"), Seat(Member.Role.EXECUTIVE, "副区长乙", "副区长"))
    return (*heads, *(Seat(Member.Role.MEMBER, f"{code}某", "主要负责人", department(code)) for code in codes))


def composition(title: str = "质量安全工作领导小组", codes=MEMBERS) -> Composition:
    return Composition(title, department("qtsb"), "丙", "局长", seats(codes))


def make_draft(after=None, codes=MEMBERS, title: str = "质量安全工作领导小组") -> Record:
    return draft_group(
        composition=composition(title, codes), area=district(), actor=office(), at=at(1, 5), calendar=work_calendar(), after=after
    )


def make_group(starts_on: date = date(2012, 1, 9), after=None, codes=MEMBERS) -> Record:
    """Return a composition in office with its head, executive deputy head and the heads of some departments."""
    record = make_draft(after, codes)
    form_group(record, starts_on=starts_on, paper="虹府办发〔2012〕3号", actor=office(), at=at(1, 9), calendar=work_calendar())
    record.refresh_from_db()
    return record


def meeting_plan(**overrides) -> MeetingPlan:
    given = {
        "title": "质量强区工作推进会", "meets_on": date(2012, 2, 10), "begins_at": time(14, 0), "place": "区政府会议室",
        "chair": "副区长乙", "agenda": (("动员部署", "区质监局"), ("审议实施意见", "")),
    }
    return MeetingPlan(**{**given, **overrides})


def make_meeting(*steps: str, **overrides) -> Record:
    """Return a meeting taken through some steps; all members came unless said otherwise."""
    record = convene_meeting(plan=meeting_plan(**overrides), actor=office(), at=at(2, 1), calendar=work_calendar())
    if steps:
        lines = {line.pk: ("present", "") for line in record.meeting.attendance.all()}
        take_attendance(record, lines=lines, guests="", actor=office(), at=at(2, 10))
    for step in steps:
        move(record, step, actor=office(), at=at(2, 10), calendar=work_calendar())
    return record


def make_decision(meeting: Record | None = None, codes=("commerce",), due_on: date | None = date(2012, 6, 29), **overrides) -> Record:
    given = {"title": "开展重点商圈服务质量整治", "text": "由区商务委牵头开展整治。", **overrides}
    plan = DecisionPlan(responsible=tuple(department(code) for code in codes), due_on=due_on, **given)
    return record_decision(meeting or make_meeting("hold"), plan, actor=office(), at=at(2, 10), calendar=work_calendar())


def make_document(codes=MEMBERS, answers_due_on: date | None = date(2012, 3, 9), **overrides) -> Record:
    given = {"title": "实施质量强区战略的若干意见", "mark": "虹质安", "text": "# 总体要求\n贯彻落实质量发展纲要。", **overrides}
    plan = DocumentPlan(recipients=tuple(department(code) for code in codes), answers_due_on=answers_due_on, **given)
    return draft_document(
        plan=plan, office=department("qtsb"), area=district(), actor=office(), at=at(2, 10), calendar=work_calendar()
    )


def make_issued(codes=MEMBERS, **overrides) -> tuple[Record, list[Record]]:
    record = make_document(codes, **overrides)
    answers = issue_document(record, actor=office(), at=at(2, 13), calendar=work_calendar())
    return record, answers


def give(answer: Record, text: str = "一是制定方案；二是抓好落实。", when: datetime | None = None) -> None:
    move(
        answer, "answer", actor=liaison(answer.department.code), at=when or at(3, 1), calendar=work_calendar(), facts={"text": text}
    )
