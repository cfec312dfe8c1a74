"""What a form is filled from: the record, its own row, the identities opened for it, the office and the day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from hengzhi.complaints.models import Complaint, Meeting
from hengzhi.documents.numbering import prose_date
from hengzhi.documents.sheet import Box, Field, Grid, Line, Row
from hengzhi.register.models import Clock, Record

Identity = Mapping[str, str]
CITED = re.compile("《[^》]+》")
ANONYMOUS = "匿名"
YES, NO = "同意", "不同意"


@dataclass(frozen=True)
class Facts:
    """`people` are the opened identities by part in the record; a form that needs none has none."""

    record: Record
    row: Complaint
    day: date
    people: Mapping[str, Sequence[Identity]] = field(default_factory=dict)
    meeting: Meeting | None = None
    clocks: Mapping[str, Clock] = field(default_factory=dict)

    @property
    def who(self) -> Identity:
        """The identity of who complains or informs; empty where nobody is named."""
        found = [*self.people.get("complainant", ()), *self.people.get("informant", ())]
        return found[0] if found else {}

    @property
    def name(self) -> str:
        return self.who.get("name", "")

    @property
    def agents(self) -> str:
        return "、".join(one.get("name", "") for one in self.people.get("agent", ()))

    @property
    def business_address(self) -> str:
        return self.row.respondent.address if self.row.respondent_id else ""

    @property
    def rules(self) -> str:
        """The name of the rules it is judged by, as their source cites it."""
        cited = CITED.match(self.record.rule_set.source)
        return cited[0] if cited else f"《{self.record.rule_set.name_zh}》"

    def ground(self, list_name: str, code: str) -> tuple[str, str]:
        """Return the words and the article of a ground of the rules it is judged by; empty for one they lack."""
        entries = self.record.rule_set.grounds.get(list_name, [])
        return next(((entry["zh"], entry["article"]) for entry in entries if entry["code"] == code), ("", ""))

    def due(self, name: str) -> str:
        """Return the day a limit ends, in words; "" where it never ran."""
        return said(self.clocks[name].due_on) if name in self.clocks else ""


def said(day: date | None) -> str:
    """Write a day as paper has it; nothing where there is none."""
    return prose_date(day) if day else ""


def said_at(at: datetime) -> str:
    """Write an instant with its hour, by the local clock."""
    local = timezone.localtime(at)
    return f"{prose_date(local.date())}{local:%H:%M}"


def one(label: str, code: str, text: object = "", lines: int = 1) -> Row:
    """Return a box across the grid."""
    return Row((Box(label, Field(code, str(text or ""))),), lines)


def two(first: tuple[str, str, object], second: tuple[str, str, object]) -> Row:
    """Return two boxes side by side, each of label, code and text."""
    return Row(tuple(Box(label, Field(code, str(text or ""))) for label, code, text in (first, second)))


def grid(*rows: Row) -> Grid:
    return Grid(rows)


def to(facts: Facts) -> Line:
    """Return the form of address."""
    return Line((Field("addressee", facts.name), "："), flush=True)


def signed(label: str, code: str) -> Line:
    """Return a place to sign and date by hand."""
    return Line((f"{label}（签名）：", Field(code), "　　日期：", Field(f"{code}_on")))
