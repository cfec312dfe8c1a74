import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from hengzhi.indicators.definition import (
    AnyOf,
    Better,
    Condition,
    Definition,
    Example,
    Operator,
    OtherColumn,
    SnapshotDay,
    Words,
)

from .cases import count, definition, total

FULL = definition(
    count(
        Condition("closed_on", Operator.AT_MOST, OtherColumn("due_on")),
        Condition("kind", Operator.IN, ("complaint", "2012-01-01")),
        Condition("received_on", Operator.IN, (date(2012, 1, 1), date(2012, 1, 2))),
        Condition("due_on", Operator.AT_MOST, SnapshotDay()),
        AnyOf((Condition("recovered_yuan", Operator.MORE, Decimal("0.10")), Condition("is_anonymous", Operator.EQUAL, True))),
        Condition("persons", Operator.IS_NULL),
    ),
    total("persons"),
    caveats=(Words("口径", "Caveat"),),
    valid_from=date(2012, 1, 1),
    examples=(
        Example("says", "2012", (("cases", "code\nA1"),), Decimal("0.10"), 2, by="kind", item="x", as_of=date(2012, 2, 3)),
    ),
)


def test_a_definition_comes_back_from_its_json_as_it_was():
    stored = json.loads(json.dumps(FULL.to_json()))

    assert Definition.from_json(stored) == FULL
    assert Definition.from_json(stored).digest == FULL.digest


def test_a_body_stored_before_a_field_was_added_is_still_read():
    stored = FULL.to_json()
    for name in ("examples", "caveats", "valid_to"):
        assert name in stored
    older = {**stored, "examples": [], "caveats": []}

    assert Definition.from_json(older) == replace(FULL, examples=(), caveats=())


@pytest.mark.parametrize(
    ("change", "is_new_digest", "is_new_formula"),
    [
        ({"examples": ()}, False, False),
        ({"name": Words("新名", "New name")}, True, False),
        ({"caveats": ()}, True, False),
        ({"breakdowns": ("kind",)}, True, False),
        ({"unit": "per_thousand"}, True, True),
        ({"numerator": count()}, True, True),
        ({"valid_from": date(2013, 1, 1)}, True, True),
    ],
)
def test_the_stamps_change_with_what_they_stand_for(change, is_new_digest, is_new_formula):
    changed = replace(FULL, **change)

    assert (changed.digest != FULL.digest, changed.formula != FULL.formula) == (is_new_digest, is_new_formula)


def test_the_day_of_the_snapshot_is_put_in_wherever_it_stands():
    due = Condition("due_on", Operator.AT_MOST, SnapshotDay())
    formula = definition(count(AnyOf((due, Condition("persons", Operator.IS_NULL)))), count(due))

    day = date(2012, 3, 5)
    put_in = Condition("due_on", Operator.AT_MOST, day)
    assert formula.on(day) == definition(count(AnyOf((put_in, Condition("persons", Operator.IS_NULL)))), count(put_in))


@pytest.mark.parametrize(
    ("better", "value", "expected"),
    [
        (Better.HIGHER, "95", True), (Better.HIGHER, "94.99", False), (Better.LOWER, "95", True),
        (Better.LOWER, "95.01", False), (Better.NONE, "99", None), (Better.HIGHER, None, None),
    ],
)
def test_a_target_is_met_in_the_better_direction(better, value, expected):
    assert replace(FULL, better=better).meets(value and Decimal(value), Decimal(95)) is expected
