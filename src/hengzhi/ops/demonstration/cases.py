"""The demonstration district's complaints and tip-offs, from receipt to closing, the same on every machine.

Totals are those the district published; which records are still open follows from the day it is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from hengzhi.core.calendar import WorkCalendar
from hengzhi.ops.demonstration.aftermath import Aftermath, Taken
from hengzhi.ops.demonstration.arrivals import Arrivals
from hengzhi.ops.demonstration.course import Course, Courses
from hengzhi.ops.demonstration.draw import Draw, Weighted
from hengzhi.ops.demonstration.enterprises import Enterprise, generate_enterprises
from hengzhi.ops.demonstration.matter import Matter, Matters
from hengzhi.ops.demonstration.meetings import Meetings, Sitting
from hengzhi.ops.demonstration.parameters import Parameters, Rules
from hengzhi.ops.demonstration.prose import Person, Prose
from hengzhi.ops.demonstration.worktime import DAY, OfficeTime

KINDS = {"complaint": "T", "tipoff": "J"}
NOON = 12 * 3600
LATEST_COURSE = timedelta(days=240)


class Event(NamedTuple):
    """A step that was taken: by which login, with which facts."""

    step: str
    at: datetime
    actor: str
    note: str
    facts: Mapping[str, Any]


class Meeting(NamedTuple):
    """A mediation meeting as `meetings.Sitting`, with instants."""

    planned_at: datetime
    starts_at: datetime
    noted_at: datetime | None
    actor: str
    way: str
    place: str
    result: str
    attended: str
    minutes: str


class CallBack(NamedTuple):
    """A complainant called back: by which login, what they said; nothing where they were not reached."""

    at: datetime
    actor: str
    performed: str
    told_enough: str
    satisfaction: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """A complaint or tip-off with all that happened to it by the demonstration's day.

    `enterprise` is an index into `generate_enterprises`; `person` is None for an anonymous tip-off; `claim` is "" and
    `disputed_yuan` None for a tip-off; instants are aware, in UTC.
    """

    code: str
    kind: str
    received_at: datetime
    channel: str
    object: str
    category: str
    problem: str
    area: str
    enterprise: int
    subject: str
    details: str
    claim: str
    disputed_yuan: Decimal | None
    person: Person | None
    confidential: bool
    rule_set: str
    handler: str
    events: tuple[Event, ...]
    call_backs: tuple[CallBack, ...] = ()
    meetings: tuple[Meeting, ...] = ()


class Draft(NamedTuple):
    """A record before it has words: what orders the records of a year, and its course."""

    moment: int
    kind: str
    order: int
    channel: str
    course: Course


def generate_cases(
    parameters: Parameters, rules: Mapping[str, Sequence[Rules]], calendar: WorkCalendar, day: date
) -> Iterator[Case]:
    """Yield every record received by noon of `day`, in the order of receipt.

    `rules` gives the rule sets of the complaints office by kind. Exactly as many records are accepted in each year as
    the parameters say, the year of `day` up to `day`.
    """
    years = range(min(parameters.years("complaint")), day.year + 1)
    office = OfficeTime(date(years[0], 1, 1), day + LATEST_COURSE, calendar)
    today = office.number(day) * DAY + NOON
    drafts = _Drafts(parameters, rules, office, today)
    clerk = _Clerk(parameters, office, today)
    for year in years:
        numbers: Counter[str] = Counter()
        for draft in drafts.received_in(year):
            numbers[draft.kind] += 1
            yield clerk.case(f"{KINDS[draft.kind]}{year}-{numbers[draft.kind]:05d}", draft)


class _Drafts:
    """Draws receipts until as many are accepted in each year as wanted."""

    def __init__(
        self, parameters: Parameters, rules: Mapping[str, Sequence[Rules]], office: OfficeTime, today: int
    ) -> None:
        self._parameters, self._office, self._today = parameters, office, today
        self._arrivals = Arrivals(parameters.shares, office, today)
        self._courses = Courses(parameters.shares, rules, office, today)
        self._accepted: Counter[tuple[str, int]] = Counter()

    def received_in(self, year: int) -> list[Draft]:
        """Return a year's records in order of receipt; the years must be asked for one after the other."""
        return sorted(draft for kind in KINDS for draft in self._of_kind(kind, year))

    def _of_kind(self, kind: str, year: int) -> Iterator[Draft]:
        draw = Draw(f"{self._parameters.seed} {kind} {year}")
        wanted, order = self._parameters.years(kind)[year], 0
        while self._accepted[kind, year] < wanted:
            moment, channel = self._arrivals.receipt(year, kind, draw)
            course = self._courses.course(kind, moment, draw)
            accepted = course.moment_of("accept")
            if accepted is not None and accepted <= self._today:
                self._accepted[kind, self._office.days[accepted // DAY].year] += 1
            order += 1
            yield Draft(moment, kind, order, channel, course)


class _Clerk:
    """Gives a draft its words, its business, its people."""

    def __init__(self, parameters: Parameters, office: OfficeTime, today: int) -> None:
        self._shares, self._office, self._today = parameters.shares, office, today
        self._matters, self._prose = Matters(parameters), Prose(parameters)
        self._areas = Weighted(self._shares["areas"])
        self._businesses = generate_enterprises(parameters)
        self._by_place = _by_place(parameters, self._businesses)
        self._draw = Draw(f"{parameters.seed} words")
        notes = parameters.wording["notes"]["aftermath"]
        self._aftermath = Aftermath(self._shares["aftermath"], notes, office, today, parameters.seed)
        places = parameters.wording["notes"]["meetings"]
        self._meetings = Meetings(self._shares["meetings"], places, office, today, parameters.seed)

    def case(self, code: str, draft: Draft) -> Case:
        draw, matter = self._draw, self._matter(draft)
        area = self._areas.among(draw)
        index = self._by_place[matter.category, matter.line.get("tag"), area].among(draw)
        person, is_secret = self._person(draft.kind)
        handler = draw.among(self._shares["actors"]["secret" if is_secret else "handlers"])
        subject, details = self._prose.subject(matter, self._businesses[index], draw), self._details(draft, matter, index)
        taken = list(self._taken(draft, matter, handler))
        steps, calls = self._aftermath.of(draft.kind, taken, self._shares["actors"]["clerk"])
        instant = self._office.instant
        return Case(
            code, draft.kind, self._office.instant(draft.moment), draft.channel, matter.object, matter.category,
            matter.problem, area, index, subject, details, matter.claim,
            None if matter.cents is None else _yuan(matter.cents), person, is_secret, draft.course.rules, handler,
            tuple(Event(one.step, instant(one.moment), one.actor, one.note, one.facts) for one in steps),
            tuple(CallBack(instant(call.moment), *call[1:]) for call in calls),
            tuple(self._instants(sitting) for sitting in self._meetings.of(draft.kind, steps)),
        )

    def _instants(self, sitting: Sitting) -> Meeting:
        instant = self._office.instant
        noted = None if sitting.noted is None else instant(sitting.noted)
        return Meeting(instant(sitting.planned), instant(sitting.starts), noted, *sitting[3:])

    def _matter(self, draft: Draft) -> Matter:
        if draft.kind == "tipoff":
            return self._matters.tipoff(self._draw)
        day = self._office.days[draft.moment // DAY]
        return self._matters.complaint(day.month, self._draw, lasting=self._is_long_ago(draft))

    def _details(self, draft: Draft, matter: Matter, index: int) -> str:
        if draft.kind == "tipoff":
            return self._prose.tipped_off(matter, self._businesses[index], self._draw)
        day = self._office.days[draft.moment // DAY]
        return self._prose.complained(matter, day, self._draw, long_ago=self._is_long_ago(draft))

    def _is_long_ago(self, draft: Draft) -> bool:
        """Say whether the ground of refusal is that the purchase was too long ago."""
        return draft.course.ground in self._shares["refusals"]["long_ago"]

    def _person(self, kind: str) -> tuple[Person | None, bool]:
        shares, draw = self._shares["people"], self._draw
        if kind == "complaint":
            return self._prose.person(draw), False
        if draw.chance(shares["anonymous_tipoff"]):
            return None, False
        return self._prose.person(draw), draw.chance(shares["secret_tipoff"])

    def _taken(self, draft: Draft, matter: Matter, handler: str) -> Iterator[Taken]:
        """Yield the steps taken by today."""
        actors = self._shares["actors"]
        for step, moment in draft.course.steps:
            note, facts = self._note(step, draft, matter)
            if moment > self._today:
                return
            actor = actors["supervisor"] if step in actors["supervised"] else handler
            yield Taken(step, moment, actor, note, facts)

    def _note(self, step: str, draft: Draft, matter: Matter) -> tuple[str, dict[str, Any]]:
        """Return the note and the facts of a step."""
        prose, draw, ground = self._prose, self._draw, draft.course.ground
        match step:
            case "accept":
                return prose.note(step, draft.kind, draw), {}
            case "decline":
                list_name = "decline_tipoff" if draft.kind == "tipoff" else "decline"
                return prose.note(list_name, ground, draw), {"refusal_ground": ground}
            case "settle":
                cents, claim = self._matters.settled(matter, draw)
                note = prose.note("settle" if cents else "settle_in_kind", claim, draw, cents)
                return note, {"recovered_yuan": _yuan(cents), **self._case_turned()}
            case "end":
                return prose.note(step, ground, draw), {"termination_ground": ground, **self._case_turned()}
        return prose.note(step, "any", draw), {}

    def _case_turned(self) -> dict[str, bool]:
        return {"turned_into_case": True} if self._draw.chance(self._shares["outcomes"]["turned_into_case"]) else {}


def _by_place(
    parameters: Parameters, enterprises: Sequence[Enterprise]
) -> dict[tuple[str, str | None, str], Weighted[int]]:
    """Return the indexes of the businesses by trade, tag and area; the first of each is complained of most."""
    lines = [*parameters.wording["line"], *parameters.wording["tipoff"]]
    wares = dict.fromkeys((line["category"], line.get("tag")) for line in lines)
    indexes: dict[tuple[str, str | None, str], list[int]] = {}
    for category, tag in wares:
        for index, enterprise in enumerate(enterprises):
            if enterprise.trade == category and (not enterprise.sells or tag in enterprise.sells):
                indexes.setdefault((category, tag, enterprise.area), []).append(index)
    return {
        place: Weighted({index: 1 / rank for rank, index in enumerate(found, start=1)}) for place, found in indexes.items()
    }


def _yuan(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)
