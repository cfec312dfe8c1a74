"""Reads over stations: lists, cover of the areas, names for other forms."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.utils.module_loading import module_has_submodule

from hengzhi.organisations.models import Area
from hengzhi.organisations.queries import subdistricts
from hengzhi.register.models import Record
from hengzhi.register.reach import reach_of
from hengzhi.stations.models import Liaison, Station, StationCase, in_force
from hengzhi.stations.permissions import KEEP


@dataclass(frozen=True)
class Cover:
    """What an area has: open stations, liaisons, and the cases of a year with what they brought back."""

    area: Area
    stations: int
    liaisons: int
    cases: int
    recovered_yuan: object


@dataclass(frozen=True)
class Delegated:
    """What was delegated to a station, as far as a reader may see it: the newest records, and how many came to what."""

    name: str
    records: tuple[Record, ...]
    results: tuple[tuple[str, int], ...]
    recovered_yuan: object

    @property
    def count(self) -> int:
        return sum(count for _name, count in self.results)


@lru_cache(maxsize=1)
def delegations() -> tuple[Callable[[object, Station], Delegated], ...]:
    """Collect who delegates to stations: `delegated_to_station` in an app's `delegation.py`."""
    named = [app for app in apps.get_app_configs() if app.name.startswith("hengzhi.")]
    return tuple(
        import_module(f"{app.name}.delegation").delegated_to_station for app in named
        if module_has_submodule(app.module, "delegation")
    )


def open_stations(on: date) -> QuerySet[Station]:
    return Station.objects.filter(in_force(on)).select_related("area", "department")


def listed(on: date, *, area: str = "", place: str = "", q: str = "", closed: bool = False) -> QuerySet[Station]:
    """Return stations as the list shows them: open ones or closed ones, with their number of liaisons and of cases."""
    stations = Station.objects.filter(ends_on__lt=on) if closed else Station.objects.filter(in_force(on))
    if area:
        stations = stations.filter(area__code=area)
    if place:
        stations = stations.filter(place=place)
    if q:
        stations = stations.filter(Q(name__contains=q) | Q(code__contains=q) | Q(address__contains=q))
    return stations.select_related("area", "department").annotate(
        people=Count("liaisons", filter=Q(liaisons__starts_on__lte=on) & Q(liaisons__ends_on__isnull=True), distinct=True),
        taken=Count("cases", distinct=True),
    ).order_by("area__code", "code")


def cover(on: date) -> list[Cover]:
    """Return what every subdistrict of a day has, those without a station too; four queries."""
    stations = dict(Station.objects.filter(in_force(on)).order_by().values_list("area").annotate(count=Count("pk")))
    keeps = Liaison.objects.filter(in_force(on), Exists(Station.objects.filter(in_force(on), pk=OuterRef("station"))))
    liaisons = dict(keeps.order_by().values_list("station__area").annotate(count=Count("pk")))
    year = StationCase.objects.filter(record__opened_on__year=on.year)
    cases = {
        area: (count, recovered) for area, count, recovered in
        year.order_by().values_list("station__area").annotate(count=Count("pk"), recovered=Sum("recovered_yuan"))
    }
    return [
        Cover(area, stations.get(area.pk, 0), liaisons.get(area.pk, 0), *cases.get(area.pk, (0, None)))
        for area in subdistricts(on)
    ]


def may_keep(user, department_id: int) -> bool:
    """Say whether a user may change the stations a department looks after."""
    reach = reach_of(user, KEEP)
    return reach.is_everywhere or department_id in reach.departments


def cases_seen_by(user) -> QuerySet[Record]:
    cases = Record.objects.visible_to(user).filter(kind="station_case")
    return cases.select_related("area", "department", "station_case__station")
