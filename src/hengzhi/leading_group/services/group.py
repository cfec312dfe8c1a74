"""Forming the group anew, its members and their terms."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.leading_group.kinds import GROUP_KIND
from hengzhi.leading_group.models import Group, Member
from hengzhi.leading_group.permissions import KEEP
from hengzhi.leading_group.workflow import GroupState
from hengzhi.organisations.models import Area, Department
from hengzhi.programme.services.rights import must
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.services import move, open_record, share

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Seat:
    """A place in the group: whose, by which post, in which part."""

    role: str
    name: str
    post: str
    department: Department | None = None


@dataclass(frozen=True)
class Composition:
    """A composition to be: its name, who holds the office, who directs it, who sits in it."""

    title: str
    office: Department
    director: str
    director_post: str
    seats: tuple[Seat, ...] = ()


@transaction.atomic
def draft_group(
    *, composition: Composition, area: Area | None, actor, at: datetime, calendar: WorkCalendar, after: Group | None = None
) -> Record:
    """Draft a composition; it takes office when it is formed.

    Raises Refused where a group is in office that it does not follow, or where another draft follows the same one.
    """
    last = Group.objects.filter(starts_on__isnull=False, ends_on=None).select_related("record").first()
    if last != after:
        in_office = _("“%(group)s” is in office; form the group anew from it.") % {"group": last}
        raise Refused(in_office if last else _("No such group is in office."))
    if after and (waiting := Group.objects.filter(after=after, record__state=GroupState.DRAFTED).first()):
        raise Refused(_("The draft %(code)s follows it already.") % {"code": waiting.record.code})
    Group.objects.filter(after=after, record__state=GroupState.DROPPED).update(after=None)
    group = Group(director=composition.director, director_post=composition.director_post, after=after)
    record = open_record(
        kind=GROUP_KIND, title=composition.title, department=composition.office, area=area, at=at, actor=actor,
        calendar=calendar, detail=group,
    )
    Member.objects.bulk_create(
        Member(group=group, position=place, **_columns(seat)) for place, seat in enumerate(composition.seats, start=1)
    )
    return record


def copied_seats(group: Group) -> tuple[Seat, ...]:
    """Return the seats held in a group now, as a new composition takes them over."""
    members = group.members.filter(ends_on=None).select_related("department")
    return tuple(Seat(member.role, member.name, member.post, member.department) for member in members)


def _columns(seat: Seat) -> dict:
    return {field.name: getattr(seat, field.name) for field in fields(seat)}


@transaction.atomic
def form_group(record: Record, *, starts_on: date, paper: str, actor, at: datetime, calendar: WorkCalendar) -> None:
    """Let a draft take office on a day: its members' terms begin, those of the group before end the day before.

    Raises Refused without permission, head or members, or for a day on which the group before had not begun.
    """
    group = record.leading_group
    before = group.after
    if before and starts_on <= before.starts_on:
        raise Refused(
            _("“%(group)s” is in office since %(day)s; name a later day.") % {"group": before, "day": before.starts_on}
        )
    move(record, "form", actor=actor, at=at, calendar=calendar, facts={"starts_on": starts_on, "paper": paper})
    group.members.update(starts_on=starts_on)
    _open_to_departments(record, actor, at)
    if before:
        _end_group(before, starts_on - ONE_DAY, record, actor, at)


def _end_group(group: Group, until: date, by: Record, actor, at: datetime) -> None:
    """End a group; members who had joined only after `until` never served in it."""
    group.members.filter(starts_on__gt=until).delete()
    group.members.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=until)).update(ends_on=until)
    Group.objects.filter(pk=group.pk).update(ends_on=until)
    facts = {"group": by.code, "until": str(until)}
    trail.note(group.record, "group_followed", KEEP, actor=actor, at=at, note=str(by), facts=facts)


def _open_to_departments(record: Record, actor, at: datetime) -> None:
    departments = Department.objects.filter(pk__in=record.leading_group.members.values("department"))
    share(record, departments, actor=actor, at=at)


@transaction.atomic
def change_group(record: Record, composition: Composition, *, paper: str, actor, at: datetime) -> None:
    """Change the name, the office or the paper of a composition; raises Refused for one that is no longer in office."""
    must(record, KEEP, actor)
    group = record.leading_group
    _must_be_open(group)
    record.title, record.department = composition.title, composition.office
    record.full_clean()
    record.save(update_fields=["title", "department"])
    group.director, group.director_post, group.paper = composition.director, composition.director_post, paper
    group.full_clean()
    group.save()
    trail.note(record, "group_changed", KEEP, actor=actor, at=at)


def _must_be_open(group: Group) -> None:
    if group.ends_on or group.record.state == GroupState.DROPPED:
        raise Refused(_("This composition is no longer in office; it stays as it was."))


@transaction.atomic
def add_member(record: Record, seat: Seat, *, since: date | None, actor, at: datetime) -> Member:
    """Add a member; in a group in office from a day on, in a draft without one.

    Raises Refused without permission, for a second head, or for a day before the group began.
    """
    must(record, KEEP, actor)
    group = record.leading_group
    _must_be_open(group)
    heads = group.members.filter(role=Member.Role.HEAD, ends_on=None)
    if seat.role == Member.Role.HEAD and (head := heads.first()):
        raise Refused(_("%(head)s is the head; end that term first.") % {"head": head})
    if group.starts_on and (since is None or since < group.starts_on):
        raise Refused(_("The group is in office since %(day)s; name a day from then on.") % {"day": group.starts_on})
    last = group.members.aggregate(last=Max("position"))["last"] or 0
    member = Member(group=group, position=last + 1, starts_on=since if group.starts_on else None, **_columns(seat))
    member.full_clean(validate_constraints=False)
    member.save()
    if group.starts_on:
        _open_to_departments(record, actor, at)
    _tell(record, "member_added", member, actor, at)
    return member


@transaction.atomic
def end_member(member: Member, *, until: date | None, actor, at: datetime) -> None:
    """End the term of a member on a day; a member of a draft is taken out of it.

    Raises Refused without permission, for a term that has ended, or for a day before it began.
    """
    record = member.group.record
    must(record, KEEP, actor)
    _must_be_open(member.group)
    if member.group.starts_on is None:
        _tell(record, "member_ended", member, actor, at)
        member.delete()
        return
    if member.ends_on:
        raise Refused(_("The term has ended on %(day)s.") % {"day": member.ends_on})
    if until is None or until < member.starts_on:
        raise Refused(_("The term began on %(day)s; name a day from then on.") % {"day": member.starts_on})
    member.ends_on = until
    member.save(update_fields=["ends_on"])
    _tell(record, "member_ended", member, actor, at)


def _tell(record: Record, action: str, member: Member, actor, at: datetime) -> None:
    days = {"since": member.starts_on, "until": member.ends_on}
    facts = {"role": member.role, "post": member.post, **{name: str(day) for name, day in days.items() if day}}
    trail.note(record, action, KEEP, actor=actor, at=at, note=str(member), facts=facts)


def departments_of(members: Iterable[Member]) -> list[Department]:
    """Return the departments members head, each once, in the departments' order."""
    found = {member.department for member in members if member.department}
    return sorted(found, key=lambda department: department.position)
