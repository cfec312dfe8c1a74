from datetime import date
from decimal import Decimal

import pytest

from hengzhi.core.packs import PackErrors
from hengzhi.indicators.definition import Aggregate, AnyOf, Condition, Example, Operator, OtherColumn, SnapshotDay, Words
from hengzhi.indicators.reading import read_definition

from .cases import TABLES, count, total

GOOD = '''name = { zh = "按时率", en = "On time" }
unit = "percent"
better = "higher"
owner = "office"
source = { zh = "规定", en = "The rule" }
reviewed = 2026-11-01
breakdowns = ["kind"]

[denominator]
table = "cases"
aggregate = "count"
date = "due_on"
where = [["kind", "=", "complaint"]]

[numerator]
where = [["closed_on", "<=", { column = "due_on" }]]

[[example]]
says = "A1 counts, A2 does not."
period = "2012-03"
rows = """
code | kind      | due_on     | closed_on
A1   | complaint | 2012-03-12 | 2012-03-12
A2   | complaint | 2012-03-12 |
"""
numerator = 1
denominator = 2
'''


def read(folder, text, name="on_time.toml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_definition(path, TABLES)


def test_a_definition_is_read_whole(tmp_path):
    found = read(tmp_path, GOOD)

    is_complaint = Condition("kind", Operator.EQUAL, "complaint")
    assert (found.code, found.version, found.name) == ("on_time", 1, Words("按时率", "On time"))
    assert found.denominator == count(is_complaint, date="due_on")
    is_timely = Condition("closed_on", Operator.AT_MOST, OtherColumn("due_on"))
    assert found.numerator == count(is_complaint, is_timely, date="due_on")
    assert found.examples == (Example(
        "A1 counts, A2 does not.", "2012-03", (("cases", GOOD.split('"""')[1].lstrip()),), 1, 2,
    ),)


def test_a_numerator_that_names_a_table_stands_alone(tmp_path):
    part = 'table = "cases"\naggregate = "sum"\ncolumn = "recovered_yuan"\ndate = "closed_on"'

    found = read(tmp_path, GOOD.replace('where = [["closed_on", "<=", { column = "due_on" }]]', part))

    assert found.numerator == total("recovered_yuan", date="closed_on")


def test_a_numerator_may_take_another_date_and_aggregate_from_the_same_rows(tmp_path):
    part = 'aggregate = "sum"\ncolumn = "persons"\ndate = "closed_on"'

    found = read(tmp_path, GOOD.replace('where = [["closed_on", "<=", { column = "due_on" }]]', part))

    assert found.numerator == total("persons", Condition("kind", Operator.EQUAL, "complaint"), date="closed_on")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('["kind", "in", ["a", "b"]]', Condition("kind", Operator.IN, ("a", "b"))),
        ('["received_on", ">", "2012-01-31"]', Condition("received_on", Operator.MORE, date(2012, 1, 31))),
        ('["received_on", "!=", 2012-01-31]', Condition("received_on", Operator.UNEQUAL, date(2012, 1, 31))),
        ('["recovered_yuan", ">=", 0.1]', Condition("recovered_yuan", Operator.AT_LEAST, Decimal("0.1"))),
        ('["recovered_yuan", "in", [1, "2.50"]]', Condition("recovered_yuan", Operator.IN, (Decimal(1), Decimal("2.50")))),
        ('["received_on", "<=", { snapshot = "day" }]', Condition("received_on", Operator.AT_MOST, SnapshotDay())),
        ('["persons", "is_null"]', Condition("persons", Operator.IS_NULL)),
        ('["is_anonymous", "=", true]', Condition("is_anonymous", Operator.EQUAL, True)),
        (
            '{ any = [["persons", "<", 3], ["kind", "not_in", ["a"]]] }',
            AnyOf((Condition("persons", Operator.LESS, 3), Condition("kind", Operator.NOT_IN, ("a",)))),
        ),
    ],
)
def test_conditions_are_read_by_the_type_of_their_column(tmp_path, written, expected):
    found = read(tmp_path, GOOD.replace('["closed_on", "<=", { column = "due_on" }]', written))

    assert found.numerator.where[1:] == (expected,)



