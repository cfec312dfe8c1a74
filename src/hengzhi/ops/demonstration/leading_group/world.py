"""What the acts of the demonstration's leading group refer to."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hengzhi.accounts.models import User
from hengzhi.core.calendar import WorkCalendar
from hengzhi.ops.demonstration.programme.course import instant
from hengzhi.organisations.models import Area, Department

MORNING = 9 * 60 + 30


@dataclass(frozen=True)
class World:
    """What the acts refer to."""

    pack: Mapping[str, Any]
    departments: Mapping[str, Department]
    office: User
    area: Area
    calendar: WorkCalendar
    today: date

    def by(self, day: date, minute: int = MORNING) -> dict:
        """Return that the office acts in a minute of a day."""
        return {"actor": self.office, "at": instant(day, minute)}

    def named(self, codes: str) -> tuple[Department, ...]:
        """Return departments by their codes, with a blank between."""
        return tuple(self.departments[code] for code in codes.split())
