"""Who covers what in the demonstration district, with a few cells left empty."""

from hengzhi.leading_group.models import Duty
from hengzhi.leading_group.services.cover import put_in_charge
from hengzhi.ops.demonstration.leading_group.world import World
from hengzhi.organisations.models import Area
from hengzhi.programme.models import Task


def name_charges(world: World) -> None:
    """Name a post for every cell but those the pack leaves empty."""
    told = world.pack["cover"]
    gaps = {tuple(gap) for gap in told["gaps"]}
    areas = list(Area.objects.valid_on(told["since"]))
    posts = dict(Task.objects.order_by("-record__code").values_list("record__department__code", "person"))
    for duty in Duty.objects.prefetch_related("departments"):
        for department in duty.departments.all():
            for area in areas:
                if area.level == duty.reach and (duty.code, department.code, area.name_zh) not in gaps:
                    place = area.name_zh.removesuffix("街道")
                    post = told["post"].format(area=place) if duty.reach == Duty.Reach.SUBDISTRICT else posts[department.code]
                    put_in_charge(
                        duty=duty, department=department, areas=[area], post=post, name="", since=told["since"],
                        **world.by(told["since"]),
                    )
