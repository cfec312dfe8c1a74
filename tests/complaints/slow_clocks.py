"""The clocks of a record counted again from its trail: slowly, day by day, from the files of the pack, with nothing of ours.

It stands on what the rules say, written out anew: which limit runs in which state, what starts and stops the others.
"""

import csv
import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import hengzhi

PACKS = Path(hengzhi.__file__).parent / "packs"
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)

# Limit by state; where a rule says that it starts with acceptance, not before it.
RUNS = {
    "complaint": {
        "received": ["decide"], "returned": ["power"], "settled": ["perform"],
        "mediation": ["mediate"], "delegated": ["mediate"], "testing": ["mediate"], "recusal": ["mediate"],
    },
    "tipoff": {
        "received": ["decide", "check"], "returned": ["power"], "checking": ["check"], "testing": ["check"], "filed": ["case"],
    },
}
PAUSES = {("complaint", "testing"): "mediate", ("complaint", "recusal"): "mediate", ("tipoff", "testing"): "check"}
STARTS = {
    "ask_for_identity": "supplement", "end": "tell", "find_clue": "check", "file_case": "tell", "decide_no_case": "tell",
}
STOPS = {"note_identity": "supplement", "tell": "tell", "clue_to_case": "check", "drop_clue": "check"}
DROPS = {
    "complaint": {
        "accept": ["supplement"], "decline": ["supplement"], "dispatch": ["supplement"], "send_back": ["supplement"],
        "close_unperformed": ["perform"], "reopen": ["perform", "tell"],
    },
    "tipoff": {"reopen": ["tell"]},
}
HAND_OVER = {"dispatch", "dispatch_again", "send_back"}


@dataclass
class Slow:
    """A clock as counted here."""

    name: str
    rules: str
    start: date
    due: date | None = None
    length: int = 0
    unit: str = "agreed"
    state: str = "running"
    stopped: date | None = None
    off: list[tuple[date, date | None]] = field(default_factory=list)

    def told(self) -> tuple:
        return self.name, self.start, self.due, self.state, self.stopped


@lru_cache
def rule_sets() -> dict[str, dict]:
    files = (PACKS / pack / family / "rules.toml" for pack in ("national", "hongkou-2012") for family in ("complaints", "tipoffs"))
    sets = [entry for file in files if file.is_file() for entry in tomllib.loads(file.read_text(encoding="utf-8"))["rule_set"]]
    return {entry["code"]: entry for entry in sets}


@lru_cache
def special_days() -> dict[str, set[date]]:
    days = {"off": set(), "work": set()}
    for row in csv.DictReader((PACKS / "national/calendar/days.csv").read_text(encoding="utf-8").splitlines()):
        days[row["kind"]].add(date.fromisoformat(row["day"]))
    return days


def is_worked(day: date) -> bool:
    days = special_days()
    return day not in days["off"] and (day.weekday() < 5 or day in days["work"])


def due_of(clock: Slow) -> date:
    """Count a limit out on the fingers: the first day is the one after the start."""
    day, left = clock.start, clock.length
    while left:
        day += DAY
        if any(since <= day < until for since, until in clock.off if until):
            continue
        if clock.unit == "natural" or is_worked(day):
            left -= 1
    while clock.unit == "natural" and day in special_days()["off"]:
        day += DAY
    return day


class Retelling:
    """What the trail of a record makes of its clocks."""

    def __init__(self, kind: str, rules: str) -> None:
        self.kind, self.rules, self.clocks, self.facts = kind, rules, [], {}
        self.named = True

    def live(self) -> list[Slow]:
        return [clock for clock in self.clocks if clock.state in {"running", "paused"}]

    def opened(self, on: date) -> None:
        self._begin(RUNS[self.kind]["received"], "received", on)

    def step(self, name: str, source: str, target: str, on: date, facts: dict, rules: str) -> None:
        """Follow a step: `facts` are the agreed days after it, `rules` the rule set after it."""
        self.rules, self.facts = rules, facts
        wanted = RUNS[self.kind].get(target, [])
        carried = {limit for limits in RUNS[self.kind].values() for limit in limits}
        for clock in self.live():
            if clock.name in DROPS[self.kind].get(name, []):
                self._end(clock, on, "dropped")
            elif name in HAND_OVER and clock.name in carried:
                self._end(clock, on, "restarted")
            elif target == "closed" or STOPS.get(name) == clock.name or (clock.name in carried and clock.name not in wanted):
                self._end(clock, on, "")
        starts = [*wanted, *([STARTS[name]] if name in STARTS else [])]
        self._begin([limit for limit in starts if limit not in {clock.name for clock in self.live()}], target, on)
        for clock in self.live():
            self._pause(clock, target, on)
            if clock.unit == "agreed":
                clock.due = facts[clock.name] or clock.due
                clock.start = min(clock.start, clock.due)

    def lengthened(self, name: str) -> None:
        clock = next(clock for clock in self.live() if clock.name == name)
        clock.length += rule_sets()[clock.rules]["limits"][f"{name}_extension"]["length"]
        clock.due = due_of(clock)

    def restarted(self, name: str, on: date) -> None:
        clock = next(clock for clock in self.live() if clock.name == name)
        self._end(clock, on, "restarted")
        self._begin([name], None, on)

    def _begin(self, names: list[str], state: str | None, on: date) -> None:
        for name in names:
            if self.kind == "complaint" and name in {"supplement", "perform"}:
                if self.facts.get(name):
                    self.clocks.append(Slow(name, self.rules, min(on, self.facts[name]), self.facts[name]))
                continue
            limit = rule_sets()[self.rules]["limits"].get(name) if self.rules else None
            too_early = limit and self.kind == "tipoff" and limit["starts"] == "acceptance" and state == "received"
            if limit and not too_early and (name != "tell" or self.named):
                clock = Slow(name, self.rules, on, length=limit["length"], unit=limit["unit"])
                clock.due = due_of(clock)
                self.clocks.append(clock)

    def _pause(self, clock: Slow, state: str, on: date) -> None:
        causes = [] if clock.unit == "agreed" else rule_sets()[clock.rules]["limits"][clock.name].get("pauses", [])
        is_held = PAUSES.get((self.kind, state)) == clock.name and state in {cause["code"] for cause in causes}
        if is_held and clock.state == "running":
            clock.off.append((on, None))
            clock.state = "paused"
        elif not is_held and clock.state == "paused":
            self._go_on(clock, on)

    def _go_on(self, clock: Slow, on: date) -> None:
        since, _open = clock.off.pop()
        clock.off.append((since, on))
        clock.state, clock.due = "running", due_of(clock)

    def _end(self, clock: Slow, on: date, state: str) -> None:
        if clock.state == "paused":
            self._go_on(clock, on)
        clock.state, clock.stopped = state or ("met" if on <= clock.due else "late"), on
