"""The same done with many records: first what will be refused and why, then each for itself.

A mechanism names in its `bulk.py` the steps that may be taken so; whose kind has handlers can be handed out so as well.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.db.models import QuerySet
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.accounts.models import User
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.register.handing import hand_to, refusal_to_hand
from hengzhi.register.kinds import Kind, kinds
from hengzhi.register.models import Record
from hengzhi.register.permissions import ASSIGN
from hengzhi.register.services import move

MOST = 200
HAND, TAKE_ON = "hand", "take-on"
NOT_YET_TYPED = "…"


@dataclass(frozen=True)
class BulkStep:
    """A step that may be taken with many records of a kind at once; it asks for no facts.

    `take(record, actor=…, at=…, calendar=…, note=…)` and `refusal(record, actor)` are the mechanism's own where its page does
    more than move the record.
    """

    kind: str
    step: str
    take: Callable[..., None] | None = None
    refusal: Callable[[Record, User], str] | None = None


@dataclass(frozen=True)
class Act:
    """What may be done with the records chosen; `steps` has it for each kind it is meant for, none when handing out."""

    code: str
    label: str
    steps: tuple[BulkStep, ...] = ()
    needs_note: bool = False

    @property
    def needs_handler(self) -> bool:
        return self.code == HAND


@dataclass(frozen=True)
class Order:
    """An act with what it is to be done with: by whom, to whose hands, with what note."""

    act: Act
    actor: User
    handler: User | None = None
    note: str = ""


@dataclass(frozen=True)
class Line:
    """A record that was chosen, and why the act is refused for it, "" where it is not."""

    record: Record
    why: str


@lru_cache(maxsize=1)
def bulk_steps() -> tuple[BulkStep, ...]:
    """Collect `BULK` of every app's `bulk.py`."""
    named = [app for app in apps.get_app_configs() if app.name.startswith("hengzhi.") and app.label != "records"]
    modules = [import_module(f"{app.name}.bulk") for app in named if module_has_submodule(app.module, "bulk")]
    return tuple(step for module in modules for step in module.BULK)


def acts_for(user: User, codes: Collection[str] = ()) -> list[Act]:
    """Return what a user may do with many records of some kinds, of all when none is named; no query."""
    chosen = [kind for code, kind in kinds().items() if not codes or code in codes]
    return [*_handing(user, chosen), *_steps(user, {kind.code for kind in chosen})]


def _handing(user: User, chosen: Collection[Kind]) -> Iterator[Act]:
    handled = [kind for kind in chosen if kind.handles]
    if any(user.may(kind.handles[0]) for kind in handled):
        yield Act(TAKE_ON, pgettext("record", "Take on"))
    if handled and user.may(ASSIGN):
        yield Act(HAND, _("Hand to a handler"))


def _steps(user: User, codes: Collection[str]) -> Iterator[Act]:
    """Yield the steps the user may take anywhere; those of several kinds with the same name and label are one."""
    alike: dict[tuple[str, str], list[BulkStep]] = {}
    for one in bulk_steps():
        step = kinds()[one.kind].workflow.step(one.step)
        if one.kind in codes and user.may(step.permission):
            alike.setdefault((one.step, str(step.label)), []).append(one)
    for (name, label), steps in alike.items():
        needs_note = any(kinds()[one.kind].workflow.step(name).needs_note for one in steps)
        yield Act(f"{name}-{steps[0].kind}", label, tuple(steps), needs_note)


def chosen_by(user: User, codes: Sequence[str]) -> list[Record]:
    """Return the records chosen that a user may know of, by number; raises Refused for none and for too many."""
    if not codes:
        raise Refused(_("Choose records in the list first."))
    if len(codes) > MOST:
        words = _("%(count)d records are chosen; choose at most %(most)d at a time.")
        raise Refused(words % {"count": len(codes), "most": MOST})
    return list(_with_own_rows(Record.objects.visible_to(user).filter(code__in=codes)).order_by("code"))


def _with_own_rows(records: QuerySet[Record]) -> QuerySet[Record]:
    """Read along what workflows look at: the mechanisms' own rows, in as many queries however many records."""
    rows = {kind.model._meta.get_field("record").remote_field.related_name for kind in kinds().values()}
    return records.select_related("rule_set", "department", "area", "handler", *sorted(rows)).prefetch_related("shared_with")


def preview(records: Sequence[Record], order: Order) -> list[Line]:
    """Return what would happen now to each record."""
    return [Line(record, _refusal(record, order)) for record in records]


def _refusal(record: Record, order: Order) -> str:
    if order.act.code == TAKE_ON:
        return refusal_to_hand(record, order.actor, order.actor)
    if order.act.code == HAND:
        return refusal_to_hand(record, order.handler, order.actor)
    one = _step_for(record, order.act)
    if one is None:
        return _("“%(step)s” is not possible for this kind of record: %(kind)s.") % {
            "step": order.act.label, "kind": record.kind_name,
        }
    if one.refusal:
        return one.refusal(record, order.actor)
    return record.kind_of.workflow.refusal(record, one.step, order.actor, order.note or NOT_YET_TYPED)


def _step_for(record: Record, act: Act) -> BulkStep | None:
    return next((one for one in act.steps if one.kind == record.kind), None)


def carry_out(records: Sequence[Record], order: Order, *, at: datetime, calendar: WorkCalendar) -> list[Line]:
    """Do it with each record in a transaction of its own and say of each why it was refused, "" where it was done."""
    if order.act.needs_note and not order.note.strip():
        raise Refused(_("Give the reason."))
    return [_carried_out(record, order, at, calendar) for record in records]


def _carried_out(record: Record, order: Order, at: datetime, calendar: WorkCalendar) -> Line:
    try:
        _do(record, order, at, calendar)
    except Refused as refused:
        return Line(record, str(refused))
    return Line(record, "")


def _do(record: Record, order: Order, at: datetime, calendar: WorkCalendar) -> None:
    if not order.act.steps:
        hand_to(record, order.handler or order.actor, actor=order.actor, at=at, note=order.note)
        return
    if why := _refusal(record, order):
        raise Refused(why)
    one = _step_for(record, order.act)
    given = {"actor": order.actor, "at": at, "calendar": calendar, "note": order.note}
    if one.take:
        one.take(record, **given)
    else:
        move(record, one.step, **given)
