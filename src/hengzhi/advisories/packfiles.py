"""What the publication of complaint information takes from packs: how long businesses are heard, what count is too small."""

from pathlib import Path

from hengzhi.advisories.disclosure.models import DisclosureRule
from hengzhi.core.packs import PackError, PackErrors, PackFile, read_toml

NUMBERS = ("objection_workdays", "smallest_count")


def read_disclosure(path: Path) -> list[dict]:
    """Read the rule of publication; raises PackErrors naming what is wrong."""
    entry = read_toml(path)
    errors = [
        PackError(path, None, f"{name} is {entry.get(name)!r}", "write a whole number above zero")
        for name in NUMBERS if type(entry.get(name)) is not int or entry[name] < 1
    ]
    if not entry.get("source"):
        errors.append(PackError(path, None, "no source", "name the rule it follows"))
    if errors:
        raise PackErrors(errors)
    return [entry]


def write_disclosure(entries: list[dict]) -> None:
    for entry in entries:
        note = entry.get("note", {})
        DisclosureRule.objects.update_or_create(pk=1, defaults={
            **{name: entry[name] for name in NUMBERS}, "source": entry["source"],
            "note_zh": note.get("zh", ""), "note_en": note.get("en", ""),
        })


PACK_FILES = [PackFile("disclosure.toml", read_disclosure, write_disclosure)]
