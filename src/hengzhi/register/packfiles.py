"""What the register takes from packs: rule sets, one file a family (`complaints/rules.toml`), and `retention.toml`."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from hengzhi.core.calendar import Unit
from hengzhi.core.errors import near
from hengzhi.core.packs import PackError, PackErrors, PackFile, read_toml
from hengzhi.core.reference import forget
from hengzhi.register.kinds import kinds
from hengzhi.register.models import RuleSet
from hengzhi.register.vault.models import PersonLink, RetentionRule

WANTED = {"code": str, "name": dict, "source": str, "body": str, "valid_from": date, "limits": dict}
GROUNDS = ("refusal", "termination", "factors")
GROUND = ("code", "zh", "en", "article")
CAUSE = ("code", "zh", "en", "source")


def read_rules(path: Path) -> list[dict]:
    """Read a family of rule sets; raises PackErrors naming the rule set and what is wrong with it."""
    entries = [{"family": path.parent.name, **entry} for entry in read_toml(path).get("rule_set", [])]
    errors = [error for entry in entries for error in _wrong(path, entry)]
    if errors:
        raise PackErrors(errors)
    return entries


def _wrong(path: Path, entry: dict) -> list[PackError]:
    head = f"rule set {entry.get('code', '?')}"
    errors = [
        PackError(path, None, f"{head}: {name} is {entry.get(name)!r}", f"write a {kind.__name__}")
        for name, kind in WANTED.items() if not isinstance(entry.get(name), kind)
    ]
    for name, limit in entry.get("limits", {}).items():
        if not isinstance(limit.get("length"), int) or limit.get("unit") not in list(Unit) or not limit.get("source"):
            wanted = 'write length (whole number), unit ("working" or "natural") and source'
            errors.append(PackError(path, None, f"{head}: limit {name} is {limit}", wanted))
        errors += [
            PackError(path, None, f"{head}: a pause of {name} is {cause}", "write code, zh, en and source")
            for cause in limit.get("pauses", ()) if not all(isinstance(cause.get(key), str) for key in CAUSE)
        ]
    return [*errors, *_wrong_factors(path, head, entry), *_wrong_words(path, head, entry)]


def _wrong_factors(path: Path, head: str, entry: dict) -> Iterator[PackError]:
    """Yield what is wrong about factors to be weighed: those with a `measure` are counted, over days, from so many on."""
    for factor in entry.get("factors", []):
        if not all(isinstance(factor.get(key), str) for key in GROUND):
            yield PackError(path, None, f"{head}: a factor is {factor}", "write code, zh, en and article")
        if "measure" in factor and not all(type(factor.get(key)) is int and factor[key] > 0 for key in ("days", "least")):
            yield PackError(path, None, f"{head}: a factor is {factor}", "write days and least as whole numbers from 1")


def _wrong_words(path: Path, head: str, entry: dict) -> list[PackError]:
    switches = entry.get("switches", [])
    errors = [
        PackError(path, None, f"{head}: the word {name} is {word}", "write zh and en")
        for name, word in entry.get("words", {}).items() if not (isinstance(word, dict) and {"zh", "en"} <= word.keys())
    ]
    if not isinstance(switches, list) or not all(isinstance(switch, str) for switch in switches):
        errors.append(PackError(path, None, f"{head}: switches is {switches}", 'write a list such as ["acceptance"]'))
    return errors


def write_rules(entries: list[dict]) -> None:
    for entry in entries:
        RuleSet.objects.update_or_create(code=entry["code"], defaults={
            "family": entry["family"], "name_zh": entry["name"]["zh"], "name_en": entry["name"]["en"],
            "source": entry["source"], "body": entry["body"], "valid_from": entry["valid_from"],
            "valid_to": entry.get("valid_to"), "limits": entry["limits"],
            "grounds": {name: entry.get(name, []) for name in GROUNDS},
            "switches": entry.get("switches", []), "words": entry.get("words", {}),
        })
    forget()


def read_retention(path: Path) -> list[dict]:
    """Read how long identities are kept; raises PackErrors naming the entry and what is wrong with it."""
    entries = read_toml(path).get("retention", [])
    errors = [error for entry in entries for error in _wrong_retention(path, entry)]
    if errors:
        raise PackErrors(errors)
    return entries


def _wrong_retention(path: Path, entry: dict) -> Iterator[PackError]:
    head = f"retention of {entry.get('kind', '?')}"
    if entry.get("kind") not in kinds():
        wanted = f"name a kind of record.{near(str(entry.get('kind')), kinds())}"
        yield PackError(path, None, f"{head}: there is no such kind", wanted)
    for role in entry.get("roles") or ["none"]:
        if role not in PersonLink.Role.values:
            wanted = f"write {', '.join(PersonLink.Role.values)}.{near(role, PersonLink.Role.values)}"
            yield PackError(path, None, f"{head}: “{role}” is no part in a record", wanted)
    if type(entry.get("years")) is not int or entry["years"] < 0:
        yield PackError(path, None, f"{head}: years is {entry.get('years')!r}", "write a whole number")
    if not entry.get("source"):
        yield PackError(path, None, f"{head}: no source", "name the rule it follows")
    if entry.get("assumed") and not entry.get("note"):
        yield PackError(path, None, f"{head}: assumed, but not why", 'write note = { zh = "…", en = "…" }')


def write_retention(entries: list[dict]) -> None:
    for entry in entries:
        note = entry.get("note", {})
        for role in entry["roles"]:
            RetentionRule.objects.update_or_create(kind=entry["kind"], role=role, defaults={
                "years": entry["years"], "source": entry["source"],
                "note_zh": note.get("zh", ""), "note_en": note.get("en", ""),
            })


PACK_FILES = [
    PackFile("*/rules.toml", read_rules, write_rules),
    PackFile("retention.toml", read_retention, write_retention),
]
