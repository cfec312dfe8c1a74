"""What the core takes from packs: the site, the work calendar, code lists."""

from datetime import date
from pathlib import Path

from hengzhi.core.models import CalendarDay, CalendarYear, CodeItem, Site
from hengzhi.core.packs import Field, PackError, PackErrors, PackFile, Row, csv_reader, day, one_of, read_toml, whole
from hengzhi.core.reference import forget

UPDATED_CODE = ["zh", "en", "group", "valid_from", "valid_to", "position", "source"]


def read_district(path: Path) -> list[dict]:
    content = read_toml(path)
    for name, kind, wanted in (("name", dict, 'name = { zh = "…", en = "…" }'), ("area", str, 'area = "310109"')):
        if not isinstance(content.get(name), kind):
            raise PackErrors([PackError(path, None, f"{name} is {content.get(name)!r}", f"write {wanted}")])
    if not isinstance(content.get("day", date.min), date):
        raise PackErrors([PackError(path, None, f"day is {content['day']!r}", "write a date such as 2012-12-28")])
    return [content]


def write_district(entries: list[dict]) -> None:
    for entry in entries:
        Site.objects.update_or_create(pk=1, defaults={
            "name_zh": entry["name"]["zh"], "name_en": entry["name"]["en"], "area_code": entry["area"],
            "hotline": entry.get("hotline", ""), "synthetic": entry.get("synthetic", False), "day": entry.get("day"),
            "issuer": entry.get("issuer", ""), "complaints_department": entry.get("complaints_department", ""),
        })
    forget()


def write_years(rows: list[Row]) -> None:
    edited = _edited()
    years = [
        CalendarYear(year=row["year"], state=row["state"], source=row["source"]) for row in rows if row["year"] not in edited
    ]
    CalendarYear.objects.bulk_create(
        years, update_conflicts=True, unique_fields=["year"], update_fields=["state", "source"]
    )
    forget()


def write_days(rows: list[Row]) -> None:
    edited = _edited()
    days = [
        CalendarDay(day=row["day"], kind=row["kind"], name=row["name"], source=row["source"])
        for row in rows if row["day"].year not in edited
    ]
    CalendarDay.objects.bulk_create(
        days, update_conflicts=True, unique_fields=["day"], update_fields=["kind", "name", "source"]
    )
    forget()


def _edited() -> set[int]:
    return set(CalendarYear.objects.filter(edited=True).values_list("year", flat=True))


def write_codes(rows: list[Row]) -> None:
    items = [CodeItem(**{**row.values, "group": row["group"] or ""}) for row in rows]
    CodeItem.objects.bulk_create(
        items, update_conflicts=True, unique_fields=["list", "code"], update_fields=UPDATED_CODE
    )
    forget()


PACK_FILES = [
    PackFile("district.toml", read_district, write_district),
    PackFile("calendar/years.csv", csv_reader(
        Field("year", whole), Field("state", one_of(*CalendarYear.State.values)), Field("source"), key=["year"],
    ), write_years),
    PackFile("calendar/days.csv", csv_reader(
        Field("day", day), Field("kind", one_of(*CalendarDay.Kind.values)), Field("name"), Field("source"), key=["day"],
    ), write_days),
    PackFile("*/codes.csv", csv_reader(
        Field("list"), Field("code"), Field("zh"), Field("en"), Field("group", optional=True),
        Field("valid_from", day, optional=True), Field("valid_to", day, optional=True),
        Field("position", whole), Field("source"), key=["list", "code"],
    ), write_codes),
]
