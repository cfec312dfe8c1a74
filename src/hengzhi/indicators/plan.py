"""Which scans answer a set of definitions: one a table for all that adds up.

Medians and distinct counts do not add up from months and subdistricts; they are computed for the level that is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hengzhi.core.periods import Period
from hengzhi.core.tables import ColumnType
from hengzhi.indicators.definition import Definition, Measure
from hengzhi.snapshots.areas import top, within
from hengzhi.snapshots.manifest import Manifest, column_types


@dataclass(frozen=True)
class Source:
    """A table as a snapshot holds it."""

    name: str
    key: str
    area: str
    columns: tuple[tuple[str, ColumnType], ...]

    @classmethod
    def of(cls, manifest: Manifest, name: str) -> "Source":
        entry = manifest["tables"][name]
        return cls(name, entry["key"], entry["area"], tuple(column_types(entry).items()))

    def type_of(self, column: str) -> ColumnType:
        return dict(self.columns)[column]


@dataclass(frozen=True)
class Extent:
    """Which rows a figure is about: those of `areas` and `period`. A row that lies in no area belongs to `top`."""

    areas: tuple[str, ...]
    period: Period
    top: str | None

    @classmethod
    def of(cls, manifest: Manifest, area: str, period: Period) -> "Extent":
        """Return the extent of an area with all below it; raises AreaError for one the snapshot lacks."""
        return cls(tuple(within(manifest["areas"], area)), period, top(manifest["areas"]))


@dataclass(frozen=True)
class Scan:
    """One pass over a table: measures placed by several dates, broken down by one column at a time."""

    source: Source
    measures: tuple[Measure, ...]
    breakdowns: tuple[str, ...]

    @property
    def dates(self) -> tuple[str, ...]:
        return tuple(sorted({measure.date for measure in self.measures}))


def plan(manifest: Manifest, definitions: Iterable[Definition]) -> list[Scan]:
    """Return one scan for every table that some additive measure counts in, by the table's name."""
    measures: dict[str, dict[str, Measure]] = {}
    breakdowns: dict[str, set[str]] = {}
    for definition in definitions:
        for measure in definition.measures:
            if measure.is_additive:
                measures.setdefault(measure.table, {})[measure.code] = measure
                breakdowns.setdefault(measure.table, set()).update(definition.breakdowns)
    return [
        Scan(
            Source.of(manifest, name),
            tuple(measures[name][code] for code in sorted(measures[name])),
            tuple(sorted(breakdowns[name])),
        )
        for name in sorted(measures)
    ]
