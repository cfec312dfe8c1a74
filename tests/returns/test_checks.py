"""What is impossible bars the way; what may be true asks for an explanation."""

from decimal import Decimal

import pytest

from hengzhi.returns.checks import Finding, Surroundings, findings, unexplained
from hengzhi.returns.entries import Entry, Status
from hengzhi.returns.reading import form_of

WORDS = {"zh": "甲", "en": "A"}


def form(*checks, items=("a", "b", "c")):
    """Return a form of whole numbers with these checks."""
    asked = [
        {"code": code, "name": {"zh": code, "en": code}, "unit": {"zh": "件", "en": "cases"}, "type": "whole", "scope": WORDS,
         "source": WORDS, "may_not_apply": True}
        for code in items
    ]
    return form_of("test", {
        "version": 1, "name": WORDS, "period": "quarter", "opens_days_before": 0, "due_workdays": 5, "source": WORDS,
        "valid_from": "2011-01-01", "handed_in_by": [{}], "item": asked, "check": list(checks),
    })


def given(**numbers):
    return {code: Entry(Status.GIVEN, Decimal(number)) for code, number in numbers.items()}


def says(structure, entries, around=None):
    return [(one.item, one.check, one.is_hard) for one in findings(structure, entries, around or Surroundings())]


@pytest.mark.parametrize(("check", "entries", "found"), [
    ({"kind": "range", "item": "a", "least": 0, "hard": True}, {"a": 0}, []),
    ({"kind": "range", "item": "a", "least": 0, "hard": True}, {"a": -1}, [("a", "range", True)]),
    ({"kind": "range", "item": "a", "most": 5}, {"a": 5}, []),
    ({"kind": "range", "item": "a", "most": 5}, {"a": 6}, [("a", "range", False)]),
    ({"kind": "sum", "item": "a", "parts": ["b", "c"]}, {"a": 5, "b": 2, "c": 3}, []),
    ({"kind": "sum", "item": "a", "parts": ["b", "c"]}, {"a": 6, "b": 2, "c": 3}, [("a", "total", False)]),
    ({"kind": "compare", "item": "a", "is": "<=", "other": "b", "hard": True}, {"a": 3, "b": 3}, []),
    ({"kind": "compare", "item": "a", "is": "<=", "other": "b", "hard": True}, {"a": 4, "b": 3}, [("a", "compare", True)]),
    ({"kind": "compare", "item": "a", "is": "<=", "other": "b"}, {"a": 4, "b": 3}, [("a", "compare", False)]),
    ({"kind": "share", "item": "a", "part": "b", "whole": "c", "tolerance": 0.5}, {"a": 67, "b": 2, "c": 3}, []),
    ({"kind": "share", "item": "a", "part": "b", "whole": "c", "tolerance": 0.5}, {"a": 68, "b": 2, "c": 3}, [("a", "share", False)]),
    ({"kind": "share", "item": "a", "part": "b", "whole": "c"}, {"a": 68, "b": 0, "c": 0}, []),
])
def test_a_check_within_the_form_looks_at_the_values(check, entries, found):
    structure = form(check, items=tuple(entries))if check["kind"] == "range" else form(check)

    filled = {**given(b=1, c=1), **given(**entries)} if check["kind"] == "compare" else given(**entries)
    assert says(structure, filled) == found


def test_a_value_that_is_missing_is_not_checked_but_asked_for():
    structure = form({"kind": "sum", "item": "a", "parts": ["b", "c"]})

    assert says(structure, given(a=5, b=5)) == [("c", "missing", False)]


def test_what_does_not_apply_asks_why_and_is_content_with_a_reason():
    structure = form(items=("a",))
    silent, said = Entry(Status.NOT_APPLICABLE), Entry(Status.NOT_APPLICABLE, note="没有监管职责")

    assert [one.check for one in findings(structure, {"a": silent}, Surroundings())] == ["not_applicable"]
    assert unexplained(findings(structure, {"a": silent}, Surroundings()), {"a": silent}) != []
    assert unexplained(findings(structure, {"a": said}, Surroundings()), {"a": said}) == []


@pytest.mark.parametrize(("last", "now", "found"), [
    (100, 150, []), (100, 151, [("a", "change", False)]), (100, 50, []), (100, 49, [("a", "change", False)]), (0, 5, []),
])
def test_a_change_on_the_last_period_is_measured_in_percent(last, now, found):
    structure = form({"kind": "change", "item": "a", "percent": 50}, items=("a",))

    assert says(structure, given(a=now), Surroundings(last=given(a=last))) == found


def test_a_part_of_a_period_is_not_compared_with_whole_ones():
    structure = form({"kind": "change", "item": "a", "percent": 50}, {"kind": "outlier", "item": "a", "among": "history"}, items=("a",))
    history = {"a": [Decimal(number) for number in (100, 101, 99, 100, 102)]}
    whole = Surroundings(last=given(a=100), history=history)
    part = Surroundings(last=given(a=100), history=history, is_partial=True)

    assert says(structure, given(a=10), whole) == [("a", "change", False), ("a", "outlier", False)]
    assert says(structure, given(a=10), part) == []


@pytest.mark.parametrize(("among", "others", "found"), [
    ("history", [100, 101, 99], []),  # too few to judge by
    ("history", [100, 101, 99, 100], [("a", "outlier", False)]),
    ("history", [100, 100, 100, 100], []),  # no spread to measure with
    ("peers", [100, 101, 99, 100, 98], []),
    ("peers", [100, 101, 99, 100, 98, 102], [("a", "outlier", False)]),
])
def test_an_outlier_needs_enough_others_to_lie_far_from(among, others, found):
    structure = form({"kind": "outlier", "item": "a", "among": among}, items=("a",))
    known = {"a": [Decimal(number) for number in others]}

    assert says(structure, given(a=140), Surroundings(**{among: known})) == found


def test_another_form_is_compared_with_when_it_is_there():
    structure = form({"kind": "compare", "item": "a", "is": "=", "form": "other", "other": "b"}, items=("a",))
    others = {("other", "b"): Entry(Status.GIVEN, Decimal(7))}
    items = {("other", "b"): form().by_code["b"]}

    assert says(structure, given(a=8)) == []
    assert findings(structure, given(a=8), Surroundings(others=others, items=items)) == [
        Finding("a", "compare", False, "“a” 8 cases must equal “b” 7 cases.")
    ]
