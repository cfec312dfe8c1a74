"""Two people at once, for tests; they need committed data (`committed`)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from hengzhi.core.errors import Refused


def race(*acts):
    """Run these at the same moment, each in a thread of its own, and return what each gave or raised."""
    start = Barrier(len(acts))

    def run(act):
        start.wait()
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]
