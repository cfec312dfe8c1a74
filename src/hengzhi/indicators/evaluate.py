"""Every indicator of a snapshot, for any area, period and item of a breakdown."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import duckdb
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError, near
from hengzhi.core.periods import Period
from hengzhi.indicators.cube import Cube, compute, kept_cube
from hengzhi.indicators.definition import Definition, Measure
from hengzhi.indicators.levels import Levels
from hengzhi.indicators.plan import Scan, plan
from hengzhi.indicators.value import Total, Value, not_in_force, value_of
from hengzhi.snapshots.areas import AreaError, lineage
from hengzhi.snapshots.engine import open_engine
from hengzhi.snapshots.manifest import Manifest, column_types, snapshot_day, snapshot_id

KEPT = 8


class UnknownFigure(HengzhiError):
    """A figure was asked for that these definitions or this snapshot do not have."""


@dataclass(frozen=True)
class Address:
    """Where a figure stands: which indicator, of which area, in which period, for which item of a breakdown."""

    indicator: str
    area: str
    period: Period
    by: str = ""
    item: str = ""


class Evaluation:
    """The values of a set of definitions on one snapshot, as of its day. Safe to share between threads."""

    def __init__(self, manifest: Manifest, definitions: Mapping[str, Definition], cube: Cube, levels: Levels) -> None:
        self.definitions = dict(definitions)
        self._on_its_day = _on_its_day(manifest, definitions)
        self._cube = cube
        self._levels = levels
        self._areas = {area for _, area in lineage(manifest["areas"])}

    def value(self, indicator: str, *, area: str, period: Period, by: str = "", item: str = "") -> Value:
        """Return one value; an item of "" under a breakdown stands for rows that state none.

        Raises UnknownFigure for an unknown indicator or breakdown and AreaError for an unknown area.
        """
        definition = self._definition(indicator, area, by)
        if not definition.covers(period):
            return not_in_force(definition)
        return value_of(definition, *self._totals(definition, area, period, by, item))

    def items(self, indicator: str, by: str, area: str, period: Period) -> list[tuple[str, Value]]:
        """Return the items of a breakdown that the period has a value for, the greatest first.

        Items without rows to count, or to count among, are left out, also where a count would be 0.
        """
        definition = self._definition(indicator, area, by)
        found = []
        for item in self._occurring(definition, by, area, period) if definition.covers(period) else ():
            totals = self._totals(definition, area, period, by, item)
            value = value_of(definition, *totals)
            if totals[-1].rows and value.value is not None:
                found.append((item, value))
        return sorted(found, key=lambda pair: (-pair[1].value, pair[0]))

    def _definition(self, indicator: str, area: str, by: str) -> Definition:
        definition = self.definitions.get(indicator)
        if definition is None:
            text = _("There is no indicator “%(code)s”.") % {"code": indicator}
            raise UnknownFigure(text + near(indicator, self.definitions))
        if by and by not in definition.breakdowns:
            text = _("Indicator %(code)s is not broken down by “%(by)s”.") % {"code": indicator, "by": by}
            raise UnknownFigure(text + near(by, definition.breakdowns))
        if area not in self._areas:
            raise AreaError(_("The snapshot has no area “%(area)s”.") % {"area": area} + near(area, self._areas))
        return self._on_its_day[indicator]

    def _totals(self, definition: Definition, area: str, period: Period, by: str, item: str) -> list[Total]:
        return [
            (self._cube if measure.is_additive else self._levels).total(measure, area, period, by, item)
            for measure in definition.measures
        ]

    def _occurring(self, definition: Definition, by: str, area: str, period: Period) -> Iterable[str]:
        base = definition.measures[-1]
        if base.is_additive:
            return self._cube.items(base.table, by, area)
        return self._levels.items(base, area, period, by)


def evaluate(manifest: Manifest, definitions: Mapping[str, Definition]) -> Evaluation:
    """Return the values of `definitions` on a snapshot, from memory or file when they were computed before.

    Raises UnknownFigure when a definition needs a table or column that the snapshot lacks, and SnapshotDamaged.
    """
    stamps = frozenset((code, definition.digest) for code, definition in definitions.items())
    return _evaluated(_Question(snapshot_id(manifest), manifest["as_of"], stamps, manifest, definitions))


def evaluate_on(
    connect: Callable[[], duckdb.DuckDBPyConnection], manifest: Manifest, definitions: Mapping[str, Definition]
) -> Evaluation:
    """Return the values on an engine that holds the manifest's tables already; nothing is kept."""
    scans = _plan(manifest, definitions)
    return Evaluation(manifest, definitions, Cube(compute(connect(), manifest, scans)), Levels(manifest, connect))


def forget() -> None:
    """Drop what is kept in memory; the next question reads the file."""
    _evaluated.cache_clear()


@dataclass(frozen=True)
class _Question:
    """What is asked of which snapshot; the same question is one with the same digests."""

    snapshot: str
    as_of: str
    stamps: frozenset[tuple[str, str]]
    manifest: Manifest = field(compare=False)
    definitions: Mapping[str, Definition] = field(compare=False)


@lru_cache(maxsize=KEPT)
def _evaluated(question: _Question) -> Evaluation:
    manifest = question.manifest

    def connect() -> duckdb.DuckDBPyConnection:
        return open_engine(manifest)

    scans = _plan(manifest, question.definitions)
    return Evaluation(manifest, question.definitions, kept_cube(manifest, scans, connect), Levels(manifest, connect))


def _plan(manifest: Manifest, definitions: Mapping[str, Definition]) -> list[Scan]:
    for definition in definitions.values():
        for measure in definition.measures:
            _check_held(manifest, definition, measure)
    return plan(manifest, _on_its_day(manifest, definitions).values())


def _on_its_day(manifest: Manifest, definitions: Mapping[str, Definition]) -> dict[str, Definition]:
    day = snapshot_day(manifest)
    return {code: definition.on(day) for code, definition in definitions.items()}


def _check_held(manifest: Manifest, definition: Definition, measure: Measure) -> None:
    entry = manifest["tables"].get(measure.table)
    lacking = measure.columns - set(column_types(entry)) if entry else [""]
    for column in sorted(lacking):
        text = _("Indicator %(code)s needs %(what)s, which the snapshot does not hold; take a new snapshot.")
        raise UnknownFigure(text % {"code": definition.code, "what": f"{measure.table}.{column}".rstrip(".")})
