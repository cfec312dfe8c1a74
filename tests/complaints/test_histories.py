"""Random histories: whatever people try, the clocks equal a slow recount and no state is against the rules."""

import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from complaints.slow_clocks import SHANGHAI, Retelling
from factories import make_complaint, make_user
from hengzhi.complaints.kinds import COMPLAINT_KIND, TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.register.clock_changes import ask_extension, decide_extension, restart
from hengzhi.register.models import Clock, Record
from hengzhi.register.services import move
from hengzhi.stations.models import Station

# HENGZHI_HISTORIES=5000 pytest tests/complaints/test_histories.py walks as many as are asked for.
HISTORIES = int(os.environ.get("HENGZHI_HISTORIES", "40"))
YEARS = (1999, 2009, 2012, 2013, 2015, 2018, 2022, 2025, 2026)
STEPS = 26
OUTCOME_OF = {
    "complaint": {
        "declined": {"declined"}, "settled": {"settled"}, "performed": {"settled"}, "confirmed": {"settled"}, "ended": {"ended"},
        "closed": {"declined", "settled", "ended"},
    },
    "tipoff": {
        "declined": {"declined"}, "filed": {"filed"}, "not_filed": {"not_filed"}, "case_ended": {"filed"},
        "closed": {"declined", "filed", "not_filed"},
    },
}
UNDECIDED = {"received", "returned"}


class World:
    """Who can do what: at two units with power, people for every step; and a stranger."""

    def __init__(self) -> None:
        self.units = {code: Department.objects.get(code=code) for code in ("aic", "qtsb")}
        roles = ("intake", "handler", "supervisor")
        self.people = [make_user(role, unit) for unit in self.units for role in roles]
        self.stranger = make_user("office", "qtsb")
        self.station = Station.objects.order_by("pk").first()


class History:
    """One record's life, tried by a random hand and retold from what came of it."""

    def __init__(self, seed: int, world: World) -> None:
        self.chance, self.world = Random(seed), world
        kind = self.chance.choice([COMPLAINT_KIND, COMPLAINT_KIND, TIPOFF_KIND])
        year = self.chance.choice(YEARS)
        self.at = datetime(year, 1, 1, 1, tzinfo=UTC) + timedelta(days=self.chance.randrange(360))
        identity = None if kind is TIPOFF_KIND and self.chance.random() < 0.3 else {"name": "王小明", "phone": "13900002716"}
        self.record = make_complaint(
            kind=kind, at=self.at, department=world.units[self.chance.choice(["aic", "qtsb"])], identity=identity,
            problem="quality" if kind is COMPLAINT_KIND else "unlicensed", consents_to_delegation=self.chance.random() < 0.7,
        )
        self.slow = Retelling(kind.code, self._rules())
        self.slow.named = bool(identity)
        self.slow.opened(self._day())
        self.taken: list[str] = []
        self.path = [self.record.department.code]

    def walk(self) -> None:
        self._check()
        for _number in range(self.chance.randrange(4, STEPS)):
            self.at += timedelta(days=self.chance.choice([0, 0, 1, 2, 3, 5, 8, 13, 30, 50]), hours=1)
            self._change_a_clock() if self.chance.random() < 0.12 else self._try_a_step()
            self._check()

    def _day(self) -> date:
        return self.at.astimezone(SHANGHAI).date()

    def _rules(self) -> str:
        return self.record.rule_set.code if self.record.rule_set else ""

    def _try_a_step(self) -> None:
        flow = self.record.kind_of.workflow
        likely = [step for step in flow.steps if self.record.state in step.sources]
        likely += 2 * [step for step in likely if step.leads == "on"]
        step = self.chance.choice(likely if likely and self.chance.random() < 0.85 else flow.steps)
        able = [one for one in self.world.people if self.record.is_in_reach(one, step.permission)]
        actor = self.chance.choice(able if able and self.chance.random() < 0.8 else [*self.world.people, self.world.stranger])
        before = self.record.state
        try:
            move(
                self.record, step.name, actor=actor, at=self.at, calendar=work_calendar(), facts=self._facts(step),
                note="理由" if self.chance.random() < 0.95 else "",
            )
        except Refused:
            self.record.refresh_from_db()
            return
        assert before in step.sources
        assert actor != self.world.stranger
        self.record = Record.objects.get(pk=self.record.pk)
        self.taken.append(step.name)
        self._follow(step, before)

    def _follow(self, step, before: str) -> None:
        row = self.record.complaint
        agreed = {"supplement": row.supplement_due_on, "perform": row.perform_by}
        self.slow.step(step.name, before, self.record.state, self._day(), agreed, self._rules())
        if step.hands_to:
            self.path.append(self.record.department.code)

    def _facts(self, step) -> dict[str, object]:
        chance, grounds = self.chance, self.record.rule_set.grounds if self.record.rule_set else {}
        offered = {
            "unit": chance.choice(list(self.world.units.values())).pk,
            "supplement_due_on": self._day() + timedelta(days=chance.randrange(0, 20)),
            "refusal_ground": chance.choice([*grounds.get("refusal", []), {"code": "none-such"}])["code"],
            "termination_ground": chance.choice([*grounds.get("termination", []), {"code": "none-such"}])["code"],
            "recovered_yuan": chance.choice(["0", "100.00", "2899", "2899", "99999", "-1", "many"]),
            "agreement_form": chance.choice(["", "written", "at_once"]),
            "perform_by": chance.choice([None, self._day() + timedelta(days=chance.randrange(0, 30))]),
            "paid_yuan": chance.choice(["0", "50", "100.00", "2899"]), "paid_proof": chance.choice(["signed", "transfer", "gold"]),
            "confirmed_yuan": chance.choice(["0", "0", "50", "100"]), "confirmation": "call_back", "delegated_to": "某街道调解委员会",
            "delegated_station": self.world.station.pk, "case_result": "penalty",
        }
        return {fact: offered[fact] for fact in (*step.facts, *step.asks)}

    def _change_a_clock(self) -> None:
        name = self.chance.choice(["check", "mediate", "case", "decide"])
        given = {"at": self.at, "calendar": work_calendar()}
        asks, grants = self.chance.sample(self.world.people, 2)
        try:
            if self.chance.random() < 0.5:
                restart(self.record, name, cause="新线索", actor=asks, **given)
                self.slow.restarted(name, self._day())
            else:
                asked = ask_extension(self.record, name, reason="须异地取证", actor=asks, at=self.at)
                decide_extension(asked, granted=True, note="", actor=grants, **given)
                self.slow.lengthened(name)
        except Refused:
            pass
        self.record = Record.objects.get(pk=self.record.pk)

    def _check(self) -> None:
        clocks = self.record.clocks.order_by("pk")
        stored = [(clock.name, clock.start_on, clock.due_on, clock.state, clock.stopped_on) for clock in clocks]
        assert sorted(map(repr, stored)) == sorted(repr(clock.told()) for clock in self.slow.clocks), self.taken
        running = [clock.due_on for clock in clocks if clock.state == Clock.State.RUNNING]
        assert self.record.due_on == min(running, default=None), self.taken
        assert not against_the_rules(self.record, self.taken, self.path)


