"""The worker beside the server: one process for the whole server, however many processes serve pages.

A process and not a thread: building a report would make every page of the same process wait. Nothing of the apps is
imported at the top, because the new process reads this file before they are loaded.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

PATIENCE = 10.0
BEFORE_ANOTHER = 2.0


@contextmanager
def worker_beside() -> Iterator[None]:
    """Keep a worker process running; at the end it puts back what it has in hand, or is ended after ten seconds."""
    over = Event()
    keeper = Thread(target=_keep, args=(over,), name="keeper of the worker")
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(over: Event) -> None:
    """Start the worker, and another one should it die, until all is over."""
    process = _started()
    while not over.wait(BEFORE_ANOTHER):
        if not process.is_alive():
            process = _started()
    process.terminate()
    process.join(PATIENCE)
    process.kill()
    process.join()


def _started() -> multiprocessing.process.BaseProcess:
    # Spawned, not forked: a fork would share open databases and locks with the server.
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(os.getpid(),), name="hengzhi-worker")
    process.start()
    return process


def _work(server: int) -> None:
    # Ctrl+C reaches every process of the terminal; the server alone decides, and tells by SIGTERM.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import django  # noqa: PLC0415 - see above

    django.setup()
    from hengzhi.jobs.run import Stop  # noqa: PLC0415
    from hengzhi.jobs.worker import work_until_signalled  # noqa: PLC0415

    stop = Stop()
    Thread(target=_stop_without, args=(server, stop), daemon=True, name="watch over the server").start()
    work_until_signalled(stop, signal.SIGTERM)


def _stop_without(server: int, stop) -> None:
    """Ask to stop once the server is gone, even by kill -9."""
    while os.getppid() == server:
        time.sleep(1)
    stop.asked = True
