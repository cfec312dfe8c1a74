"""Plain makers and instants for tests of notices."""

from datetime import UTC, datetime

from factories import make_user
from hengzhi.accounts.models import User
from hengzhi.notices.models import Endpoint, Notice
from hengzhi.notices.post import gather, send_due
from hengzhi.notices.services import keep_endpoint
from hengzhi.notices.sweep import sweep
from hengzhi.notices.tellings import NEW, WAITING

AT = datetime(2012, 3, 5, 3, 0, tzinfo=UTC)  # Monday, 11:00 in Shanghai
KINDS = [NEW.code, WAITING.code]


def swept(at: datetime = AT) -> int:
    return sweep(at=at, present=at)


def sent(at: datetime = AT) -> int:
    """Gather what may go out and send it; return how many messages were tried."""
    gather(at=at)
    return send_due(at=at)


def told(user: User) -> list[str]:
    """Return the kinds of a user's notices, oldest first."""
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def make_endpoint(listener, kind: str = "generic", **overrides) -> Endpoint:
    given = {
        "name": f"群{Endpoint.objects.count()}", "notice_kinds": KINDS, "address": listener.address, "secret": "secret",
        "departments": [], "at_night": True, **overrides,
    }
    rest = {name: given.pop(name) for name in ("address", "secret", "departments")}
    return keep_endpoint(Endpoint(kind=kind, **given), actor=make_user("administrator"), at=AT, **rest)
