"""From a TOML file to a checked form. The file's name up to its first point is the form's code: `air-water.2.toml`."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hengzhi.core.errors import near
from hengzhi.core.packs import PackError, PackErrors, read_toml
from hengzhi.core.words import Words
from hengzhi.returns.definition import (
    OPERATORS,
    Among,
    Cadence,
    Change,
    Check,
    Collector,
    Compare,
    Definition,
    Item,
    ItemType,
    Outlier,
    Range,
    Share,
    Total,
)

NO_WORDS = {"zh": "", "en": ""}
CHECK_KEYS = {
    "range": ({"least", "most", "hard"}, set()),
    "sum": (set(), {"parts"}),
    "compare": ({"form", "hard"}, {"is", "other"}),
    "share": ({"tolerance"}, {"part", "whole"}),
    "change": (set(), {"percent"}),
    "outlier": (set(), {"among"}),
}
HEAD = {
    "version": int, "name": dict, "period": str, "opens_days_before": int, "due_workdays": int,
    "source": dict, "valid_from": date,
}
ITEM = {"code": str, "name": dict, "unit": dict, "type": str, "scope": dict, "source": dict}
WANTED = {
    int: "write a whole number", str: "write a text", dict: 'write { zh = "…", en = "…" }',
    date: "write a day such as 2011-01-01",
}


@dataclass(frozen=True)
class FormFile:
    """A form of a pack with the content to be stored."""

    path: Path
    content: dict
    form: Definition


def read_form(path: Path) -> list[FormFile]:
    """Read and check one form; raises PackErrors with everything that is wrong."""
    content = read_toml(path)
    wrong = list(_wrong(content))
    if wrong:
        raise PackErrors([PackError(path, None, found, wanted) for found, wanted in wrong])
    stored = storable(content)
    return [FormFile(path, stored, form_of(path.name.partition(".")[0], stored))]


def storable(content: Mapping) -> dict:
    """Return the content of a file as the JSON that is stored: days as texts, numbers as written."""
    return json.loads(json.dumps(content, default=str))


def _wrong(content: Mapping) -> Iterable[tuple[str, str]]:
    """Yield what was found and what is wanted instead; later parts are looked at only when the earlier ones are right."""
    found = [*_keys("the form", content, HEAD), *_of_words("the form", content, ("name", "source"))]
    if content.get("period") not in list(Cadence):
        found.append((f"period is {content.get('period')!r}", f"write one of {', '.join(Cadence)}"))
    if not content.get("handed_in_by"):
        found.append(("nobody hands the form in", "write [[handed_in_by]] with department, kind or nothing for all"))
    found += [wrong for entry in content.get("item", []) for wrong in _wrong_item(entry)]
    if not found:
        found = [wrong for entry in content.get("check", []) for wrong in _wrong_check(entry, content)]
    return found + _repeated(content)


def _keys(place: str, content: Mapping, wanted: Mapping[str, type]) -> list[tuple[str, str]]:
    return [
        (f"{place}: {name} is {content.get(name)!r}", WANTED[kind])
        for name, kind in wanted.items() if not isinstance(content.get(name), kind)
    ]


def _of_words(place: str, content: Mapping, names: Iterable[str]) -> list[tuple[str, str]]:
    return [
        (f"{place}: {name} is {content[name]!r}", WANTED[dict])
        for name in names if isinstance(content.get(name), dict) and set(content[name]) != {"zh", "en"}
    ]


def _wrong_item(entry: Mapping) -> list[tuple[str, str]]:
    place = f"item {entry.get('code', '?')}"
    found = _keys(place, entry, ITEM) + _of_words(place, entry, ("name", "unit", "scope", "source"))
    if entry.get("type") not in list(ItemType):
        found.append((f"{place}: type is {entry.get('type')!r}", f"write one of {', '.join(ItemType)}"))
    return found


def _repeated(content: Mapping) -> list[tuple[str, str]]:
    codes = [entry.get("code") for entry in content.get("item", [])]
    if not codes:
        return [("the form has no item", "write at least one [[item]]")]
    return [(f"item {code} stands twice", "keep one") for code in sorted({c for c in codes if codes.count(c) > 1})]


def _wrong_check(entry: Mapping, content: Mapping) -> list[tuple[str, str]]:
    place = f"check of {entry.get('item', '?')}"
    if entry.get("kind") not in CHECK_KEYS:
        return [(f"{place}: kind is {entry.get('kind')!r}", f"write one of {', '.join(CHECK_KEYS)}")]
    free, needed = CHECK_KEYS[entry["kind"]]
    found = [(f"{place}: {name} is missing", "add it") for name in sorted({"item", *needed} - set(entry))]
    strange = sorted(set(entry) - {"kind", "item", *free, *needed})
    found += [(f"{place}: “{name}” means nothing", "leave it out") for name in strange]
    return found or [*_unknown_items(place, entry, content), *_wrong_words(place, entry)]


def _unknown_items(place: str, entry: Mapping, content: Mapping) -> Iterable[tuple[str, str]]:
    known = {item["code"]: item for item in content["item"]}
    named = [entry["item"], *entry.get("parts", []), entry.get("part"), entry.get("whole")]
    named += [] if entry.get("form") else [entry.get("other")]
    for code in filter(None, named):
        if code not in known:
            yield f"{place}: “{code}” is no item of the form", "name one." + near(code, known)
        elif known[code]["type"] in {ItemType.TEXT, ItemType.YES_NO}:
            yield f"{place}: “{code}” is no number", "name an item that is"


def _wrong_words(place: str, entry: Mapping) -> Iterable[tuple[str, str]]:
    for name, known in (("is", OPERATORS), ("among", list(Among))):
        if name in entry and entry[name] not in known:
            yield f"{place}: {name} is {entry[name]!r}", f"write one of {', '.join(known)}"
    for name in ("least", "most", "tolerance", "percent"):
        if name in entry and not isinstance(entry[name], int | float):
            yield f"{place}: {name} is {entry[name]!r}", "write a number"
    if entry["kind"] == "range" and not {"least", "most"} & set(entry):
        yield f"{place}: neither least nor most", "write one of them or both"


def form_of(code: str, content: Mapping[str, Any]) -> Definition:
    """Return the form that checked content describes, as `storable` gives it and the database keeps it."""
    return Definition(
        code=code, version=content["version"], name=Words(**content["name"]), owner=content.get("owner", ""),
        cadence=Cadence(content["period"]), opens_days_before=content["opens_days_before"],
        due_workdays=content["due_workdays"], source=Words(**content["source"]),
        valid_from=date.fromisoformat(content["valid_from"]), valid_to=_day(content.get("valid_to")),
        collectors=tuple(_collector(entry) for entry in content["handed_in_by"]),
        items=tuple(_item(entry) for entry in content["item"]),
        checks=tuple(CHECKS[entry["kind"]](entry) for entry in content.get("check", [])),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _collector(entry: Mapping) -> Collector:
    return Collector(
        entry.get("department", ""), entry.get("kind", ""), _day(entry.get("from")), _day(entry.get("to")),
    )


def _item(entry: Mapping) -> Item:
    return Item(
        code=entry["code"], name=Words(**entry["name"]), unit=Words(**entry["unit"]), type=ItemType(entry["type"]),
        scope=Words(**entry["scope"]), source=Words(**entry["source"]), may_not_apply=entry.get("may_not_apply", False),
    )


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


CHECKS: Mapping[str, Callable[[Mapping], Check]] = {
    "range": lambda e: Range(e["item"], _number(e.get("least")), _number(e.get("most")), e.get("hard", False)),
    "sum": lambda e: Total(e["item"], tuple(e["parts"])),
    "compare": lambda e: Compare(e["item"], e["is"], e["other"], e.get("form", ""), e.get("hard", False)),
    "share": lambda e: Share(e["item"], e["part"], e["whole"], Decimal(str(e.get("tolerance", "0.05")))),
    "change": lambda e: Change(e["item"], Decimal(str(e["percent"]))),
    "outlier": lambda e: Outlier(e["item"], Among(e["among"])),
}
