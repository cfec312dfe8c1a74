"""The tree of areas a snapshot carries, along which figures are rolled up."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError, near
from hengzhi.snapshots.manifest import AreaEntry


class AreaError(HengzhiError):
    """An area that is not in the tree, or a tree that is none."""


def lineage(areas: Sequence[AreaEntry]) -> list[tuple[str, str]]:
    """Pair every area with itself and each area it lies in; raises AreaError for a circle."""
    parents = {area["code"]: area["parent"] for area in areas}
    return [(code, holder) for code in sorted(parents) for holder in _upwards(code, parents)]


def _upwards(code: str, parents: dict[str, str]) -> list[str]:
    path = [code]
    while (parent := parents[path[-1]]) in parents:
        if parent in path:
            raise AreaError(_("Area %(code)s lies in itself by way of %(parent)s.") % {"code": code, "parent": parent})
        path.append(parent)
    return path


def within(areas: Sequence[AreaEntry], area: str) -> list[str]:
    """Return `area` and all areas below it, sorted; raises AreaError for one the snapshot lacks."""
    found = [code for code, holder in lineage(areas) if holder == area]
    if not found:
        known = [entry["code"] for entry in areas]
        raise AreaError(_("The snapshot has no area “%(area)s”.") % {"area": area} + near(area, known))
    return found


def top(areas: Sequence[AreaEntry]) -> str | None:
    """Return the one area that holds all others, or None when there are several or none."""
    codes = {area["code"] for area in areas}
    tops = [area["code"] for area in areas if area["parent"] not in codes]
    return tops[0] if len(tops) == 1 else None
