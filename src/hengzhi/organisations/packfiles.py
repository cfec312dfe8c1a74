"""What organisations take from packs."""

from hengzhi.core.packs import Field, PackErrors, PackFile, Row, csv_reader, day, one_of, whole
from hengzhi.organisations.models import Area, AreaSuccession, Department

VALIDITY = (Field("valid_from", day, optional=True), Field("valid_to", day, optional=True))


def write_areas(rows: list[Row]) -> None:
    """Write areas, parents before children wherever they stand in the files."""
    known = {area.code: area for area in Area.objects.all()}
    waiting = list(rows)
    while waiting:
        ready = [row for row in waiting if row["parent"] is None or row["parent"] in known]
        if not ready:
            raise PackErrors([row.wrong(f"parent is “{row['parent']}”", "name an area of the packs") for row in waiting])
        for row in ready:
            values = {**row.values, "parent": known.get(row["parent"])}
            known[row["code"]], _ = Area.objects.update_or_create(code=row["code"], defaults=values)
        waiting = [row for row in waiting if row not in ready]


def write_successions(rows: list[Row]) -> None:
    areas = {area.code: area for area in Area.objects.all()}
    wrong = [
        row.wrong(f"{end} is “{row[end]}”", "name an area of the packs")
        for row in rows for end in ("from", "to") if row[end] not in areas
    ]
    if wrong:
        raise PackErrors(wrong)
    for row in rows:
        AreaSuccession.objects.update_or_create(
            area=areas[row["from"]], successor=areas[row["to"]],
            defaults={"happened_on": row["on"], "note": row["note"] or "", "source": row["source"]},
        )


def write_departments(rows: list[Row]) -> None:
    for row in rows:
        Department.objects.update_or_create(code=row["code"], defaults=dict(row.values))


PACK_FILES = [
    PackFile("areas.csv", csv_reader(
        Field("code"), Field("name_zh"), Field("name_en"), Field("level", one_of(*Area.Level.values)),
        Field("parent", optional=True), *VALIDITY, Field("source"), key=["code"],
    ), write_areas),
    PackFile("area_successions.csv", csv_reader(
        Field("from"), Field("to"), Field("on", day), Field("note", optional=True), Field("source"), key=["from", "to"],
    ), write_successions),
    PackFile("departments.csv", csv_reader(
        Field("code"), Field("name_zh"), Field("short_zh"), Field("name_en"), Field("kind"),
        Field("position", whole), *VALIDITY, Field("source"), key=["code"],
    ), write_departments),
]
