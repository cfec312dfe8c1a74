"""The machine's own time.

`core.clock` stands still on the day of a demonstration and jumps back at its midnight. A retry that waits a minute, a
worker that has not been heard of, a session, a lock and a schedule must not: they go by this one.
"""

from datetime import datetime

from django.utils import timezone


def present() -> datetime:
    """Return the present instant in local time."""
    return timezone.localtime()
