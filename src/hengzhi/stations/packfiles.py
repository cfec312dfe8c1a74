"""What stations take from packs: the stations of a district with who keeps them."""

from hengzhi.core.packs import Field, PackErrors, PackFile, Row, csv_reader, day, one_of
from hengzhi.organisations.models import Area, Department
from hengzhi.stations.models import Liaison, Station

COLUMNS = ("name", "place", "address", "phone", "starts_on")


def write_stations(rows: list[Row]) -> None:
    """Write stations by number; a liaison named in the file keeps the station from its first day."""
    areas = {area.name_zh: area for area in Area.objects.all()}
    departments = {one.code: one for one in Department.objects.all()}
    wrong = [
        row.wrong(f"area is “{row['area']}”", "name a subdistrict of the packs") for row in rows if row["area"] not in areas
    ]
    wrong += [
        row.wrong(f"department is “{row['department']}”", "write the code of a department")
        for row in rows if row["department"] not in departments
    ]
    if wrong:
        raise PackErrors(wrong)
    for row in rows:
        station, _made = Station.objects.update_or_create(code=row["code"], defaults={
            **{name: row[name] or "" for name in COLUMNS}, "area": areas[row["area"]],
            "department": departments[row["department"]],
        })
        if row["liaison"]:
            Liaison.objects.get_or_create(
                station=station, name=row["liaison"], defaults={"post": row["post"] or "", "starts_on": row["starts_on"]}
            )


PACK_FILES = [
    PackFile("stations.csv", csv_reader(
        Field("code"), Field("name"), Field("place", one_of(*Station.Place.values)), Field("area"), Field("department"),
        Field("address"), Field("phone", optional=True), Field("starts_on", day), Field("liaison", optional=True),
        Field("post", optional=True), Field("source"), key=["code"],
    ), write_stations),
]