def against_the_rules(record: Record, taken: list[str], path: list[str]) -> list[str]:
    """Name what no record may be."""
    row, state, kind = record.complaint, record.state, record.kind
    steps = Counter(taken)
    rules = record.rule_set
    allowed = OUTCOME_OF[kind].get(state, {""})
    claims = {
        "the outcome fits the state": row.outcome in allowed,
        "an outcome has its day, and only an outcome": bool(row.outcome) == bool(row.concluded_on),
        "open but for closed": record.is_open == (state != "closed"),
        "closed has its day": bool(row.closed_on) == (state == "closed"),
        "accepted or refused, not both": not (row.accepted_on and row.outcome == "declined"),
        "nothing is accepted before the decision": not (row.accepted_on and state in UNDECIDED),
        "accepted before anything else": state in UNDECIDED or bool(row.accepted_on) or row.outcome == "declined",
        "loss is recovered by agreement only": row.recovered_yuan is None or (row.outcome == "settled" and bool(row.agreed_on)),
        "no more is paid than agreed": row.paid_yuan is None or row.paid_yuan <= row.recovered_yuan,
        "no more is confirmed than paid": row.confirmed_yuan is None or row.confirmed_yuan <= row.paid_yuan,
        "paid has proof and day": bool(row.paid_on) == bool(row.paid_proof) == (row.paid_yuan is not None),
        "performed is known as such": state != "performed" or bool(row.paid_on),
        "confirmed is known as such": (state == "confirmed") <= bool(row.confirmed_on),
        "no amount below nothing": all(amount is None or amount >= Decimal(0) for amount in (row.recovered_yuan, row.paid_yuan)),
        "every return is counted": row.bounces == steps["send_back"],
        "every reopening is counted": row.reopenings == steps["reopen"] + steps["decide_anew"],
        "what was sent back lies with the dispatcher": state != "returned" or row.dispatcher == record.department,
        "never sideways": all(path[place] == path[0] for place in range(0, len(path), 2)),
        "acceptance of tip-offs where the rules know it": kind == "complaint" or not steps["accept"]
        or bool(rules and "acceptance" in rules.switches),
        "grounds are those of the rules": not (rules and row.refusal_ground) or row.refusal_ground in {
            entry["code"] for entry in rules.grounds["refusal"]
        },
        "told before closing where owed": state != "closed" or not row.owes_telling,
        "no clue is left open": state != "closed" or not row.clue_on or bool(row.clue_closed_on),
        "delegated to one, on a day": bool(row.delegated_on) == (bool(row.delegated_station_id) != bool(row.delegated_to))
        and (state != "delegated" or bool(row.delegated_on and not row.taken_back_on)),
        "taken back after delegating": not row.taken_back_on or row.taken_back_on >= row.delegated_on,
        "delegated with consent": state != "delegated" or row.consents_to_delegation
        or not (rules and "delegation-by-consent" in rules.switches),
        "nothing runs when closed": state != "closed" or not record.clocks.filter(state__in=Clock.LIVE).exists(),
    }
    return [claim for claim, holds in claims.items() if not holds]


@pytest.fixture
def world(packs):
    return World()


def test_clocks_equal_a_slow_recount_and_no_state_is_against_the_rules(world):
    seen: Counter[str] = Counter()
    for seed in range(HISTORIES):
        history = History(seed, world)
        history.walk()
        seen.update(history.taken)

    steps = {step.name for kind in (COMPLAINT_KIND, TIPOFF_KIND) for step in kind.workflow.steps}
    assert HISTORIES < 300 or set(seen) == steps
