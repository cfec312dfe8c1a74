"""Saying what a command is doing and how long each step took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

console = Console(highlight=False)


@contextmanager
def step(name: str) -> Iterator[Callable[[str], None]]:
    """Show what is going on and yield what says how far it is; then print how many seconds it took."""
    began = time.monotonic()
    with console.status(name) as status:
        yield lambda told: status.update(f"{name}: {told}")
    console.print(f"  {name:<40} {time.monotonic() - began:6.1f} s")
