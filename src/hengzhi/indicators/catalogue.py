"""The definitions and targets in use."""

from hengzhi.core.periods import Period
from hengzhi.indicators.address import DIGEST_LETTERS
from hengzhi.indicators.definition import Definition
from hengzhi.indicators.models import DefinitionVersion, Target


def definitions() -> dict[str, Definition]:
    """Return the current definitions by code."""
    current = DefinitionVersion.objects.filter(is_current=True)
    return {version.code: Definition.from_json(version.body) for version in current}


def stored_definition(code: str, digest: str) -> Definition | None:
    """Return a definition as it was when something was computed with it, or None if it was never stored."""
    version = DefinitionVersion.objects.filter(code=code, digest=digest).first()
    return Definition.from_json(version.body) if version else None


def definition_as_made(code: str, beginning: str) -> Definition | None:
    """Return the stored definition whose digest begins so; None for none, and for a beginning too short to be sure."""
    if len(beginning) < DIGEST_LETTERS:
        return None
    version = DefinitionVersion.objects.filter(code=code, digest__startswith=beginning).first()
    return Definition.from_json(version.body) if version else None


def target(indicator: str, *, held_by: str, period: Period) -> Target | None:
    """Return the target an area or department has for a period."""
    return Target.objects.filter(indicator=indicator, held_by=held_by, period=period.text).first()


def targets(held_by: str, period: Period) -> dict[str, Target]:
    """Return all targets of an area or department for a period, by indicator."""
    found = Target.objects.filter(held_by=held_by, period=period.text)
    return {entry.indicator: entry for entry in found}
