"""Saying what a command is doing and how long each step took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(highlight=False)


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print a step's name, then how many seconds it took."""
    began = time.monotonic()
    with console.status(name):
        yield
    console.print(f"  {name:<40} {time.monotonic() - began:6.1f} s")
