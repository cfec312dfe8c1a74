"""A report's figures come from the records, change with them, and old ones keep their value."""

import json
from datetime import timedelta

import pytest

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.complaints.models import Complaint
from hengzhi.reports.manifest import ManifestError, find_entry, read_manifest
from hengzhi.reports.origin import origin_of
from hengzhi.reports.services import FILES, build_report

BUILT_AT = RECEIVED_AT.replace(month=12, day=28)


@pytest.fixture
def records(packs):
    """Give two settled complaints, one refused, one open, and a tip-off being checked."""
    handler = make_user("handler")
    ground = make_complaint().rule_set.grounds["refusal"][0]["code"]
    settled = [
        take(make_complaint(), "accept", "settle", actor=handler, recovered_yuan=amount) for amount in ("100.50", "2000")
    ]
    refused = take(make_complaint(), "decline", actor=handler, refusal_ground=ground)
    tipoff = take(make_complaint(kind=TIPOFF_KIND, problem="other-violation"), "accept", actor=handler)
    return [*settled, refused, tipoff]


def built(at=BUILT_AT, year=2012):
    return build_report(year=year, at=at)


def figure(report, indicator, **address):
    """Return the one figure of a report at an address."""
    wanted = {"area": "310109", "period": "2012", "by": "", "item": "", "measure": "value", **address}
    rows = json.loads((report.folder / "figures.json").read_text(encoding="utf-8"))
    return next(
        row for row in rows if row["indicator"] == indicator and all(row[key] == value for key, value in wanted.items())
    )


@pytest.mark.parametrize(("indicator", "address", "value", "numerator", "denominator"), [
    ("complaints_received", {}, 5, 5, None),
    ("complaints_accepted", {}, 3, 3, None),
    ("complaints_accepted", {"by": "kind", "item": "complaint"}, 2, 2, None),
    ("complaints_accepted", {"by": "kind", "item": "tipoff"}, 1, 1, None),
    ("recovered_loss", {}, 2100.5, 2100.5, None),
    ("mediation_success", {}, 100, 2, 2),
    ("complaints_decided_on_time", {}, 75, 3, 4),
    ("tipoffs_checked_on_time", {}, 0, 0, 1),
])
def test_figures_are_counted_from_the_records(records, indicator, address, value, numerator, denominator):
    found = figure(built(), indicator, **address)

    assert (found["value"], found["numerator"], found["denominator"]) == (value, numerator, denominator)


def test_what_has_nothing_to_measure_is_null_and_printed_as_a_dash(records):
    found = figure(built(), "complaints_accepted", measure="change")

    assert (found["value"], found["printed"]) == (None, "—")


def test_the_same_records_give_the_same_bytes_at_any_time_of_the_day(records):
    first = built()
    files = {name: (first.folder / name).read_bytes() for name in FILES}

    again = built(at=BUILT_AT + timedelta(hours=5))

    assert again.id == first.id
    assert {name: (again.folder / name).read_bytes() for name in FILES} == files


def test_after_a_change_the_new_report_says_the_new_and_the_old_still_traces_to_the_old(records):
    old = built()
    Complaint.objects.filter(record=records[0].pk).update(recovered_yuan="900.50")

    new = built(at=BUILT_AT + timedelta(days=1))

    before, after = figure(old, "recovered_loss"), figure(new, "recovered_loss")
    assert (before["value"], after["value"]) == (2100.5, 2900.5)
    assert before["code"] != after["code"]
    origin = origin_of(old.manifest, find_entry(old.manifest, before["code"]))
    assert (origin.same, origin.value_now, origin.rows.count) == (True, "2100.5", 3)


def test_every_figure_of_a_report_computes_again_from_the_manifest_alone(records):
    manifest = read_manifest((built().folder / "manifest.json").read_text(encoding="utf-8"))

    origins = [origin_of(manifest, find_entry(manifest, entry["code"])) for entry in manifest["figures"]]

    assert len(origins) > 80
    assert [origin.entry for origin in origins if not origin.same] == []


def test_a_manifest_that_was_changed_is_refused(records):
    text = (built().folder / "manifest.json").read_text(encoding="utf-8")

    with pytest.raises(ManifestError):
        read_manifest(text.replace('"2100.5"', '"2100.6"', 1))


def test_a_figure_whose_frozen_rows_are_gone_says_so(records, home):
    report = built()
    code = figure(report, "recovered_loss")["code"]
    for file in (home / "snapshots/partitions").glob("*.parquet"):
        file.unlink()

    origin = origin_of(report.manifest, find_entry(report.manifest, code))

    assert origin.same is None
    assert "complaints" in origin.why


def test_there_is_no_report_of_a_year_without_records(records):
    from hengzhi.core.errors import HengzhiError

    with pytest.raises(HengzhiError, match="2011"):
        built(year=2011)


def test_there_is_no_report_before_the_first_record(packs):
    from hengzhi.core.errors import HengzhiError

    with pytest.raises(HengzhiError):
        built()


def test_money_in_ten_thousands_keeps_its_value_in_yuan(records):
    report = built()
    rows = json.loads((report.folder / "figures.json").read_text(encoding="utf-8"))

    scaled = next(row for row in rows if row["indicator"] == "recovered_loss" and row["printed"] == "0.21")

    assert (scaled["value"], scaled["unit"]) == (2100.5, "yuan")
    assert "0.21 万元" in (report.folder / "report.html").read_text(encoding="utf-8")
