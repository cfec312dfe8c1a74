"""A line on the calendar of the programme's days; mechanisms give theirs by `entries(user, first, last)` in `agenda.py`."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Entry:
    """Something on a day: a campaign day, a meeting, a milestone. `address` is its page or "", `tone` a CSS class."""

    day: date
    title: str
    address: str = ""
    tone: str = ""