@pytest.mark.parametrize(
    ("good", "bad", "line", "message"),
    [
        ('unit = "percent"', 'unit = "per cent"', 2, ("unit is “per cent”", "write one of percent, per_thousand, ")),
        ('unit = "percent"', "unit = 5", 2, ("unit is “5”", "write a text in quotes")),
        ('better = "higher"', 'better = "hihger"', 3, ("better is “hihger”", "higher, lower, none. Did you mean “higher”?")),
        ('owner = "office"', 'ower = "office"', 4, ("“ower” is not known here", "Did you mean “owner”?")),
        ('owner = "office"', "", None, ("“owner” is missing", "add it")),
        ('en = "The rule"', 'fr = "La règle"', 5, ("source is", 'write { zh = "…", en = "…" }')),
        ("2026-11-01", '"2026-11-31"', 6, ("reviewed is “2026-11-31”", "write an existing day as YYYY-MM-DD")),
        ('breakdowns = ["kind"]', 'breakdowns = ["kinds"]', 7, ("cases has no column “kinds”", "Did you mean “kind”?")),
        ('breakdowns = ["kind"]', 'breakdowns = ["due_on"]', 7, ("column “due_on” of cases is of type date", "code, area,")),
        ('table = "cases"', 'table = "casses"', 10, ("table is “casses”", "write one of cases, visits. Did you mean “cases”?")),
        ('aggregate = "count"', 'aggregate = "mean"', 11, ("aggregate is “mean”", "count, sum, median, count_distinct")),
        ('aggregate = "count"', 'aggregate = "sum"', 9, ("“column” is missing", "add it")),
        ('aggregate = "count"', 'aggregate = "count"\ncolumn = "persons"', 12, ("count has a column", "leave it out")),
        ('aggregate = "count"', 'aggregate = "sum"\ncolumn = "kind"', 12,
         ("column “kind” of cases is of type text", "write one of persons, recovered_yuan.")),
        ('date = "due_on"', 'date = "due_at"', 12, ("cases has no column “due_at”", "Did you mean “due_on”?")),
        ('date = "due_on"', 'date = "kind"', 12, ("column “kind” of cases is of type text", "received_on, due_on, closed_on.")),
        ('["kind", "=", "complaint"]', '["kind", "<", "complaint"]', 13,
         ("kind is compared by “<”", "for a column of type text write one of = != in not_in is_null is_not_null.")),
        ('["kind", "=", "complaint"]', '["kind", "=", 3]', 13, ("kind = “3”", "write a text in quotes")),
        ('["kind", "=", "complaint"]', '["kind", "in", []]', 13, ("kind in “[]”", "write at least one value in [ ]")),
        ('["kind", "=", "complaint"]', '["kind", "is_null", 1]', 13, ("kind is_null has a value", "write no value behind it")),
        ('["kind", "=", "complaint"]', '["kind", "="]', 13, ("kind = has no value", "write a value behind it")),
        ('["kind", "=", "complaint"]', '"kind = complaint"', 13, ("a condition is “kind = complaint”", 'write ["column", ')),
        ('["kind", "=", "complaint"]', "{ any = [] }", 13, ("any is “[]”", "write a list of conditions")),
        ('{ column = "due_on" }', '{ column = "kind" }', 16, ("column “kind” of cases is of type text", "received_on, due")),
        ('{ column = "due_on" }', '{ snapshot = "month" }', 16, ("closed_on <= ", "write an existing day as YYYY-MM-DD")),
        ('["kind", "=", "complaint"]', '["kind", "=", { snapshot = "day" }]', 13, ("kind = ", "write a text in quotes")),
        ('{ column = "due_on" }', '"2012-02-30"', 16, ("closed_on <= “2012-02-30”", "write an existing day as YYYY-MM-DD")),
        ("[numerator]", "[numeratr]", 15, ("“numeratr” is not known here", "Did you mean “numerator”?")),
        ("[numerator]\nwhere", '[numerator]\naggregate = "median"\ncolumn = "persons"\nwhere', 16,
         ("a median in a ratio", "let the median stand alone, without [denominator]")),
        ('period = "2012-03"', 'period = "2012-3"', 20, ("period is “2012-3”", "write 2012, 2012-Q1, 2012-03 or 2009/2012")),
        ("code | kind ", "code | knd ", 21,
         ("rows is “code | knd | due_on | closed_on A1 | co…”", "“knd” is no column of cases. Did you mean “kind”?")),
        ("code | kind ", "area | kind ", 21, ("rows is", "give each row its code")),
        ("2012-03-12 |\n", "2012-03-12\n", 21, ("rows is", "“A2 | complaint | 2012-03-12” has 3 cells where")),
        ("2012-03-12 |\n", "2012-02-30 |\n", 21, ("rows is", "row A2, due_on “2012-02-30”: write an existing day")),
        ("denominator = 2", "", 18, ("“denominator” is missing", "add it")),
        ("denominator = 2", 'denominator = "two"', 27, ("denominator is “two”", "write a number such as 95 or 95.5")),
        ("denominator = 2", 'denominator = 2\nby = "channel"', 28, ("by is “channel”", "write one of kind.")),
    ],
)
def test_a_mistake_is_named_with_file_line_found_and_wanted(tmp_path, good, bad, line, message):
    assert good in GOOD

    with pytest.raises(PackErrors) as errors:
        read(tmp_path, GOOD.replace(good, bad, 1))

    found, wanted = message
    text = str(errors.value)
    place = f"on_time.toml line {line}: " if line else "on_time.toml: "
    assert any(error.startswith(place + found) and wanted in error for error in text.splitlines()), text


