"""How a record goes through its workflow: which steps, when, on what ground."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hengzhi.ops.demonstration.draw import Curve, Draw, Weighted
from hengzhi.ops.demonstration.parameters import Rules
from hengzhi.ops.demonstration.worktime import DAY, OfficeTime


@dataclass(frozen=True, slots=True)
class Course:
    """The steps with their moments, the rule set, and the ground where there is one."""

    rules: str
    steps: tuple[tuple[str, int], ...]
    ground: str = ""

    def moment_of(self, name: str) -> int | None:
        return next((moment for step, moment in self.steps if step == name), None)


@dataclass(frozen=True)
class Ending:
    """What comes after acceptance: the limit that runs, how often it is missed, how the time is used."""

    limit: str
    late: str
    pace: Curve


class Courses:
    """Draws the course of records from their receipt on."""

    def __init__(
        self, shares: Mapping[str, Any], rules: Mapping[str, Sequence[Rules]], office: OfficeTime, today: int
    ) -> None:
        """Prepare for records received up to the moment `today`."""
        self._shares, self._rules, self._office = shares, rules, office
        pace = shares["pace"]
        self._rush_from = today // DAY - pace["rush_days"]
        self._endings = {
            "complaint": Ending("mediate", "mediate_late", Curve(pace["levels"], pace["mediation"])),
            "tipoff": Ending("check", "check_late", Curve(pace["levels"], pace["checking"])),
        }
        self._grounds: dict[str, Weighted[str]] = {}

    def course(self, kind: str, received: int, draw: Draw) -> Course:
        """Return the whole course of a record received at a moment, also what lies after today."""
        day = self._office.days[received // DAY]
        rules = next(rules for rules in self._rules[kind] if rules.holds(day))
        decided = self._decided(rules, received, draw)
        if draw.chance(self._shares["declined"][kind]):
            ground = self._ground(f"{kind} {rules.code}", self._shares["refusals"][kind], rules.refusal).among(draw)
            return Course(rules.code, (("decline", decided), ("close", self._closed(decided, draw))), ground)
        step, ground = self._outcome(kind, rules, day.year, draw)
        ended = self._ended(kind, rules, decided, ground, draw)
        return Course(rules.code, (("accept", decided), (step, ended), ("close", self._closed(ended, draw))), ground)

    def _of_year(self, table: str, name: str, year: int) -> float:
        """Return the share of a year; what lies after the last year goes on as in it."""
        shares = self._shares[table][name]
        return shares[min(year - self._office.first.year, len(shares) - 1)]

    def _outcome(self, kind: str, rules: Rules, year: int, draw: Draw) -> tuple[str, str]:
        if kind == "tipoff":
            return ("file_case" if draw.chance(self._of_year("outcomes", "filed", year)) else "decide_no_case"), ""
        if draw.chance(self._of_year("outcomes", "settled", year)):
            return "settle", ""
        return "end", self._ground(f"end {rules.code}", self._shares["endings"], rules.termination).among(draw)

    def _ground(self, name: str, weights: Mapping[str, float], known: Sequence[str]) -> Weighted[str]:
        """Return the grounds of a rule set, each as likely as the parameters say."""
        if name not in self._grounds:
            self._grounds[name] = Weighted({ground: weights.get(ground, 0) for ground in known})
        return self._grounds[name]

    def _decided(self, rules: Rules, received: int, draw: Draw) -> int:
        office, day = self._office, received // DAY
        due = office.due(rules.limits["decide"], day)
        in_time = office.workdays_within(day, due)
        pace = self._shares["pace"]
        late = pace["rush_late"] if day >= self._rush_from else self._of_year("pace", "decide_late", office.days[day].year)
        if draw.chance(late):
            chosen = office.workday_from(due + 1, draw.below(pace["late_decision_workdays"]))
        else:
            share = draw.share()
            chosen = in_time[int(share * share * len(in_time))]
        return office.moment(chosen, received, draw)

    def _ended(self, kind: str, rules: Rules, accepted: int, ground: str, draw: Draw) -> int:
        office, ending, day, shape = self._office, self._endings[kind], accepted // DAY, self._shares["outcomes"]
        due = office.due(rules.limits[ending.limit], day)
        if draw.chance(self._of_year("pace", ending.late, office.days[day].year)):
            share = draw.share()
            chosen = office.workday_from(due + 1 + int(share * share * self._shares["pace"]["late_outcome_days"]))
        elif ground == shape["expires"]:
            chosen = office.workday_until(due)
        else:
            least = shape["slow_days"] if ground in shape["slow"] else 0
            chosen = office.workday_until(day + max(int(ending.pace.among(draw) * (due - day + 1)), least))
        return office.moment(chosen, accepted, draw)

    def _closed(self, ended: int, draw: Draw) -> int:
        later = draw.below(self._shares["pace"]["closing_workdays"] + 1)
        return self._office.moment(self._office.workday_from(ended // DAY, later), ended, draw)
