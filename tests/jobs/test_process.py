"""Workers as processes: one that is killed, and the one beside the server."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from hengzhi.jobs.models import Job, State
from hengzhi.jobs.queue import queue
from hengzhi.jobs.rounds import DEAD_AFTER, reap
from hengzhi.jobs.run import Stop
from hengzhi.jobs.services import enqueue
from hengzhi.jobs.worker import carry_out

HENGZHI = str(Path(sys.executable).with_name("hengzhi"))
PATIENCE = 30
pytestmark = pytest.mark.journey


@contextmanager
def process(*command, **environment):
    """Run a program for the length of a block; what is left of it then is killed."""
    whole = {**os.environ, **environment}
    started = subprocess.Popen(command, env=whole, stderr=subprocess.PIPE, text=True)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def until(holds):
    """Wait until something holds, and return what it gave."""
    end = time.monotonic() + PATIENCE
    while not (found := holds()):
        assert time.monotonic() < end, "this took too long"
        time.sleep(0.05)
    return found


def test_a_job_whose_worker_is_killed_is_taken_again_after_the_limit(transactional_db, jobs, at):
    enqueue(jobs.stepping, {"steps": 2}, starter=None, at=at)
    script = str(Path(__file__).with_name("worker_process.py"))
    with process(sys.executable, script, str(connection.settings_dict["NAME"])) as worker:
        killed = until(lambda: Job.objects.filter(text="half way").first())
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    limit = killed.beat_at + DEAD_AFTER

    assert reap(at=limit) == []
    assert reap(at=limit + timedelta(seconds=1)) == [killed]
    carry_out(queue().take(worker="another", at=limit + timedelta(seconds=1)), Stop())

    job = Job.objects.get()
    assert (job.state, job.attempts, job.done, job.total) == (State.DONE, 2, 1, 2)


@pytest.fixture
def empty_home(tmp_path):
    """Give the environment of an installation of its own, with tables and nothing in them."""
    environment = {"HENGZHI_HOME": str(tmp_path), "HENGZHI_DATABASE": "", "HENGZHI_JOBS": "inside"}
    whole = {**os.environ, **environment}
    subprocess.run([HENGZHI, "init"], env=whole, check=True, capture_output=True)
    return environment


def rows(environment, sql):
    with closing(sqlite3.connect(Path(environment["HENGZHI_HOME"]) / "hengzhi.sqlite3")) as database:
        return database.execute(sql).fetchall()


WORKERS = "SELECT job FROM jobs_schedule WHERE job = 'jobs.tidy'"
DUE = "UPDATE jobs_schedule SET next_at = '2026-01-01 00:00:00' WHERE job = 'jobs.tidy'"
DONE = "SELECT kind, state, worker FROM jobs_job WHERE kind = 'jobs.tidy'"


def make_due(environment):
    with closing(sqlite3.connect(Path(environment["HENGZHI_HOME"]) / "hengzhi.sqlite3")) as database:
        database.execute(DUE)
        database.commit()


def children_of(pid):
    """Return the command lines of a process's children, by their process ids."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = stat.read_text().rpartition(")")[2].split()[1]
            if int(parent) == pid:
                found[int(stat.parent.name)] = stat.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode()
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def test_the_server_of_two_processes_runs_one_worker_and_stops_it(empty_home, unused_port):
    with process(HENGZHI, "serve", "--workers", "2", "--port", unused_port, **empty_home) as server:
        until(lambda: rows(empty_home, WORKERS))
        make_due(empty_home)
        until(lambda: rows(empty_home, DONE) == [("jobs.tidy", "done", "")])
        spawned = [pid for pid, line in children_of(server.pid).items() if "spawn_main" in line]
        server.send_signal(signal.SIGINT)
        server.wait(PATIENCE)

    assert len(spawned) == 1
    assert not Path(f"/proc/{spawned[0]}").exists()
    assert "Traceback" not in server.stderr.read()


def test_a_worker_apart_stops_when_asked(empty_home):
    with process(HENGZHI, "work", **empty_home) as worker:
        until(lambda: rows(empty_home, WORKERS))
        worker.send_signal(signal.SIGINT)
        worker.wait(PATIENCE)

    assert (worker.returncode, worker.stderr.read()) == (0, "")


def test_a_worker_ends_when_its_server_is_killed(empty_home, unused_port):
    with process(HENGZHI, "serve", "--port", unused_port, **empty_home) as server:
        until(lambda: rows(empty_home, WORKERS))
        children = children_of(server.pid)
        server.send_signal(signal.SIGKILL)
        server.wait()
    spawned, others = [], []
    for pid, line in children.items():
        (spawned if "spawn_main" in line else others).append(pid)
    for pid in others:
        os.kill(pid, signal.SIGKILL)

    until(lambda: not Path(f"/proc/{spawned[0]}").exists())
