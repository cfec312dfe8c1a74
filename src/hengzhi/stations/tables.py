"""The table stations give to snapshots."""

from collections.abc import Iterator

from hengzhi.core.tables import Column, ColumnType, Table
from hengzhi.stations.models import StationCase

TEXT, DATE, DECIMAL = ColumnType.TEXT, ColumnType.DATE, ColumnType.DECIMAL

CASES = (
    Column("code", TEXT, "number in the register"),
    Column("station", TEXT, "number of the station"),
    Column("area", TEXT, "subdistrict of the station"),
    Column("department", TEXT, "department that looks after the station"),
    Column("category", TEXT, "from the code list category"),
    Column("taken_on", DATE, "day it was taken up"),
    Column("ended_on", DATE, "day it ended, null while it is open"),
    Column("state", TEXT, "mediating, settled_at_source, given_up or passed_on"),
    Column("disputed_yuan", DECIMAL, "amount in dispute"),
    Column("recovered_yuan", DECIMAL, "loss recovered on the spot, null unless settled"),
)


def case_rows() -> Iterator[tuple]:
    rows = StationCase.objects.order_by("record__opened_on", "record__code").values_list(
        "record__code", "station__code", "record__area__code", "record__department__code", "category", "record__opened_on",
        "ended_on", "record__state", "disputed_yuan", "recovered_yuan",
    )
    yield from rows.iterator(chunk_size=5000)


TABLES = (
    Table("station_cases", "disputes taken up at liaison stations", "code", "taken_on", "area", CASES, case_rows),
)
