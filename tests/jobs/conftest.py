"""Kinds of job that only the tests know, and an instant to start from."""

import socket
import time
from contextlib import closing
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from hengzhi.core.errors import HengzhiError
from hengzhi.jobs.catalogue import job, kinds
from hengzhi.jobs.schedule import Daily

RAN = []


@job("tests.note", says="note %(word)s")
def note(run, *, word):
    RAN.append(word)
    return f"/noted/{word}/"


@job("tests.break", says="break", attempts=2)
def broken(run):
    raise ZeroDivisionError


@job("tests.refuse", says="refuse")
def refused(run):
    raise HengzhiError("There is no such year.")


@job("tests.step", says="step")
def stepping(run, *, steps):
    for step in range(steps):
        run.progress(step, steps, f"step {step}")
        time.sleep(0.02)


@job("tests.nightly", says="nightly", every=Daily(2, 0))
def nightly(run):
    RAN.append("nightly")


@pytest.fixture(autouse=True)
def jobs(monkeypatch):
    """Give the kinds by name, and `ran`: what they were run with."""
    given = {"note": note, "broken": broken, "refused": refused, "stepping": stepping, "nightly": nightly}
    for kind in given.values():
        monkeypatch.setitem(kinds(), kind.name, kind)
    RAN.clear()
    return SimpleNamespace(**given, ran=RAN)


@pytest.fixture
def at():
    """Give an instant: 4 March 2026, 22:00 in Shanghai."""
    return datetime(2026, 3, 4, 14, 0, tzinfo=UTC)


@pytest.fixture
def unused_port():
    """Give a port that nobody listens on, as a command takes it."""
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])
