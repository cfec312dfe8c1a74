"""The words of a record: its title, what is told, the notes of its steps, who tells it."""

from datetime import date, timedelta
from typing import NamedTuple

from hengzhi.ops.demonstration.draw import Draw
from hengzhi.ops.demonstration.enterprises import Enterprise
from hengzhi.ops.demonstration.matter import Matter
from hengzhi.ops.demonstration.parameters import Parameters

BOUGHT_WITHIN_DAYS = 70
LONG_AGO_DAYS = 420


class Person(NamedTuple):
    """A synthetic complainant or informant."""

    name: str
    phone: str


class Prose:
    """Puts sentences together from the wording."""

    def __init__(self, parameters: Parameters) -> None:
        self._wording = parameters.wording
        self._people = parameters.words["people"]
        self._plain = frozenset(self._wording["ending"]["plain_problems"])
        self._subjects = {kind: self._wording[kind]["subjects"] for kind in ("goods", "services")}
        self._plain_subjects = {
            kind: [subject for subject in subjects if "{claim}" not in subject] for kind, subjects in self._subjects.items()
        }

    def subject(self, matter: Matter, business: Enterprise, draw: Draw) -> str:
        """Return the title of a record about a business."""
        if not matter.fault:
            return draw.among(matter.line["subjects"]).format(thing=matter.thing, road=business.road)
        subjects = self._plain_subjects if matter.problem in self._plain else self._subjects
        return draw.among(subjects[matter.object]).format(
            thing=matter.thing, fault=matter.fault, verb=matter.line.get("verb", ""),
            claim=self._wording["claims"][matter.claim], stance=draw.among(self._wording["ending"]["stances"]),
        )

    def tipped_off(self, matter: Matter, business: Enterprise, draw: Draw) -> str:
        """Return what an informant told, in two or three sentences."""
        ending = self._wording["tipoff_endings"]
        where = draw.among(ending["openings"]).format(address=business.address, road=business.road, number=business.number)
        return where + draw.among(matter.line["facts"]).format(thing=matter.thing) + draw.among(ending["sentences"])

    def complained(self, matter: Matter, day: date, draw: Draw, *, long_ago: bool = False) -> str:
        """Return what a consumer told on a day, in three sentences; `long_ago` of a purchase years back."""
        complaint, days_ago = self._long_ago(matter, draw) if long_ago else self._complaint(matter, draw)
        return self._purchase(matter, day, days_ago, draw) + complaint + self._request(matter, draw)

    def note(self, step: str, key: str, draw: Draw, cents: int = 0) -> str:
        """Return the note of a step: `key` is its ground, claim or kind, "any" where the step has one list only."""
        note = draw.among(self._wording["notes"][step][key])
        return note.format(recovered=yuan(cents)) if cents else note

    def person(self, draw: Draw) -> Person:
        given = draw.among(self._people["surnames"]) + draw.among(self._people["given"])
        return Person(given, f"{self._people['phone_prefix']}{draw.below(10_000):04d}")

    def _purchase(self, matter: Matter, day: date, days_ago: int, draw: Draw) -> str:
        own = self._wording[matter.object]
        sentences = own["bought_unpriced"] if matter.cents is None else matter.line.get("bought", own["bought"])
        one = matter.line.get("one", "")
        return draw.among(sentences).format(
            day=_said(day - timedelta(days=days_ago), day), thing=matter.thing, one=one, verb=matter.line.get("verb", ""),
            amount=yuan(matter.cents or 0), proof=draw.among(self._wording["ending"]["proofs"]),
        )

    def _complaint(self, matter: Matter, draw: Draw) -> tuple[str, int]:
        """Return the sentence about the fault and how many days ago the thing was bought."""
        ending = self._wording["ending"]
        if matter.problem == "quality" and "when" in matter.line:
            when, span = draw.among(matter.line["when"]), draw.among(ending["spans"])
            days_ago = span["days"] + draw.below(6) if "{span}" in when else 3 + draw.below(8)
            return f"{when.format(span=span['text'])}{matter.fault}。", days_ago
        thing = matter.thing if matter.object == "services" else ""
        share = draw.share()
        return f"{draw.among(ending['openings'])}{thing}{matter.fault}。", 1 + int(share * share * BOUGHT_WITHIN_DAYS)

    def _long_ago(self, matter: Matter, draw: Draw) -> tuple[str, int]:
        return f"{matter.thing}{matter.fault}。", LONG_AGO_DAYS + draw.below(LONG_AGO_DAYS)

    def _request(self, matter: Matter, draw: Draw) -> str:
        ending = self._wording["ending"]
        requests = ending["requests_plain" if matter.problem in self._plain else "requests"]
        return draw.among(requests).format(
            claim=self._wording["claims"][matter.claim], stance=draw.among(ending["stances"])
        )


def yuan(cents: int) -> str:
    """Return an amount as prose has it: 1280, 36.5."""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02d}".rstrip("0") if rest else str(whole)


def _said(day: date, today: date) -> str:
    """Return a day as told today, the year only where it is another."""
    year = "" if day.year == today.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"
