"""How long the assessment of a district takes: 32 departments, 146 tasks, 40 indicators, 12 months of returns.

    HENGZHI_HOME=… python benchmarks/assessment.py [RUNS]

Runs on the newest edition of the home it is given, `hengzhi demo` makes one. Facts are read from the snapshot's files by a
new evaluation each time; results are computed with all ranges of ranks. Prints the slowest and the median of each.
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


def timed(work) -> tuple[float, object]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


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
    seconds: dict[str, list[float]] = {"facts": [], "results": [], "together": []}
    for _run in range(runs):
        facts, _found = timed(lambda: facts_anew(edition))
        results, ranked = timed(lambda: assess(edition.scheme, inputs_of(edition)))
        for name, taken in (("facts", facts), ("results", results), ("together", facts + results)):
            seconds[name].append(taken)
    lines = [line for line in edition.scheme.lines if line.kind is LineKind.INDICATOR]
    print(f"edition {edition.code}: {len(ranked)} departments, {len(lines)} indicator lines, {edition.snapshot.rows:,} rows")
    for name, taken in seconds.items():
        print(f"{name:<10} median {statistics.median(taken):.2f} s, slowest {max(taken):.2f} s")
    print(f"ranges exact: {sum(one.range is not None and one.range.is_exact for one in ranked)} of {len(ranked)}")
    return 0 if max(seconds["together"]) < LIMIT_SECONDS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
