"""Mediation delegated to liaison stations: whom it may be given to, and what came of it."""

from django.db.models import Case, Count, Sum, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengzhi.complaints.workflow.states import Outcome
from hengzhi.core.clock import today
from hengzhi.register.models import Record
from hengzhi.stations.models import Station
from hengzhi.stations.queries import Delegated, open_stations

KIND = "complaint"
SHOWN = 20
RESULTS = {
    "open": gettext_lazy("being mediated"), "settled": gettext_lazy("settled at the source"),
    "ended": gettext_lazy("mediation ended without agreement"), "back": gettext_lazy("taken back by the office"),
}


def stations_for(record: Record) -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the stations open today by area, those of the record's own area first."""
    areas: dict[str, list[tuple[int, str]]] = {}
    stations = sorted(open_stations(today()), key=lambda station: station.area_id != record.area_id)
    for station in stations:
        areas.setdefault(station.area.name, []).append((station.pk, station.name))
    return list(areas.items())


def delegated_to_station(user, station: Station) -> Delegated:
    """Return the complaints whose mediation was delegated to a station, as far as a user may see them; two queries.

    What the office took back counts as that, whatever came of it later.
    """
    given = Record.objects.visible_to(user).filter(kind=KIND, complaint__delegated_station=station)
    came_to = given.order_by().values_list(Case(
        When(complaint__taken_back_on__isnull=False, then=Value("back")),
        When(complaint__outcome=Outcome.SETTLED, then=Value("settled")),
        When(complaint__outcome=Outcome.ENDED, then=Value("ended")), default=Value("open"),
    )).annotate(count=Count("pk"), recovered=Sum("complaint__recovered_yuan"))
    found = {result: (count, recovered) for result, count, recovered in came_to}
    return Delegated(
        _("Complaints delegated to it"), tuple(given.select_related("rule_set")[:SHOWN]),
        tuple((str(name), found[result][0]) for result, name in RESULTS.items() if result in found),
        found.get("settled", (0, None))[1],
    )
