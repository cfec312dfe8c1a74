"""The kinds of notice there are and the events that give rise to them, each declared by an app in `tellings.py`."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from hengzhi.notices.staff import Staff
from hengzhi.register.models import AuditEvent

APP, MAIL, NIGHT = "app", "mail", "night"
TEST = "test"


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice.

    `says` is the sentence people choose it by. `text` words one, with %(who)s, %(state)s, %(due_on)s of the record or
    whatever facts it is told with; `many` words several told at once, with %(count)d, and "" tells each by itself.
    `mail` is whether it is mailed to who chose nothing; `is_urgent` lets people have it mailed at night. One that is
    `for_groups` can go to robots and programs, which learn of the record and no more. `is_standing` counts what stands
    today; other kinds add up what came. `list_url` names the page several lead to.
    """

    code: str
    name: str
    says: str
    text: str
    many: str = ""
    mail: bool = False
    is_urgent: bool = False
    for_groups: bool = True
    is_standing: bool = False
    list_url: str = "desk:home"

    @property
    def default(self) -> frozenset[str]:
        """The channels of who chose nothing."""
        return frozenset({APP, MAIL} if self.mail else {APP})


@dataclass(frozen=True)
class Rule:
    """An event of the audit trail tells people.

    `actions` are the actions it goes by; without any, every opening and every step. `to` gives the keys of whom it
    tells, perhaps of nobody, or None where the rule does not concern the event; who did it is never told. Of several
    rules that tell a user of the same event, the first holds.
    """

    kind: NoticeKind
    to: Callable[[AuditEvent, Staff], Collection[int] | None]
    actions: tuple[str, ...] = ()
    address: Callable[[AuditEvent], str] = lambda event: ""

    def covers(self, event: AuditEvent) -> bool:
        return event.action in self.actions if self.actions else bool(event.record_id and event.target)


@lru_cache(maxsize=1)
def notice_kinds() -> dict[str, NoticeKind]:
    """Collect the kinds of notice of every app, by code."""
    found: dict[str, NoticeKind] = {}
    for module in _declared():
        for kind in module.NOTICE_KINDS:
            if found.setdefault(kind.code, kind) is not kind:
                raise ImproperlyConfigured(f"Two kinds of notice are called {kind.code}.")
    return found


@lru_cache(maxsize=1)
def rules() -> tuple[Rule, ...]:
    """Collect the rules of every app: those for certain actions first, then those for every step."""
    found = [rule for module in _declared() for rule in getattr(module, "RULES", ())]
    return tuple(sorted(found, key=lambda rule: not rule.actions))


def dailies() -> Iterator[Callable]:
    """Yield what each app tells on working mornings beside due dates: functions of the instant, the calendar and the staff."""
    for module in _declared():
        yield from getattr(module, "DAILY", ())


@lru_cache(maxsize=1)
def watched_actions() -> frozenset[str]:
    """Return the actions some rule names."""
    return frozenset(action for rule in rules() for action in rule.actions)


def kind_name(code: str) -> str:
    """Return the name of a kind of notice, or its code where the program lacks it by now."""
    if code == TEST:
        return _("Test")
    kind = notice_kinds().get(code)
    return str(kind.name) if kind else _("notice “%(code)s”") % {"code": code}


def _declared() -> Iterator:
    for app in apps.get_app_configs():
        if app.name.startswith("hengzhi.") and module_has_submodule(app.module, "tellings"):
            yield import_module(f"{app.name}.tellings")