def test_all_mistakes_are_told_at_once(tmp_path):
    with pytest.raises(PackErrors) as errors:
        read(tmp_path, GOOD.replace('"higher"', '"more"').replace('"cases"', '"case"').replace("2026-11-01", '"soon"'))

    assert [str(error).split(":")[0] for error in errors.value.errors] == [
        "on_time.toml line 3", "on_time.toml line 6", "on_time.toml line 10",
    ]


def test_a_definition_without_an_example_is_refused(tmp_path):
    with pytest.raises(PackErrors, match=r"there is no \[\[example\]\]"):
        read(tmp_path, GOOD[: GOOD.index("[[example]]")])


def test_the_second_of_two_examples_is_told_apart(tmp_path):
    second = GOOD[GOOD.index("[[example]]"):].replace("numerator = 1", 'numerator = "one"')

    with pytest.raises(PackErrors) as errors:
        read(tmp_path, GOOD + "\n" + second)

    assert str(errors.value).startswith("on_time.toml line 37: numerator is “one”; write a number")


def test_a_plain_count_takes_no_denominator_in_its_examples(tmp_path):
    text = GOOD.replace("[denominator]", "[numerator]", 1)
    text = text.replace('\n[numerator]\nwhere = [["closed_on", "<=", { column = "due_on" }]]\n', "\n")

    with pytest.raises(PackErrors, match="a denominator is given; leave it out: the indicator has none"):
        read(tmp_path, text)


def test_an_aggregate_other_than_count_needs_to_be_named(tmp_path):
    found = read(tmp_path, GOOD.replace('aggregate = "count"', 'aggregate = "count_distinct"\ncolumn = "area"'))

    assert (found.numerator.aggregate, found.numerator.column) == (Aggregate.COUNT_DISTINCT, "area")


def test_rows_of_two_tables_are_written_apart(tmp_path):
    text = GOOD.replace('[numerator]\nwhere = [["closed_on", "<=", { column = "due_on" }]]',
                        '[numerator]\ntable = "visits"\naggregate = "count"\ndate = "received_on"')
    rows = text.split('"""')[1]

    with pytest.raises(PackErrors, match="write the rows of cases and visits as text"):
        read(tmp_path, text)
    found = read(tmp_path, text.replace(f'rows = """{rows}"""', 'rows = { cases = "code\\nA1", visits = "code\\nV1" }'))

    assert found.examples[0].tables == (("cases", "code\nA1"), ("visits", "code\nV1"))
