"""What a snapshot says of every department: its tasks and values that had fallen due, and its figures."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessments import cases
from assessments.cases import DUE, LATE
from hengzhi.assessments.facts import IndicatorFact, Item, ItemsFact, Measured, fact_from_json
from hengzhi.assessments.owed import NoBasis
from hengzhi.assessments.services.editions import compute_facts
from hengzhi.core.tables import declared_tables
from hengzhi.indicators.models import Target
from hengzhi.organisations.queries import area_rows
from hengzhi.snapshots.services import take_snapshot


def facts() -> dict:
    return compute_facts(cases.scheme(), 2012, cases.snapshot())["departments"]


def test_tasks_that_fell_due_count_by_the_day_of_the_report_that_was_accepted(packs):
    found = fact_from_json(facts()["qtsb"]["tasks"])

    assert found == ItemsFact((
        Item("RW-1", DUE, DUE), Item("RW-2", DUE, LATE), Item("RW-3", DUE, None), Item("RW-7", DUE, None),
    ))


def test_values_count_by_the_day_of_the_first_handing_in_and_empty_ones_are_missing(packs):
    found = fact_from_json(facts()["qtsb"]["returns"])

    assert found == ItemsFact((
        Item("BB-1", DUE, DUE, 3), Item("BB-1-visits", DUE, None), Item("BB-2", DUE, LATE, 3), Item("BB-3", DUE, None, 4),
    ))


def test_a_department_without_tasks_has_none_due(packs):
    assert fact_from_json(facts()["tax"]["tasks"]) == ItemsFact(())


def test_an_indicator_carries_its_parts_its_target_and_where_it_stands(packs):
    found = fact_from_json(facts()["qtsb"]["closing"])

    assert found == IndicatorFact(Measured(0, 0, "percent"), found.target, None, "310109", "2012", "")
    assert found.target == 90


def test_a_snapshot_without_the_table_of_a_line_is_refused_by_name(packs):
    tables = {**declared_tables(), **cases.mechanisms()}
    del tables["tasks"]
    taken = take_snapshot(at=cases.AT, areas=area_rows(), tables=tables)

    with pytest.raises(NoBasis, match="tasks"):
        compute_facts(cases.scheme(), 2012, taken)


@pytest.mark.parametrize(("held_by", "target"), [(("qtsb", "310109"), 97), (("310109",), 96), ((), 95)])
def test_a_target_is_the_departments_else_the_districts_else_the_schemes(packs, held_by, target):
    Target.objects.all().delete()
    Target.objects.bulk_create(
        Target(indicator="complaints_closing_rate", held_by=holder, period="2012", value={"qtsb": 97, "310109": 96}[holder])
        for holder in held_by
    )
    scheme = cases.scheme()
    scheme = replace(scheme, lines=tuple(
        replace(line, target=Decimal(95)) if line.code == "closing" else line for line in scheme.lines
    ))

    facts = compute_facts(scheme, 2012, cases.snapshot())["departments"]

    assert fact_from_json(facts["qtsb"]["closing"]).target == target
