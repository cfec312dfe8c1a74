"""What returns give to snapshots: three kinds of nothing told apart, drafts left out."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hengzhi.returns.entries import Written
from hengzhi.returns.overview import lines_of, matrix_of
from hengzhi.returns.services import accept_return, give_back, reopen_return
from hengzhi.returns.tables import TABLES
from returns.makers import CORRECT_BY, LATER, decide, fill, hand_in, make_return

VALUES, RETURNS = TABLES


def rows(table):
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows()]


def test_missing_zero_and_not_applicable_stay_apart(packs):
    cells = {
        "meetings": "0", "inspections": Written("不适用", note="无职责"), "trained": Written("", note="未报齐"), "campaigns": "3",
        "problems_found": Written("不适用", note="无职责"), "problems_solved": Written("不适用", note="无职责"), "visits": "2",
        "grievances": "1", "grievances_closed": "1", "on_track": "否", "main_work": "召开会议",
    }
    hand_in(make_return("quality-work", "sport"), cells)

    found = {row["item"]: (row["value"], row["status"]) for row in rows(VALUES)}
    assert {item: found[item] for item in ("meetings", "inspections", "trained", "on_track")} == {
        "meetings": (Decimal("0.00"), "given"), "inspections": (None, "not_applicable"), "trained": (None, "missing"),
        "on_track": (Decimal("0.00"), "given"),
    }
    assert "main_work" not in found
    assert [(row["items"], row["reported"]) for row in rows(RETURNS)] == [(11, 10)]


def test_a_draft_is_in_no_snapshot_but_the_return_is(packs):
    fill(make_return(), {"checked": "5"})

    assert rows(VALUES) == []
    assert [(row["handed_in_on"], row["items"], row["reported"], row["versions"]) for row in rows(RETURNS)] == [(None, 5, 0, 0)]


def test_the_accepted_version_counts_until_another_is_accepted(packs):
    record = decide(accept_return, hand_in(make_return()))
    decide(reopen_return, record, reason="有误", correct_by=CORRECT_BY)
    fill(record, {"checked": "1"})
    hand_in(record, {"checked": "200"}, at=LATER)

    def checked():
        return [(row["value"], row["version"], row["accepted_on"]) for row in rows(VALUES) if row["item"] == "checked"]

    assert checked() == [(Decimal("210.00"), 1, date(2012, 4, 6))]
    decide(accept_return, record)
    assert checked() == [(Decimal("200.00"), 2, date(2012, 4, 6))]


def test_what_was_sent_back_counts_as_handed_in_and_not_as_accepted(packs):
    decide(give_back, hand_in(make_return()), reason="不符", correct_by=CORRECT_BY, remarks={})

    assert {(row["version"], row["accepted_on"]) for row in rows(VALUES)} == {(1, None)}


def test_rows_fit_their_contract_and_stand_month_by_month(packs):
    from hengzhi.snapshots.store import write_table

    hand_in(make_return(span="2012-Q2", at=datetime(2012, 6, 30, tzinfo=UTC)), at=datetime(2012, 7, 3, tzinfo=UTC))
    hand_in(make_return(span="2012-Q1"))

    for table, count in ((VALUES, 10), (RETURNS, 2)):
        assert write_table(table, {"310109", None}, lambda name, rows: None)["rows"] == count


def test_the_collection_counts_what_is_due_what_came_in_time_and_what_is_reported(packs):
    from factories import make_user

    hand_in(make_return(span="2012-Q1"))
    late = make_return(span="2012-Q2", at=datetime(2012, 6, 30, tzinfo=UTC))
    hand_in(late, at=datetime(2012, 7, 20, tzinfo=UTC))
    make_return(span="2012-Q3", at=datetime(2012, 9, 30, tzinfo=UTC))
    make_return("energy", "development-reform", "2012", at=datetime(2012, 12, 15, tzinfo=UTC))
    office = make_user("office", "qtsb")

    total = matrix_of(lines_of(office, 2012), "form", date(2012, 12, 20)).total.total

    assert (total.opened, total.due, total.handed_in, total.in_time) == (4, 3, 2, 1)
    assert (total.timeliness, total.completeness) == (Decimal("33.3"), Decimal("66.7"))
    assert [line.period for line in lines_of(office, 2012, form="work-safety", span="2012-Q2")] == ["2012-Q2"]
