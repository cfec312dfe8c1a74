"""Schemes are read whole; what is wrong is named with file, line, what was found and what is wanted."""

from decimal import Decimal

import pytest

from hengzhi.assessments.reading import read_scheme
from hengzhi.assessments.scheme import LineKind, Rule, Scheme
from hengzhi.core.packs import PackErrors, packs_folder
from hengzhi.organisations.models import Department

DEFAULT = packs_folder() / "national" / "assessments" / "default.toml"


def changed(tmp_path, before: str, after: str):
    text = DEFAULT.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "changed.toml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    return path


def test_the_default_scheme_has_the_regulations_points_grades_and_veto():
    scheme = read_scheme(DEFAULT)
    weights = {part.code: sum(one.weight for one in scheme.criteria if one.part == part.code) for part in scheme.parts}

    assert weights == {"targets": 40, "measures": 60}
    assert [(grade.letter, grade.at_least) for grade in scheme.grades] == [("A", 90), ("B", 80), ("C", 60), ("D", 0)]
    assert (scheme.veto_grade, scheme.bonus_cap) == ("D", Decimal(5))


def test_a_scheme_comes_back_from_json_with_the_same_digest():
    scheme = read_scheme(DEFAULT)

    again = Scheme.from_json(scheme.to_json())

    assert again == scheme
    assert again.digest == scheme.digest


@pytest.mark.parametrize(("before", "after", "wanted"), [
    ("weight = 40", "weight = 41", "the weights of the criteria are 101 together; make them 100"),
    ('part = "targets"', 'part = "target"', "name one of targets, measures. Did you mean “targets”?"),
    ("points = 25", "points = 0", "tasks: points is “0”; write points above 0"),
    ("late_share = 50", "late_share = 150", "write a percentage, 0 to 100"),
    ('kind = "tasks"', 'kind = "task"', "Did you mean “tasks”?"),
    ('criterion = "leaders"', 'criterion = "leader"', "Did you mean “leaders”?"),
    ("at_least = 60", "at_least = 85", "write the best first and the last from 0"),
    ('veto_grade = "D"', 'veto_grade = "E"', "veto_grade is “E”; write one of A, B, C, D"),
    ('code = "material"\ncriterion', 'code = "mechanism"\ncriterion', "line “mechanism” stands twice"),
    ("line_places = 2", "line_place = 2", "“line_places” is missing; add it"),
    ('kind = "veto"\npoints = 1', 'kind = "veto"\npoints = 2', "write 1: a veto occurs or not"),
    ('kind = "leader"\n', 'kind = "leader"\nlate_share = 5\n', "a line of kind leader has “late_share”; leave it out"),
    ("is_trimmed = true", 'is_trimmed = "yes"', "write true or false"),
])
def test_a_fault_is_named_with_what_is_wanted(tmp_path, before, after, wanted):
    with pytest.raises(PackErrors) as found:
        read_scheme(changed(tmp_path, before, after))

    assert wanted in str(found.value)


def test_a_fault_in_a_line_names_the_line_of_the_file(tmp_path):
    path = changed(tmp_path, "points = 25", "points = 0")
    number = path.read_text(encoding="utf-8").splitlines().index('code = "tasks"') + 1

    with pytest.raises(PackErrors, match="changed") as found:
        read_scheme(path)

    assert f"line {number}" in str(found.value)


def test_a_scheme_keeps_what_it_extends_but_for_what_it_says(tmp_path):
    path = tmp_path / "local.toml"
    path.write_text(
        'extends = "default"\ndrop = ["criticism"]\nminimum_basis = 60\n\n[[line]]\ncode = "tasks"\ncriterion = "tasks"\n'
        'kind = "tasks"\npoints = 20\nname = { zh = "任务", en = "Tasks" }\n', encoding="utf-8",
    )

    local, base = read_scheme(path), read_scheme(DEFAULT)

    assert {line.code for line in base.lines} - {line.code for line in local.lines} == {"criticism"}
    assert (local.line_by_code["tasks"].points, local.minimum_basis, local.criteria) == (20, 60, base.criteria)


@pytest.mark.parametrize(("text", "wanted"), [
    ('extends = "defualt"\n', "Did you mean “default”?"), ('extends = "default"\ndrop = ["task"]\n', "Did you mean “tasks”?"),
])
def test_an_unknown_base_or_line_is_named(tmp_path, text, wanted):
    path = tmp_path / "local.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(PackErrors, match=wanted.replace("?", r"\?")):
        read_scheme(path)


def test_an_unknown_indicator_is_named_with_the_nearest(tmp_path):
    path = tmp_path / "local.toml"
    path.write_text(
        'extends = "default"\n\n[[line]]\ncode = "closing"\ncriterion = "targets"\nkind = "indicator"\npoints = 20\n'
        'indicator = "complaint_closing_rate"\nname = { zh = "办结率", en = "Closing" }\n', encoding="utf-8",
    )

    with pytest.raises(PackErrors, match="complaints_closing_rate"):
        read_scheme(path)


def test_the_demonstration_scheme_measures_every_department_by_forty_indicators(packs):
    scheme = read_scheme(packs_folder() / "hongkou-2012" / "assessments" / "hongkou.toml")
    measured = [line for line in scheme.lines if line.kind is LineKind.INDICATOR]

    assert len({line.indicator for line in measured}) == len(measured) == 40
    assert all(any(line.is_for(code) for line in measured) for code in Department.objects.values_list("code", flat=True))
    assert {line.rule for line in measured} == set(Rule)
    assert (scheme.holds_in(2012), scheme.holds_in(2013)) == (True, False)
