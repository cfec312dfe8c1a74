"""Workers for tests: in a thread, jobs run as they do beside the server; and one's own way of queueing."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from django.db import connection

from hengzhi.jobs.queue import DatabaseQueue
from hengzhi.jobs.run import Stop
from hengzhi.jobs.worker import Worker


@contextmanager
def working() -> Iterator[Worker]:
    """Keep a worker working; the test needs committed data (`committed`, `transactional_db` or `live_server`)."""
    stop = Stop()
    worker = Worker(stop)

    def work() -> None:
        try:
            worker.work()
        finally:
            connection.close()

    thread = Thread(target=work)
    thread.start()
    try:
        yield worker
    finally:
        stop.asked = True
        thread.join()


class Heard(DatabaseQueue):
    """A queue that remembers which jobs it was told of."""

    codes: list[str] = []

    def announce(self, job):
        self.codes.append(job.code)
