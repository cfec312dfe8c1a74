"""Reads over areas and departments."""

from datetime import date

from hengzhi.core.reference import site
from hengzhi.organisations.codes import clean_code
from hengzhi.organisations.models import Area, Enterprise, EnterpriseIdentifier


def subdistricts(on: date) -> list[Area]:
    """Return the district's subdistricts of a day, by code."""
    return list(Area.objects.valid_on(on).filter(parent__code=site().area_code))


def area_rows() -> list[dict]:
    """Return every area of the district as a snapshot keeps it."""
    areas = Area.objects.select_related("parent")
    return [
        {"code": area.code, "name_zh": area.name_zh, "name_en": area.name_en, "parent": area.parent.code if area.parent else ""}
        for area in areas
    ]


def area_names() -> dict[str, str]:
    """Return the name of every area in the reader's language, by code."""
    return {area.code: area.name for area in Area.objects.all()}


def enterprise_with(number: str) -> Enterprise | None:
    """Return the enterprise known by a number of whatever kind."""
    found = EnterpriseIdentifier.objects.filter(value=clean_code(number)).select_related("enterprise").first()
    return found.enterprise if found else None


def enterprise_named(text: str) -> Enterprise | None:
    """Return the enterprise meant by a number of whatever kind or by its full name."""
    return enterprise_with(text) or Enterprise.objects.filter(name=text).first()
