"""The audit trail, as the boxes left of the register write to it. The register says on starting how that is done."""

from collections.abc import Callable, Mapping

from django.core.exceptions import ImproperlyConfigured

Writer = Callable[[str, object, str, Mapping[str, str]], None]
_writers: list[Writer] = []


def write_with(writer: Writer) -> None:
    """Say who writes the trail; called once, when the apps are ready."""
    _writers[:] = [writer]


def note(action: str, *, actor, facts: Mapping[str, str], note: str = "") -> None:
    """Write down what somebody did that concerns no record, in the caller's transaction."""
    if not _writers:
        raise ImproperlyConfigured("Nobody writes the audit trail: the register has not been started.")
    _writers[0](action, actor, note, facts)
