"""Writing the demonstration's leading group through the services, act by act, as the office and the liaisons would."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from hengzhi.accounts.models import User
from hengzhi.core.calendar import ONE_DAY
from hengzhi.core.packs import find_pack, read_toml
from hengzhi.core.reference import site, work_calendar
from hengzhi.leading_group.kinds import KINDS
from hengzhi.leading_group.models import Member
from hengzhi.leading_group.services.group import Composition, Seat, add_member, draft_group, end_member, form_group
from hengzhi.ops.demonstration.leading_group.cover import name_charges
from hengzhi.ops.demonstration.leading_group.papers import Papers
from hengzhi.ops.demonstration.leading_group.sittings import Sittings
from hengzhi.ops.demonstration.leading_group.world import World
from hengzhi.organisations.models import Area, Department
from hengzhi.register.models import Record


@transaction.atomic
def load_group(pack: str) -> int:
    """Make the leading group of a demonstration pack with its year; return how many records there are.

    The plan of the year is loaded first: decisions and answers name its tasks.
    """
    world = World(
        pack=read_toml(find_pack(pack).folder / "leading_group" / "group.toml"),
        departments={department.code: department for department in Department.objects.all()},
        office=User.objects.get(username="office"), area=Area.objects.get(code=site().area_code), calendar=work_calendar(),
        today=site().day,
    )
    form_groups(world)
    papers = Papers(world)
    papers.issue_first()
    meetings = Sittings(world).hold_all()
    papers.issue_rest(meetings)
    name_charges(world)
    ours = Record.objects.filter(kind__in=[kind.code for kind in KINDS])
    return ours.update(synthetic=True)


def form_groups(world: World) -> None:
    """Form the group of 2009, form it anew in 2012, and let one head of department follow another."""
    before, now, change = (world.pack[name] for name in ("before", "now", "change"))
    first = _form(world, before, world.named(before["departments"]), before["formed_on"], None)
    record = _form(world, now, tuple(world.departments.values()), now["drafted_on"], first)
    department = world.departments[change["department"]]
    leaving = Member.objects.get(group=record.pk, department=department)
    end_member(leaving, until=change["until"], **world.by(change["until"]))
    since = change["until"] + ONE_DAY
    seat = Seat(Member.Role.MEMBER, change["name"], leaving.post, department)
    add_member(record, seat, since=since, **world.by(since))


def _form(world: World, told: Mapping, departments: tuple[Department, ...], drafted_on: date, after: Record | None) -> Record:
    heads = tuple(Seat(role, name, post) for role, name, post in told["heads"])
    seats = tuple(_seat(world, department) for department in departments)
    composition = Composition(
        told["title"], world.departments[world.pack["office"]], world.pack["director"], world.pack["director_post"],
        (*heads, *seats),
    )
    record = draft_group(
        composition=composition, area=world.area, calendar=world.calendar, after=after and after.leading_group,
        **world.by(drafted_on),
    )
    form_group(
        record, starts_on=told["formed_on"], paper=told["paper"], calendar=world.calendar, **world.by(told["formed_on"])
    )
    return record


def _seat(world: World, department: Department) -> Seat:
    surnames, given = world.pack["surnames"], world.pack["given"]
    name = surnames[department.position // 10 % len(surnames)] + given[department.position // 10 % len(given)]
    head = "主任" if department.short_zh.endswith(("委", "办")) else "局长"
    return Seat(Member.Role.MEMBER, name, f"{department.short_zh}{head}", department)
