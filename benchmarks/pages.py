"""Server time and queries of the busiest pages on the demonstration district.

    HENGZHI_HOME=… .venv/bin/hengzhi demo --no-serve
    HENGZHI_HOME=… .venv/bin/python benchmarks/pages.py
"""

import os
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hengzhi.settings")

import django

django.setup()

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hengzhi.accounts.models import User
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
    "statistics, year": "/statistics/?period=2012",
    "statistics, all years": "/statistics/?since=2009-01-01&until=2012-12-31",
    "published complaints": "/published/",
    "record": None,
}


def main() -> None:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="supervisor"))
    print(f"{Record.objects.count():,} records, {RUNS} runs each\n{'page':<26}{'median ms':>10}{'max ms':>8}{'queries':>9}")
    for name, path in PAGES.items():
        address = path or Record.objects.order_by("pk")[20_000].get_absolute_url()
        client.get(address)
        times = [_timed(client, address) for _ in range(RUNS)]
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        print(f"{name:<26}{statistics.median(times):>10.1f}{max(times):>8.1f}{len(queries):>9}")


def _timed(client: Client, address: str) -> float:
    began = time.perf_counter()
    response = client.get(address)
    if response.status_code != 200 or not response.content:
        raise SystemExit(f"{address} answered {response.status_code}")
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
