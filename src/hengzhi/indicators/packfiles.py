"""What indicators take from packs: definitions and targets."""

from functools import lru_cache
from pathlib import Path

from hengzhi.core.errors import near
from hengzhi.core.packs import (
    Field,
    PackError,
    PackErrors,
    PackFile,
    Row,
    WrongValue,
    amount,
    csv_reader,
    packs_folder,
)
from hengzhi.core.periods import PeriodError, period
from hengzhi.core.tables import declared_tables
from hengzhi.indicators.definition import Definition
from hengzhi.indicators.models import Target
from hengzhi.indicators.proof import failures
from hengzhi.indicators.reading import read_definition
from hengzhi.indicators.services import store_definition


def read_indicator(path: Path) -> list[Definition]:
    """Read a definition and prove its examples; raises PackErrors."""
    definition = read_definition(path, declared_tables())
    if wrong := _failures(definition):
        raise PackErrors([PackError(path, None, found, "mend the formula or the example") for found in wrong])
    return [definition]


@lru_cache(maxsize=512)
def _failures(definition: Definition) -> list[str]:
    """Prove a definition once; loading the same packs again need not run its examples again."""
    return failures(definition, declared_tables())


def write_indicators(definitions: list[Definition]) -> None:
    for definition in definitions:
        store_definition(definition)


def known_indicator(value: str) -> str:
    """Read the code of an indicator that some pack defines."""
    known = sorted(path.stem for path in packs_folder().glob("*/indicators/*.toml"))
    if value not in known:
        raise WrongValue(f"write the code of an indicator.{near(value, known)}")
    return value


def period_text(value: str) -> str:
    try:
        return period(value).text
    except PeriodError as error:
        raise WrongValue("write 2012, 2012-Q1, 2012-03 or 2009/2012") from error


def write_targets(rows: list[Row]) -> None:
    targets = [Target(**row.values) for row in rows]
    Target.objects.bulk_create(
        targets, update_conflicts=True, unique_fields=["indicator", "held_by", "period"],
        update_fields=["value", "source"],
    )


PACK_FILES = [
    PackFile("indicators/*.toml", read_indicator, write_indicators),
    PackFile("targets.csv", csv_reader(
        Field("indicator", known_indicator), Field("held_by"), Field("period", period_text), Field("value", amount),
        Field("source"), key=["indicator", "held_by", "period"],
    ), write_targets),
]
