"""The choices of a day, by the code lists and areas in force."""

from datetime import date

from hengzhi.core.reference import code_choices, codes
from hengzhi.organisations.queries import subdistricts


def area_choices(on: date) -> list[tuple[str, str]]:
    return [(area.code, area.name) for area in subdistricts(on)]


def category_choices(on: date) -> list[tuple[str, list]]:
    """Return the categories of a day in groups of goods and services."""
    names = dict(code_choices("object", on))
    valid = {code for code, _name in code_choices("category", on)}
    groups: dict[str, list] = {group: [] for group in names}
    for item in codes("category").values():
        if item.code in valid:
            groups.setdefault(item.group, []).append((item.code, item.name))
    return [(names.get(group, group), entries) for group, entries in groups.items() if entries]
