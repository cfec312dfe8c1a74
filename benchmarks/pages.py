"""Server time and queries of the busiest pages on the demonstration district.

The statistics are measured twice: counted anew (cold), and as kept between two changes of the records (warm). Processor
time is what the server works for a page; on a busy machine it is the figure to compare.

    HENGZHI_HOME=… .venv/bin/hengzhi demo --no-serve
    HENGZHI_HOME=… .venv/bin/python benchmarks/pages.py
"""

import os
import statistics
import time
from collections.abc import Callable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengzhi.settings")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hengzhi.accounts.models import User
from hengzhi.advisories.statistics.months import MONTHS
from hengzhi.register.models import Record

RUNS = 15
PAGES = {
    "portal": "/",
    "desk": "/desk/",
    "list, open": "/complaints/",
    "list, all": "/complaints/?view=all",
    "list, late": "/complaints/?view=late",
    "list, filtered": "/complaints/?view=all&area=310109017&category=home-appliances",
    "list, last page": "/complaints/?view=all&page=998",
    "search, two characters": "/complaints/?view=all&q=冰箱",
    "search, no match": "/complaints/?view=all&q=没有这样的词",
    "statistics, month": "/statistics/?period=2012-11",
    "statistics, quarter": "/statistics/?period=2012-Q3",
    "statistics, year": "/statistics/?period=2012",
    "statistics, all years": "/statistics/?since=2009-01-01&until=2012-12-31",
    "published complaints": "/published/",
    "record": None,
}


def main() -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="supervisor"))
    heads = f"{'page':<30}{'median ms':>10}{'max ms':>8}{'processor ms':>14}{'queries':>9}"
    print(f"{Record.objects.count():,} records, {RUNS} runs each\n{heads}")
    for name, path in PAGES.items():
        address = path or Record.objects.order_by("pk")[20_000].get_absolute_url()
        _measure(name, client, address, lambda: None)
        if name.startswith("statistics"):
            _measure(f"{name}, cold", client, address, MONTHS.cache_clear)


def _measure(name: str, client: Client, address: str, before: Callable[[], None]) -> None:
    client.get(address)
    times = [_timed(client, address, before) for _ in range(RUNS)]
    before()
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    wall, work = ([one[place] for one in times] for place in (0, 1))
    figures = f"{statistics.median(wall):>10.1f}{max(wall):>8.1f}{statistics.median(work):>14.1f}"
    print(f"{name:<30}{figures}{len(queries):>9}")


def _timed(client: Client, address: str, before: Callable[[], None]) -> tuple[float, float]:
    before()
    began, worked = time.perf_counter(), time.process_time()
    response = client.get(address)
    if response.status_code != 200 or not response.content:
        raise SystemExit(f"{address} answered {response.status_code}")
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


if __name__ == "__main__":
    main()
