"""What imports take from packs: presets for the lists of other systems, one file each (`imports/NAME.toml`)."""

from collections.abc import Iterator
from pathlib import Path

from hengzhi.core.errors import near
from hengzhi.core.packs import PackError, PackErrors, PackFile, read_toml
from hengzhi.exchange.contract import imports
from hengzhi.exchange.models import Preset
from hengzhi.exchange.words import together

BOTH = ("zh", "en")


def read_preset(path: Path) -> list[dict]:
    """Read a preset; raises PackErrors naming what is wrong with it."""
    entry = {"code": path.stem, **read_toml(path)}
    if errors := list(_wrong(path, entry)):
        raise PackErrors(errors)
    return [entry]


def _wrong(path: Path, entry: dict) -> Iterator[PackError]:
    for name in ("name", "note"):
        if not all(isinstance(entry.get(name, {}).get(language), str) for language in BOTH):
            yield PackError(path, None, f"{name} is {entry.get(name)!r}", "write zh and en")
    if not entry.get("source"):
        yield PackError(path, None, "no source", "say where headings and words are from")
    target = imports().get(entry.get("target", ""))
    if target is None:
        wanted = f"name something that can be imported.{near(str(entry.get('target')), imports())}"
        yield PackError(path, None, f"target is {entry.get('target')!r}", wanted)
        return
    known = {column.name: column for column in target.columns()}
    for part in ("columns", "words"):
        for name in entry.get(part, {}):
            if name not in known or (part == "words" and not known[name].offered):
                yield PackError(path, None, f"{part}: there is no “{name}”", f"name a column of the import.{near(name, known)}")


def write_presets(entries: list[dict]) -> None:
    for entry in entries:
        Preset.objects.update_or_create(code=entry["code"], defaults={
            "kind": entry["target"], "name_zh": entry["name"]["zh"], "name_en": entry["name"]["en"],
            "note_zh": entry["note"]["zh"], "note_en": entry["note"]["en"], "source": entry["source"],
            "columns": entry.get("columns", {}), "words": together(entry.get("words", {})),
        })


PACK_FILES = [PackFile("imports/*.toml", read_preset, write_presets)]
