"""Two people at once: one wins, the other is told, and numbers are given out once."""

import pytest

from factories import RECEIVED_AT, make_complaint, make_user
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.services import move
from racing import race

ROUNDS = 8


@pytest.fixture
def handlers(committed):
    return [make_user("handler"), make_user("handler")]


def accept_and_decline(record: Record, handlers, calendar) -> list:
    """Accept and decline a record at the same moment, as two people who both see it undecided."""
    ground = record.rule_set.grounds["refusal"][0]["code"]
    one, other = Record.objects.get(pk=record.pk), Record.objects.get(pk=record.pk)
    return race(
        lambda: move(one, "accept", actor=handlers[0], at=RECEIVED_AT, calendar=calendar),
        lambda: move(
            other, "decline", actor=handlers[1], at=RECEIVED_AT, calendar=calendar, note="理由",
            facts={"refusal_ground": ground},
        ),
    )


def test_of_two_steps_at_the_same_moment_one_is_taken_and_the_other_refused(handlers):
    for _round in range(ROUNDS):
        record = make_complaint()

        results = accept_and_decline(record, handlers, work_calendar())

        refusals = [result for result in results if isinstance(result, Refused)]
        steps = AuditEvent.objects.filter(record=record).exclude(action="open").values_list("action", flat=True)
        assert len(refusals) == 1
        assert len(steps) == 1
        assert Record.objects.get(pk=record.pk).state == {"accept": "mediation", "decline": "declined"}[steps[0]]


def test_complaints_registered_at_the_same_moment_get_numbers_of_their_own(handlers):
    records = race(*[make_complaint] * 6)

    assert sorted(record.code for record in records) == [f"T2012-{number:05d}" for number in range(1, 7)]
