"""What becomes of an agreement: performed or not, called back about, confirmed. And, before, the wait for a test.

Drawn from a stream of its own, so that what a record is about and how it ended stay as they are without it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from hengzhi.ops.demonstration.draw import Draw, Weighted
from hengzhi.ops.demonstration.worktime import DAY, OfficeTime

ON_THE_SPOT = "当场"


class Taken(NamedTuple):
    """A step at its moment, by which login, with which facts."""

    step: str
    moment: int
    actor: str
    note: str
    facts: Mapping[str, Any]


class Called(NamedTuple):
    """A complainant called back; `satisfaction` is None for one who was not reached."""

    moment: int
    actor: str
    performed: str
    told_enough: str
    satisfaction: int | None


class Aftermath:
    """Adds to the steps of a record what comes of them, up to the moment `today`."""

    def __init__(self, shares: Mapping[str, Any], notes: Mapping[str, Any], office: OfficeTime, today: int, seed: int) -> None:
        self._shares, self._notes, self._office, self._today = shares, notes, office, today
        self._draw = Draw(f"{seed} aftermath")
        self._satisfaction = Weighted({int(grade): weight for grade, weight in shares["satisfaction"].items()})

    def of(self, kind: str, taken: Sequence[Taken], clerk: str) -> tuple[list[Taken], list[Called]]:
        """Return all steps in their order and the calls to the complainant; `clerk` is the login that calls back."""
        steps = [step for step in taken if step.step != "close"]
        closing = next((step for step in taken if step.step == "close"), None)
        settled = next((step for step in steps if step.step == "settle"), None)
        if settled is None:
            return [*taken, *(self._waiting(taken) if kind == "complaint" else ())], []
        steps = [*self._test(steps, settled), *steps[1:]]
        steps[-1], later, calls = self._performed(settled, clerk)
        steps += later
        if closing:
            steps.append(self._closed(closing, steps[-1]))
        return [step for step in steps if step.moment <= self._today], [call for call in calls if call.moment <= self._today]

    def _test(self, steps: Sequence[Taken], settled: Taken) -> list[Taken]:
        """Return the acceptance, followed in a few long mediations by the wait for a test."""
        accepted, draw = steps[0], self._draw
        days = (settled.moment - accepted.moment) // DAY
        if days < self._shares["tested_from_days"] or not draw.chance(self._shares["tested"]):
            return [accepted]
        begun = self._after(accepted.moment, 1 + draw.below(3))
        ended = self._after(begun, 4 + draw.below(6))
        return [
            accepted,
            Taken("send_for_testing", begun, settled.actor, draw.among(self._notes["send_for_testing"]), {}),
            Taken("note_test", ended, settled.actor, draw.among(self._notes["note_test"]), {}),
        ]

    def _waiting(self, taken: Sequence[Taken]) -> list[Taken]:
        """Return, for a few of those still in mediation, that they wait for a test."""
        is_mediated = [step.step for step in taken] == ["accept"]
        if not is_mediated or not self._draw.chance(self._shares["waiting_for_test"]):
            return []
        begun = self._after(taken[0].moment, 1 + self._draw.below(4))
        note = self._draw.among(self._notes["send_for_testing"])
        return [Taken("send_for_testing", begun, taken[0].actor, note, {})] if begun <= self._today else []

    def _performed(self, settled: Taken, clerk: str) -> tuple[Taken, list[Taken], list[Called]]:
        """Return the settlement with its form, the steps after it and the calls."""
        shares, draw = self._shares, self._draw
        amount = settled.facts["recovered_yuan"]
        if not amount or ON_THE_SPOT in settled.note or draw.chance(shares["at_once"]):
            form = settled._replace(facts={**settled.facts, "agreement_form": "at_once"})
            performed = Taken("perform", self._after(settled.moment, 0), settled.actor, "", _paid(amount, "on_the_spot"))
            return form, *self._confirmed(performed, clerk)
        promised = self._office.workday_from(settled.moment // DAY + 1, 1 + draw.below(shares["promised_workdays"]))
        form = settled._replace(
            facts={**settled.facts, "agreement_form": "written", "perform_by": self._office.days[promised]}
        )
        if draw.chance(shares["unperformed"]):
            return form, [], []
        late = draw.chance(shares["late"])
        day = self._office.workday_from(promised + 1, draw.below(8)) if late else self._before(settled.moment, promised)
        paid = _part(amount) if draw.chance(shares["partly"]) else amount
        moment = self._office.moment(day, settled.moment, draw)
        performed = Taken("perform", moment, settled.actor, "", _paid(paid, draw.among(shares["proofs"])))
        return form, *self._confirmed(performed, clerk)

    def _confirmed(self, performed: Taken, clerk: str) -> tuple[list[Taken], list[Called]]:
        shares, draw = self._shares, self._draw
        if not draw.chance(shares["called_back"]):
            return [performed], []
        called = self._after(performed.moment, 1 + draw.below(shares["called_back_workdays"]))
        if draw.chance(shares["not_reached"]):
            return [performed], [Called(called, clerk, "", "", None)]
        call = Called(called, clerk, "yes", draw.among(shares["told_enough"]), self._satisfaction.among(draw))
        facts = {"confirmed_yuan": performed.facts["paid_yuan"], "confirmation": "call_back"}
        return [performed, Taken("confirm", self._after(called, 0), clerk, "", facts)], [call]

    def _closed(self, closing: Taken, last: Taken) -> Taken:
        """Return the closing after all that came before; without a performance only some time after the promise."""
        moment = max(closing.moment, self._after(last.moment, self._draw.below(4)))
        if last.step != "settle":
            return closing._replace(moment=moment)
        promised = self._office.number(last.facts["perform_by"])
        moment = self._office.moment(self._office.workday_from(promised + 5), last.moment, self._draw)
        return closing._replace(
            step="close_unperformed", moment=moment, note=self._draw.among(self._notes["close_unperformed"])
        )

    def _after(self, moment: int, workdays: int) -> int:
        """Return a moment in office hours so many working days later, always after `moment`."""
        return self._office.moment(self._office.workday_from(moment // DAY, workdays), moment, self._draw)

    def _before(self, moment: int, last: int) -> int:
        """Return a working day from a moment's day to the day `last`."""
        return self._draw.among(self._office.workdays_within(moment // DAY, last))


def _paid(amount: Decimal, proof: str) -> dict[str, Any]:
    return {"paid_yuan": amount, "paid_proof": proof}


def _part(amount: Decimal) -> Decimal:
    """Return half of an amount in whole yuan, rounded down."""
    return Decimal(int(amount / 2)).quantize(Decimal("0.01"))
