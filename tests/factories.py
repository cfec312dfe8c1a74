"""Plain makers with boring defaults; they go through the services as a user would."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hengzhi.accounts.models import Role, User
from hengzhi.accounts.services import add_user, give_role
from hengzhi.complaints.kinds import COMPLAINT_KIND
from hengzhi.complaints.models import Complaint
from hengzhi.complaints.services import register_complaint
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Area, Department
from hengzhi.register.models import Record
from hengzhi.register.services import move

RECEIVED_AT = datetime(2012, 3, 5, 2, 0, tzinfo=UTC)
PASSWORD = "a long enough password"


def make_user(role: str = "handler", department: str = "aic", **overrides) -> User:
    """Return a user who holds a role in a department since 2009."""
    given = {"username": f"{role}-{User.objects.count()}", "name": "某某", "password": PASSWORD, **overrides}
    user = add_user(**given)
    if role:
        give_role(
            user=user, role=Role.objects.get(code=role), department=Department.objects.get(code=department),
            starts_on=date(2009, 1, 1),
        )
    return user


def make_complaint(**overrides) -> Record:
    """Return a complaint about a fridge, received on 5 March 2012 at the branch of the market regulator of the time."""
    columns = {
        "channel": "phone-12315", "object": "goods", "category": "home-appliances", "problem": "quality",
        "respondent_name": "某电器行", "details": "使用两月不制冷。", "disputed_yuan": Decimal("2899.00"),
    }
    given = {
        "kind": COMPLAINT_KIND, "subject": "冰箱使用两月不制冷", "department": Department.objects.get(code="aic"),
        "area": Area.objects.get(name_zh="四川北路街道"), "identity": {"name": "王小明", "phone": "13900002716"}, "actor": None,
        "at": RECEIVED_AT, "calendar": work_calendar(), "is_confidential": False, "receipt": "",
    }
    columns |= {name: value for name, value in overrides.items() if name not in given}
    given |= {name: value for name, value in overrides.items() if name in given}
    return register_complaint(complaint=Complaint(**columns), **given)


def take(record: Record, *steps: str, actor: User, at: datetime = RECEIVED_AT, **facts) -> Record:
    """Move a record through steps; facts go to the last one, notes to all."""
    for name in steps:
        given = facts if name == steps[-1] else {}
        move(record, name, actor=actor, at=at, calendar=work_calendar(), note="理由", facts=given)
    return record
