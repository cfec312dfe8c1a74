"""Following a printed figure back: what it is, whether it still computes, what its records are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from hengzhi.core.periods import period
from hengzhi.indicators.address import Address
from hengzhi.indicators.definition import Definition
from hengzhi.indicators.evaluate import Address as Place
from hengzhi.indicators.trace import Trail, rows_digest
from hengzhi.indicators.value import Value
from hengzhi.reports.figures import HUNDRED, Rows
from hengzhi.reports.manifest import Entry, exact
from hengzhi.snapshots.engine import SnapshotDamaged

SAMPLE = 20


def place_of(address: Address) -> Place:
    """Return where in the snapshot an address points."""
    return Place(address.indicator, address.area, period(address.period), address.by, address.item)


def rows_behind(trail: Trail, definition: Definition, address: Address, part: str = "numerator") -> Rows:
    """Return the records behind one part of a figure."""
    if part == "denominator" and address.measure == "share":
        address, part = address.whole(), "numerator"
    codes = trail.codes_behind(definition, place_of(address), part)
    return Rows(len(codes), rows_digest(codes) if codes else "", tuple(codes[:SAMPLE]))


def recomputed(trail: Trail, definition: Definition, address: Address) -> Decimal | None:
    """Return the value at an address straight from the frozen rows, by another way than the report took."""
    now = trail.recompute(definition, place_of(address))
    match address.measure:
        case "share":
            return _percent(now.numerator, trail.recompute(definition, place_of(address.whole())).numerator)
        case "change":
            earlier = replace(address, period=period(address.period).year_before().text)
            return _difference(now, trail.recompute(definition, place_of(earlier)))
    return now.value


def _percent(part, whole) -> Decimal | None:
    return HUNDRED * Decimal(part) / Decimal(whole) if part is not None and whole else None


def _difference(now: Value, before: Value) -> Decimal | None:
    if now.value is None or before.value is None:
        return None
    if now.denominator is not None:
        return now.value - before.value
    return _percent(now.value - before.value, before.value)


@dataclass(frozen=True)
class Origin:
    """A figure followed back from its manifest; `same` is None when the frozen rows are not at hand, `why` says so."""

    entry: Entry
    definition: Definition
    report: Mapping
    snapshot: str
    as_of: str
    value_now: str | None
    rows: Rows
    same: bool | None
    why: str = ""


def origin_of(manifest: Mapping, entry: Entry) -> Origin:
    """Compute a figure again from the manifest's formula and partitions and compare."""
    definition = Definition.from_json(manifest["definitions"][entry.address.indicator])
    known = {
        "entry": entry, "definition": definition, "report": manifest["report"], "snapshot": manifest["snapshot"]["id"],
        "as_of": manifest["snapshot"]["as_of"],
    }
    try:
        with Trail(manifest["snapshot"]["manifest"]) as trail:
            value = exact(recomputed(trail, definition, entry.address))
            rows = rows_behind(trail, definition, entry.address)
    except SnapshotDamaged as damage:
        return Origin(**known, value_now=None, rows=Rows(0, "", ()), same=None, why=str(damage))
    same = value == entry.value and rows.digest == entry.rows_digest and rows.count == entry.rows
    return Origin(**known, value_now=value, rows=rows, same=same)
