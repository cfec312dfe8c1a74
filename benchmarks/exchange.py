"""Memory of an export of a million rows, speed of an import of a hundred thousand; in a home folder of its own.

    .venv/bin/python benchmarks/exchange.py                     a million out, a hundred thousand in
    .venv/bin/python benchmarks/exchange.py 50000 5000          fewer of each
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from io import BytesIO
from itertools import islice
from pathlib import Path
from threading import Event, Thread

ROOT = Path(__file__).parents[1]
os.environ["DJANGO_SETTINGS_MODULE"] = "hengzhi.settings"
os.environ.setdefault("HENGZHI_BENCHMARK_HOME", tempfile.mkdtemp(prefix="hengzhi-benchmark-"))
os.environ["HENGZHI_HOME"] = os.environ["HENGZHI_BENCHMARK_HOME"]
sys.path.insert(0, str(ROOT / "tests"))

from hengzhi.cli import start

start()

from django.core.management import call_command
from django.test import Client

from factories import make_complaint, make_user
from hengzhi.accounts.models import User
from hengzhi.complaints.models import Complaint
from hengzhi.core.packs import load_packs
from hengzhi.exchange.contract import imports
from hengzhi.exchange.models import Mode
from hengzhi.exchange.running import check_run, run_import
from hengzhi.exchange.services import map_columns, receive
from hengzhi.exchange.services import start as start_run
from hengzhi.register.models import Record

AT = datetime(2012, 12, 28, 2, 0, tzinfo=UTC)
HEADINGS = "来源编号,接收日期,渠道,事由,类别,问题,事实,被投诉单位,区域,争议金额,姓名,电话\n"
LINE = (
    "B-{0},2012-{1}-{2},12315电话,冰箱使用两月不制冷,家用电器,质量,使用两月不制冷，商家拒绝退换。,某电器行{3}店,"
    "四川北路街道,{3}元,王小明,139{0:08d}\n"
)
MEGABYTE = 1024


def main(out: int, into: int) -> None:
    call_command("migrate", verbosity=0)
    load_packs(["hongkou-2012"])
    make_user("supervisor", username="supervisor")
    print(f"{'import of ' + format(into, ',') + ' rows':<34}{'read s':>8}{'check s':>9}{'rows/s':>9}{'peak MB':>9}")
    for form in ("csv", "xlsx"):
        _import(form, into)
    _fill(out)
    heads = f"{'s':>8}{'first s':>9}{'MB sent':>9}{'peak MB':>9}{'own MB':>9}"
    print(f"{f'export of {Record.objects.count():,} rows':<34}{heads}")
    for form in ("csv", "xlsx"):
        subprocess.run([sys.executable, __file__, "export", form], check=True)


def _import(form: str, count: int) -> None:
    file = BytesIO((HEADINGS + "".join(_lines(form, count))).encode("gb18030"))
    if form == "xlsx":
        file = _workbook(file.getvalue().decode("gb18030"))
    began = time.perf_counter()
    actor = User.objects.get(username="supervisor")
    run = receive(target=imports()["complaints"], file=file, name=f"list.{form}", actor=actor, at=AT)
    read = time.perf_counter() - began
    map_columns(run, run.mapping)
    check_run(run, at=AT)
    checked = time.perf_counter() - began - read
    start_run(run, Mode.ALL)
    run_import(run, at=AT)
    if run.added != count:
        raise SystemExit(f"{run.added} of {count} rows were added, {run.wrong} are wrong")
    print(f"{form:<34}{read:>8.1f}{checked:>9.1f}{run.rows_per_second:>9,}{_peak():>9.0f}")


def _lines(form: str, count: int):
    first = {"csv": 0, "xlsx": count}[form]
    return (LINE.format(n, n % 12 + 1, n % 28 + 1, n % 997) for n in range(first, first + count))


def _workbook(text: str) -> BytesIO:
    import xlsxwriter

    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet = book.add_worksheet()
    for number, line in enumerate(text.splitlines()):
        sheet.write_row(number, 0, line.split(","))
    book.close()
    return file


def _fill(count: int) -> None:
    """Bring the register to so many complaints: copies of one, without clocks, trail and search."""
    pattern = make_complaint(identity=None)
    made = Record.objects.count()
    fresh = (_copy(pattern, number) for number in range(made, count))
    while batch := list(islice(fresh, 10_000)):
        Record.objects.bulk_create(record for record, _detail in batch)
        for record, detail in batch:
            detail.record = record
        Complaint.objects.bulk_create(detail for _record, detail in batch)


def _copy(pattern: Record, number: int) -> tuple[Record, Complaint]:
    record, detail = Record(), Complaint()
    for copy, model in ((record, pattern), (detail, pattern.complaint)):
        for field in model._meta.concrete_fields:
            setattr(copy, field.attname, getattr(model, field.attname))
    record.pk, record.code, record.opened_on = None, f"C2012-{number:07d}", date(2012, number % 12 + 1, number % 28 + 1)
    return record, detail


def _export(form: str) -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="supervisor"))
    client.get("/complaints/?view=open")
    began, first, sent = time.perf_counter(), 0.0, 0
    with _watched() as highest:
        for chunk in client.get(f"/complaints/export.{form}?view=all").streaming_content:
            first = first or time.perf_counter() - began
            sent += len(chunk)
    taken = time.perf_counter() - began
    print(f"{form:<34}{taken:>8.1f}{first:>9.1f}{sent / MEGABYTE**2:>9.1f}{_peak():>9.0f}{highest[0]:>9.0f}")


@contextmanager
def _watched() -> Iterator[list[float]]:
    """Give the highest memory of this process alone, looked at ten times a second until the block is over."""
    over, highest = Event(), [_own()]

    def watch() -> None:
        while not over.wait(0.1):
            highest[0] = max(highest[0], _own())

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield highest
    finally:
        over.set()
        watcher.join()


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE


def _own() -> float:
    """Return the memory of this process alone in MB: without pages of the database file that the system lends it."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return int(status["RssAnon"].split()[0]) / MEGABYTE


if __name__ == "__main__":
    if sys.argv[1:2] == ["export"]:
        _export(sys.argv[2])
    else:
        main(*(int(number) for number in (sys.argv[1:3] or ("1000000", "100000"))))
