"""Naming who is responsible for a duty of a department in an area."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.errors import Refused
from hengzhi.leading_group.models import Charge, Duty
from hengzhi.leading_group.permissions import KEEP
from hengzhi.organisations.models import Area, Department
from hengzhi.register import trail


@transaction.atomic
def put_in_charge(
    *, duty: Duty, department: Department, areas: Iterable[Area], post: str, name: str, since: date, actor, at: datetime
) -> list[Charge]:
    """Name who is responsible from a day on; who was so before ends the day before.

    Raises Refused without permission, for a duty the department does not bear or an area it does not reach, or for a day
    not after the present one's first.
    """
    _must_keep(actor)
    areas = list(areas)
    if not duty.departments.filter(pk=department.pk).exists():
        raise Refused(_("%(department)s does not bear the duty “%(duty)s”.") % {"department": department, "duty": duty})
    if wrong := next((area for area in areas if area.level != duty.reach), None):
        raise Refused(_("“%(duty)s” is not borne in %(area)s.") % {"duty": duty, "area": wrong})
    for charge in Charge.objects.filter(duty=duty, department=department, area__in=areas, ends_on=None).select_related("area"):
        if charge.starts_on >= since:
            raise Refused(_("%(post)s is in charge in %(area)s since %(day)s; name a later day.") % {
                "post": charge.post, "area": charge.area, "day": charge.starts_on,
            })
        _end(charge, since - timedelta(days=1))
    made = [Charge(duty=duty, department=department, area=area, post=post, name=name, starts_on=since) for area in areas]
    for charge in made:
        charge.full_clean()
        charge.save()
    _tell(
        "charge_named", duty=duty, department=department, areas=areas, actor=actor, at=at, post=post, since=str(since)
    )
    return made


@transaction.atomic
def end_charge(*, charge: Charge, until: date, actor, at: datetime) -> None:
    """Leave a cell empty after a day; raises Refused without permission or for a day before it began."""
    _must_keep(actor)
    if charge.ends_on or until < charge.starts_on:
        raise Refused(
            _("%(post)s is in charge since %(day)s; name a day from then on.") % {"post": charge.post, "day": charge.starts_on}
        )
    _end(charge, until)
    _tell(
        "charge_ended", duty=charge.duty, department=charge.department, areas=[charge.area], actor=actor, at=at,
        post=charge.post, until=str(until),
    )


def _end(charge: Charge, until: date) -> None:
    charge.ends_on = until
    charge.full_clean()
    charge.save(update_fields=["ends_on"])


def _must_keep(actor) -> None:
    if not actor.may(KEEP):
        raise Refused(_("You need the permission to %(what)s.") % {"what": KEEP.says})


def _tell(action: str, *, duty: Duty, department: Department, areas: list[Area], actor, at: datetime, **told: str) -> None:
    facts = {"duty": duty.code, "department": department.code, "areas": "、".join(area.name_zh for area in areas), **told}
    trail.note_act(action, KEEP, actor=actor, at=at, facts=facts)
