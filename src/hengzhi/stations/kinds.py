"""The kind of record stations bring to the register."""

from django.utils.translation import gettext_lazy as _

from hengzhi.register.kinds import Kind
from hengzhi.stations.models import StationCase
from hengzhi.stations.permissions import MEDIATE, SEE
from hengzhi.stations.workflow import WORKFLOW


def words_of(case: StationCase) -> str:
    return " ".join(filter(None, (case.station.name, case.respondent_name, case.details)))


STATION_CASE = Kind(
    code="station_case", name=_("case at a station"), model=StationCase, workflow=WORKFLOW, see=SEE, see_confidential=SEE,
    prefix="Z", url="stations:case", text=words_of, handles=(MEDIATE,),
)

KINDS = (STATION_CASE,)
