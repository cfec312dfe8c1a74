"""What the early warning takes from packs: what is watched and from when on it is asked about (`alarms/watch.toml`)."""

from pathlib import Path

from hengzhi.alarms.models import RISES, Question, WatchRule
from hengzhi.core.errors import near
from hengzhi.core.packs import PackError, PackErrors, PackFile, read_toml

WANTED = {"reason": dict, "source": str}
RISE = ("false_alarms_a_year", "least", "least_ratio")
SHARE = ("false_alarms_a_year", "days", "least", "least_ratio")
NUMBERS = {
    **dict.fromkeys(RISES, RISE),
    Question.MATTER: (*SHARE, "before_days", "least_cosine"),
    Question.DISPUTE: ("days", "least", "least_cosine"),
    Question.LAST_DAY: SHARE,
    Question.COPIED: (*SHARE, "least_letters", "least_likeness"),
    Question.ROUND_SUMS: (*SHARE, "round_yuan"),
}


def read_watch(path: Path) -> list[dict]:
    """Read what is watched, one table a question; raises PackErrors."""
    tables = read_toml(path)
    errors = [error for code, table in tables.items() for error in _wrong(path, code, table)]
    if errors:
        raise PackErrors(errors)
    return [{"code": code, **table} for code, table in tables.items()]


def _wrong(path: Path, code: str, table: object) -> list[PackError]:
    if code not in Question.values:
        wanted = f"write one of {_listed(Question.values)}.{near(code, Question.values)}"
        return [PackError(path, None, f"[{code}] is nothing that can be watched", wanted)]
    if not isinstance(table, dict):
        return [PackError(path, None, f"{code} is {table!r}", f"write a table [{code}]")]
    errors = [
        PackError(path, None, f"[{code}] {name} is {table.get(name)!r}", f"write a {kind.__name__}")
        for name, kind in WANTED.items() if not isinstance(table.get(name), kind)
    ]
    wanted = NUMBERS[Question(code)]
    found = {name: value for name, value in table.items() if name not in {*WANTED, "is_watched"}}
    if set(found) != set(wanted):
        errors.append(PackError(path, None, f"[{code}] has {_listed(sorted(found))}", f"write {_listed(wanted)}"))
    return errors + [
        PackError(path, None, f"[{code}] {name} is {value!r}", "write a number above zero")
        for name, value in found.items() if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0
    ]


def _listed(names) -> str:
    return ", ".join(names)


def write_watch(tables: list[dict]) -> None:
    for table in tables:
        code = Question(table["code"])
        WatchRule.objects.update_or_create(code=code, defaults={
            "reason_zh": table["reason"]["zh"], "reason_en": table["reason"]["en"], "source": table["source"],
            "is_watched": table.get("is_watched", True), "numbers": {name: table[name] for name in NUMBERS[code]},
            "position": Question.values.index(code),
        })


PACK_FILES = [PackFile("alarms/watch.toml", read_watch, write_watch)]
