"""Writes to stations: set up and closed, liaisons named, training recorded, cases taken up."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.core.permissions import Permission
from hengzhi.organisations.models import Department
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.reach import reach_of
from hengzhi.register.services import open_record
from hengzhi.stations.kinds import STATION_CASE
from hengzhi.stations.models import Liaison, Station, StationCase, Training
from hengzhi.stations.permissions import KEEP, MEDIATE


def _demand(actor, permission: Permission, department: Department) -> None:
    reach = reach_of(actor, permission)
    if not (reach.is_everywhere or department.pk in reach.departments):
        raise Refused(_("You need the permission to %(what)s.") % {"what": permission.says})


def _note(action: str, station: Station, actor, at: datetime, **facts: object) -> None:
    written = {"station": station.code, **{name: str(value) for name, value in facts.items() if value not in (None, "")}}
    trail.note_act(action, KEEP, actor=actor, at=at, facts=written)


@transaction.atomic
def set_up_station(*, station: Station, actor, at: datetime) -> Station:
    """Enter a station, or what has changed about one, and write the trail."""
    _demand(actor, KEEP, station.department)
    action = "station_changed" if station.pk else "station_set_up"
    station.full_clean()
    station.save()
    _note(action, station, actor, at)
    return station


@transaction.atomic
def close_station(*, station: Station, on: date, actor, at: datetime) -> None:
    """Close a station and end the terms of its liaisons; raises Refused while cases are open there."""
    _demand(actor, KEEP, station.department)
    if station.ends_on:
        raise Refused(_("The station was closed on %(day)s.") % {"day": station.ends_on})
    if waiting := station.cases.filter(record__is_open=True).count():
        raise Refused(_("%(count)d cases are still open at the station; end them first.") % {"count": waiting})
    station.ends_on = on
    station.full_clean()
    station.save(update_fields=["ends_on"])
    station.liaisons.filter(ends_on__isnull=True).update(ends_on=on)
    _note("station_closed", station, actor, at)


@transaction.atomic
def name_liaison(*, liaison: Liaison, actor, at: datetime) -> Liaison:
    _demand(actor, KEEP, liaison.station.department)
    if liaison.station.ends_on:
        raise Refused(_("The station was closed on %(day)s.") % {"day": liaison.station.ends_on})
    liaison.full_clean()
    liaison.save()
    _note("liaison_named", liaison.station, actor, at)
    return liaison


@transaction.atomic
def end_liaison(*, liaison: Liaison, on: date, actor, at: datetime) -> None:
    _demand(actor, KEEP, liaison.station.department)
    liaison.ends_on = max(on, liaison.starts_on)
    liaison.save(update_fields=["ends_on"])
    _note("liaison_ended", liaison.station, actor, at)


@transaction.atomic
def record_training(*, training: Training, attended: Iterable[Liaison], actor, at: datetime) -> Training:
    """Write down a training and who came; raises Refused for one that lies ahead or that nobody attended."""
    _demand(actor, KEEP, training.department)
    people = list(attended)
    if not people:
        raise Refused(_("Name at least one liaison who came."))
    if training.held_on > at.date():
        raise Refused(_("%(day)s lies ahead; record a training once it was held.") % {"day": training.held_on})
    training.recorded_by = actor
    training.full_clean()
    training.save()
    training.attended.set(people)
    facts = {"topic": training.topic, "rows": str(len(people))}
    trail.note_act("training_recorded", KEEP, actor=actor, at=at, facts=facts)
    return training


@transaction.atomic
def take_up_case(*, case: StationCase, subject: str, actor, at: datetime, calendar: WorkCalendar) -> Record:
    """Enter a dispute that a station takes up; raises Refused for a closed station."""
    _demand(actor, MEDIATE, case.station.department)
    if case.station.ends_on:
        raise Refused(_("The station was closed on %(day)s.") % {"day": case.station.ends_on})
    return open_record(
        kind=STATION_CASE, title=subject, department=case.station.department, area=case.station.area, at=at, actor=actor,
        calendar=calendar, detail=case,
    )
