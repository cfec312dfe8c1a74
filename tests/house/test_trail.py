"""The trail is written in one place, so that no event forgets for whom a deputy acted."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import hengzhi
from assessments import cases
from assessments.flow import score_itself
from factories import make_user
from hengzhi.accounts.models import User
from hengzhi.accounts.services.roles import name_deputy
from hengzhi.assessments.services.scoring import verify_line
from hengzhi.comments.services import add_comment
from hengzhi.leading_group.services.meetings import write_minutes
from hengzhi.organisations.models import Area, Department
from hengzhi.register.models import AuditEvent, Record
from hengzhi.stations.models import Station
from hengzhi.stations.services import close_station, set_up_station
from leading_group import making

SOURCE = Path(hengzhi.__file__).parent
BY_HAND = re.compile(r"AuditEvent\(|AuditEvent\.objects\.(?:bulk_)?create")
WRITES = {"register", "ops/demonstration"}  # the demonstration writes years of history at once
DAY = date(2012, 12, 28)


def test_no_other_box_makes_an_event_by_hand():
    found = [
        str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py")
        if not any(path.is_relative_to(SOURCE / box) for box in WRITES) and BY_HAND.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def deputy_of(absent: User) -> User:
    """Return somebody with no right of their own who acts for a user today."""
    deputy = make_user("intake", absent.department.code)
    terms = list(absent.role_terms.select_related("user", "role", "department"))
    name_deputy(terms=terms, deputy=deputy, actor=absent, on=DAY, starts_on=DAY, ends_on=date(2013, 1, 10))
    return User.objects.get(pk=deputy.pk)


def _meeting() -> Record:
    making.make_group()
    return making.make_meeting("hold")


def _minutes(absent: User, deputy: User) -> None:
    record = _meeting()
    write_minutes(record, text="会议强调质量。", actor=deputy, at=making.at(12, 28))


def _verified(absent: User, deputy: User) -> None:
    cases.keep("qtsb")
    record = score_itself(cases.sheet_of(cases.opened(actor=absent), "qtsb"), make_user("liaison", "qtsb"))
    verify_line(cases.entry_of(record, "mechanism"), Decimal(3), "", actor=deputy, at=cases.AT)


def _remark(absent: User, deputy: User) -> None:
    add_comment(record=_meeting(), text="请补充", actor=deputy, at=making.at(12, 28))


def _station(absent: User, deputy: User) -> None:
    station = Station(
        code="T001", name="某社区联络点", place="community", area=Area.objects.get(name_zh="四川北路街道"),
        department=Department.objects.get(code="aic"), address="某路1号", starts_on=date(2012, 1, 1),
    )
    set_up_station(station=station, actor=absent, at=making.at(6, 1))
    close_station(station=station, on=DAY, actor=deputy, at=making.at(12, 28))


@pytest.mark.parametrize(("action", "role", "department", "act"), [
    ("minutes_written", "office", "qtsb", _minutes), ("line_verified", "office", "qtsb", _verified),
    ("comment_added", "office", "qtsb", _remark), ("station_closed", "handler", "aic", _station),
])
def test_what_a_deputy_does_names_the_absent_colleague(packs, action, role, department, act):
    absent = make_user(role, department, name="赵统筹")
    deputy = deputy_of(absent)

    act(absent, deputy)

    event = AuditEvent.objects.get(action=action)
    assert (event.actor, event.facts["behalf_of"]) == (deputy, absent.username)
