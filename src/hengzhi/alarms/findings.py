"""What the watch finds, before it becomes a question."""

from dataclasses import dataclass
from datetime import date

from hengzhi.alarms.models import Question


@dataclass(frozen=True)
class Finding:
    """Something that stands out. The columns are those of `Alarm`; `records` are keys of records, the most telling first.

    `area` and `enterprise` are keys too, `person` is whose work is asked about. `weeks` hold the chart, oldest first.
    """

    question: Question
    signal: str
    since: date
    until: date
    observed: int
    watched: int
    records: tuple[int, ...]
    expected: float | None = None
    lower: int | None = None
    upper: int | None = None
    out_of: int | None = None
    other_hits: int | None = None
    others: int | None = None
    recurs_years: float | None = None
    category: str = ""
    area: int | None = None
    enterprise: int | None = None
    person: int | None = None
    words: tuple[str, ...] = ()
    weeks: tuple[dict, ...] = ()
