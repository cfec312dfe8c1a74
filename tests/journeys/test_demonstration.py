"""The whole thing as a user runs it: the demonstration district, its report, a figure followed back, a change."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

HENGZHI = Path(sys.executable).with_name("hengzhi")
FILES = ("report.docx", "report.pdf", "report.html", "manifest.json", "figures.json")


def run(home: Path, *words: str) -> subprocess.CompletedProcess:
    """Run the command on a home folder of its own, as from a terminal."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HENGZHI_", "DJANGO_"))}
    environment = {**kept, "HENGZHI_HOME": str(home)}
    return subprocess.run([HENGZHI, *words], env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demonstration")
    made = run(folder, "demo", "--no-serve")
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.fixture(scope="module")
def out(home, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("out")
    built = run(home, "build", "--year", "2012", "--out", str(folder))
    assert built.returncode == 0, built.stdout + built.stderr
    return folder


def figures(folder: Path) -> list[dict]:
    return json.loads((folder / "figures.json").read_text(encoding="utf-8"))


def value(folder: Path, indicator: str, **address):
    wanted = {"area": "310109", "period": "2009/2012", "by": "", "item": "", "measure": "value", **address}
    found = [row for row in figures(folder) if row["indicator"] == indicator and wanted.items() <= row.items()]
    return found[0]


def test_the_published_figures_come_out_of_the_records(out):
    accepted = value(out, "complaints_accepted")["value"]
    complaints = value(out, "complaints_accepted", by="kind", item="complaint")["value"]
    tipoffs = value(out, "complaints_accepted", by="kind", item="tipoff")["value"]

    assert (accepted, complaints, tipoffs) == (48_877, 42_932, 5_945)
    assert 20_000_000 < value(out, "recovered_loss")["value"] < 21_000_000


def test_every_figure_has_what_a_reader_needs(out):
    wanted = {"code", "indicator", "area", "period", "unit", "value", "numerator", "denominator", "snapshot"}

    assert all(wanted <= row.keys() for row in figures(out))
    assert len({row["code"] for row in figures(out)}) == len(figures(out))


def test_the_demonstration_prints_a_login_for_every_role(home):
    roles = {line.split()[2] for line in (home / "demo-logins.txt").read_text(encoding="utf-8").splitlines()}

    assert roles == {
        "office:", "liaison:", "reviewer:", "intake:", "handler:", "supervisor:", "analyst:", "leader:", "auditor:", "administrator:",
    }


def test_the_same_build_twice_gives_the_same_bytes(home, out, tmp_path):
    run(home, "build", "--year", "2012", "--out", str(tmp_path))

    assert [name for name in FILES if (tmp_path / name).read_bytes() != (out / name).read_bytes()] == []


def test_a_printed_code_is_followed_back_and_computes_again(home, out):
    code = value(out, "complaints_accepted")["code"]

    traced = run(home, "trace", code.lower())

    assert traced.returncode == 0
    assert "48877 from the same 48877 records" in traced.stdout


def test_a_code_nobody_printed_is_told_plainly(home):
    traced = run(home, "trace", "F-NONSENSE0")

    assert (traced.returncode, traced.stdout) == (1, "")
    assert traced.stderr.startswith("hengzhi: ")
    assert "Traceback" not in traced.stderr


def test_after_one_record_changes_the_new_report_says_so_and_the_old_code_still_traces(home, out, tmp_path):
    before = value(out, "recovered_loss")
    with sqlite3.connect(home / "hengzhi.sqlite3") as database:
        database.execute(
            "UPDATE complaints_complaint SET recovered_yuan = recovered_yuan + 1000 WHERE record_id = "
            "(SELECT record_id FROM complaints_complaint WHERE recovered_yuan > 0 LIMIT 1)"
        )

    run(home, "build", "--year", "2012", "--out", str(tmp_path))

    after = value(tmp_path, "recovered_loss")
    assert after["value"] == pytest.approx(before["value"] + 1000)
    assert (after["code"], after["snapshot"]) != (before["code"], before["snapshot"])
    assert "recomputed   yes" in run(home, "trace", before["code"]).stdout


def test_a_real_district_is_never_replaced_by_the_demonstration(home):
    with sqlite3.connect(home / "hengzhi.sqlite3") as database:
        database.execute("UPDATE core_site SET synthetic = 0")

    refused = run(home, "demo", "--no-serve")

    assert refused.returncode == 1
    assert "real district" in refused.stderr
    assert (home / "hengzhi.sqlite3").stat().st_size > 1_000_000


def test_serving_an_empty_folder_says_what_to_do_first(tmp_path):
    told = run(tmp_path, "serve", "--port", "1")

    assert told.returncode == 1
    assert "run “hengzhi init” first" in told.stderr


@pytest.mark.parametrize("words", [("build", "--year", "1999", "--out", "x"), ("load", "no-such-pack")])
def test_what_cannot_be_done_is_said_in_one_line(home, words, tmp_path):
    told = run(home, *words)

    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert "Traceback" not in told.stderr
