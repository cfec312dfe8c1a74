"""Time a snapshot and all indicators of the national pack over synthetic complaints.

    python benchmarks/indicators.py [--rows 200000] [--repeats 5]

Prints the median and the slowest of the repeats in milliseconds. Making the rows is not part of any time; the first
snapshot writes every partition, the next ones find them. Nothing is left behind.
"""

# The project can be imported only once its settings are chosen.

import argparse
import os
import platform
import random
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

SEED = 20121228
DISTRICT = "310109"
SUBDISTRICTS = [f"3101090{number:02}" for number in range(10, 18)]
AREAS = [
    {"code": code, "name_zh": code, "name_en": code, "parent": DISTRICT if code in SUBDISTRICTS else ""}
    for code in [DISTRICT, *SUBDISTRICTS]
]
FIRST_DAY = date(2009, 1, 1)
DAYS = 1461
AT = datetime(2012, 12, 31, tzinfo=UTC)


def synthetic_rows(count: int) -> list[tuple]:
    """Return complaints and tip-offs of four years, ordered by month of receipt."""
    chance = random.Random(SEED)
    days = sorted(chance.randrange(DAYS) for _ in range(count))
    return [synthetic_row(chance, number, FIRST_DAY + timedelta(days=day)) for number, day in enumerate(days)]


def synthetic_row(chance: random.Random, number: int, received_on: date) -> tuple:
    kind = "tipoff" if chance.random() < 0.12 else "complaint"
    decided_on = received_on + timedelta(days=chance.randrange(1, 11))
    is_accepted = chance.random() < 0.95
    is_open = is_accepted and chance.random() < 0.03
    concluded_on = None if is_open else decided_on + timedelta(days=chance.randrange(70) if is_accepted else 0)
    outcomes = ("filed", "not_filed") if kind == "tipoff" else ("settled", "settled", "ended")
    outcome = None if is_open else chance.choice(outcomes) if is_accepted else "declined"
    disputed = Decimal(chance.randrange(1_000_000)) / 100
    return (
        f"T{received_on.year}-{number:07}", kind, chance.choice(SUBDISTRICTS), "aic",
        chance.choice(("phone", "visit", "letter", "station", "website")), chance.choice(("goods", "services")),
        f"category-{chance.randrange(26)}", f"problem-{chance.randrange(17)}",
        received_on, received_on + timedelta(days=7), decided_on, decided_on if is_accepted else None,
        decided_on + timedelta(days=60) if is_accepted else None, concluded_on, outcome, chance.random() < 0.02,
        disputed, (disputed / 2).quantize(Decimal("0.01")) if outcome == "settled" else None, "R1996",
    )


def timed(what, *arguments, **named):
    """Call `what` and return its result with the milliseconds it took."""
    start = time.perf_counter()
    result = what(*arguments, **named)
    return result, (time.perf_counter() - start) * 1000


def report(name: str, times: list[float]) -> None:
    print(f"{name:<58}{statistics.median(times):>10.2f}{max(times):>10.2f}")


def set_up(home: str) -> None:
    os.environ.update({
        "DJANGO_SETTINGS_MODULE": "hengzhi.settings", "HENGZHI_HOME": home, "HENGZHI_SECRET_KEY": "benchmark",
    })
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", "snapshots", verbosity=0)


def run(row_count: int, repeats: int) -> None:
    import duckdb
    import pyarrow

    from hengzhi.core.tables import declared_tables
    from hengzhi.indicators import packfiles
    from hengzhi.indicators.reading import read_definition

    tables = declared_tables()
    folder = Path(packfiles.__file__).parents[1] / "packs" / "national" / "indicators"
    definitions = {path.stem: read_definition(path, tables) for path in sorted(folder.glob("*.toml"))}
    rows = synthetic_rows(row_count)
    print(
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, pyarrow {pyarrow.__version__}, "
        f"{os.cpu_count()} cores; {row_count} records, {len(definitions)} indicators"
    )
    print(f"{'':<58}{'median':>10}{'slowest':>10}   ms")
    manifest = time_snapshots({"complaints": replace(tables["complaints"], rows=lambda: rows)}, repeats)
    time_evaluations(manifest, definitions, repeats)
    time_values(manifest, definitions)
    time_trails(manifest, definitions, repeats)


def time_snapshots(tables: dict, repeats: int) -> dict:
    """Return the manifest of a snapshot of `tables`."""
    from hengzhi.snapshots.services import take_snapshot

    snapshot, first = timed(take_snapshot, at=AT, areas=AREAS, tables=tables)
    report("snapshot, first", [first])
    again = [timed(take_snapshot, at=AT, areas=AREAS, tables=tables)[1] for _ in range(repeats)]
    report("snapshot, nothing changed", again)
    return snapshot.manifest


def time_evaluations(manifest: dict, definitions: dict, repeats: int) -> None:
    from hengzhi.indicators.evaluate import evaluate, forget
    from hengzhi.snapshots.store import snapshots_folder

    times = {"from the rows": [], "from the file beside the snapshot": [], "from memory": []}
    for _ in range(repeats):
        for file in (snapshots_folder() / "evaluations").glob("*.parquet"):
            file.unlink()
        forget()
        times["from the rows"].append(timed(evaluate, manifest, definitions)[1])
        forget()
        times["from the file beside the snapshot"].append(timed(evaluate, manifest, definitions)[1])
        times["from memory"].append(timed(evaluate, manifest, definitions)[1])
    for source, took in times.items():
        report(f"all indicators {source}", took)


def time_values(manifest: dict, definitions: dict) -> None:
    from hengzhi.core.periods import period
    from hengzhi.indicators.evaluate import evaluate

    evaluation = evaluate(manifest, definitions)
    months = [period(f"{year}-{month:02}") for year in range(2009, 2013) for month in range(1, 13)]
    asked = [(code, area, month) for code in definitions for area in (DISTRICT, *SUBDISTRICTS) for month in months]
    _, took = timed(lambda: [evaluation.value(code, area=area, period=month) for code, area, month in asked])
    report(f"one value, mean of {len(asked)} asked", [took / len(asked)])


def time_trails(manifest: dict, definitions: dict, repeats: int) -> None:
    from hengzhi.core.periods import period
    from hengzhi.indicators.evaluate import Address
    from hengzhi.indicators.trace import Trail

    definition = definitions["complaints_closed_on_time"]
    year = Address(definition.code, DISTRICT, period("2012"))
    with Trail(manifest) as trail:
        behind = [timed(trail.codes_behind, definition, year, "denominator")[1] for _ in range(repeats)]
        again = [timed(trail.recompute, definition, year)[1] for _ in range(repeats)]
    report("records behind a year's figure", behind)
    report("a year's figure again from its rows", again)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        set_up(home)
        run(options.rows, options.repeats)
    return 0


if __name__ == "__main__":
    sys.exit(main())
