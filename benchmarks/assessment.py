"""How long the assessment of a district takes: 32 departments, 146 tasks, 40 indicators, 12 months of returns.

    HENGZHI_HOME=… python benchmarks/assessment.py [RUNS]

Runs on the newest edition of the home it is given, `hengzhi demo` makes one. Facts are read from the snapshot's files by a
new evaluation each time; results are computed with all ranges of ranks. Prints the median by the clock and the seconds the
processor worked, which other work on the machine does not lengthen; the limit is held against those.
"""

import os
import shutil
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengzhi.settings")

import django

django.setup()

from django.conf import settings

from hengzhi.assessments.models import Edition
from hengzhi.assessments.queries import inputs_of
from hengzhi.assessments.scheme import LineKind
from hengzhi.assessments.sealing import assess
from hengzhi.assessments.services.editions import compute_facts
from hengzhi.indicators import evaluate

LIMIT_SECONDS = 2


def timed(work) -> tuple[float, float, object]:
    """Return the seconds by the clock, those of the processor, and what the work gave."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    return time.perf_counter() - clock, time.process_time() - processor, result


def facts_anew(edition: Edition) -> dict:
    """Compute facts with no cube in memory or file."""
    evaluate.forget()
    shutil.rmtree(Path(settings.HENGZHI_HOME) / "snapshots" / "evaluations", ignore_errors=True)
    return compute_facts(edition.scheme, edition.year, edition.snapshot)


def main(runs: int) -> int:
    edition = Edition.objects.select_related("scheme_version", "snapshot").order_by("-opened_at").first()
    if edition is None:
        print("There is no assessment in this home; run “hengzhi demo” first.")
        return 1
    names = ("facts", "results", "together")
    clock, processor = ({name: [] for name in names} for _kind in range(2))
    for _run in range(runs):
        facts = timed(lambda: facts_anew(edition))
        results = timed(lambda: assess(edition.scheme, inputs_of(edition)))
        for place, seconds in enumerate((clock, processor)):
            for name, taken in zip(names, (facts[place], results[place], facts[place] + results[place]), strict=True):
                seconds[name].append(taken)
    ranked = results[2]
    lines = [line for line in edition.scheme.lines if line.kind is LineKind.INDICATOR]
    print(f"edition {edition.code}: {len(ranked)} departments, {len(lines)} indicator lines, {edition.snapshot.rows:,} rows")
    for name in names:
        by_clock, worked = statistics.median(clock[name]), statistics.median(processor[name])
        print(f"{name:<10} {by_clock:.2f} s by the clock, {worked:.2f} s of processor")
    print(f"ranges exact: {sum(one.range is not None and one.range.is_exact for one in ranked)} of {len(ranked)}")
    return 0 if statistics.median(processor["together"]) < LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
