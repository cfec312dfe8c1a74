"""Reading the plan of the demonstration pack."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hengzhi.core.packs import Field, Row, WrongValue, amount, csv_reader, read_toml, whole

GOALS = csv_reader(
    Field("position", whole), Field("name"), Field("indicator", optional=True), Field("target", amount, optional=True),
    Field("unit", optional=True), Field("target_text", optional=True), key=["position"],
)
MEASURES = csv_reader(Field("goal", whole), Field("position", whole), Field("name"), key=["goal", "position"])


@dataclass(frozen=True)
class Point:
    """A milestone of the pack: month and day of the plan's year."""

    month: int
    day: int
    name: str

    def on(self, year: int) -> date:
        return date(year, self.month, self.day)


def points(text: str) -> tuple[Point, ...]:
    """Read milestones such as `03-30 制定方案|11-30 总结`."""
    found = []
    for part in text.split("|"):
        when, _, name = part.partition(" ")
        month, _, day = when.partition("-")
        if not (month.isdecimal() and day.isdecimal() and name):
            raise WrongValue("write milestones as 03-30 name|11-30 name")
        found.append(Point(int(month), int(day), name))
    return tuple(found)


TASKS = csv_reader(
    Field("measure"), Field("department"), Field("title"), Field("deliverable"), Field("person"),
    Field("supporting", lambda text: tuple(text.split()), optional=True), Field("milestones", points), key=["title"],
)


@dataclass(frozen=True)
class PlanPack:
    """The plan as the pack has it."""

    head: Mapping[str, Any]
    wording: Mapping[str, Any]
    goals: list[Row]
    measures: list[Row]
    tasks: list[Row]

    @property
    def year(self) -> int:
        return self.head["year"]


def read_plan(folder: Path) -> PlanPack:
    """Read the files of the plan below a pack's folder; raises PackErrors."""
    folder /= "programme"
    return PlanPack(
        read_toml(folder / "plan.toml"), read_toml(folder / "wording.toml"), GOALS(folder / "goals.csv"),
        MEASURES(folder / "measures.csv"), TASKS(folder / "tasks.csv"),
    )
