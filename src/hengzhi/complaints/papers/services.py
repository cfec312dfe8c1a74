"""Making a form: the identities opened for a purpose, its number given out, what was made written into the trail."""

from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hengzhi.complaints.papers.catalogue import Paper, papers_of, planned_meeting
from hengzhi.complaints.papers.facts import Facts, Identity
from hengzhi.complaints.permissions import ISSUE
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.core.reference import site
from hengzhi.documents.docx.sheet import render_sheet
from hengzhi.documents.sheet import Sheet
from hengzhi.evidence.services import offer
from hengzhi.organisations.models import Department
from hengzhi.register import trail
from hengzhi.register.models import Clock, Record
from hengzhi.register.services import next_number
from hengzhi.register.vault.people import open_identity

PAPER_LANGUAGE = "zh-hans"
KIND_TITLES = {"complaint": "投诉", "tipoff": "举报"}


@dataclass(frozen=True)
class MadePaper:
    """A form as a Word file, its number, and what the file is called."""

    name: str
    number: str
    content: bytes


@transaction.atomic
def make_paper(*, record: Record, code: str, purpose: str, actor, at: datetime, is_kept: bool = False) -> MadePaper:
    """Fill a form from a record and, if asked, offer it as evidence.

    Raises Refused without permission, for a form that does not fit the record or its state, and where an identity on it
    may not be opened or the purpose is missing.
    """
    paper = next((paper for paper in papers_of(record) if paper.code == code), None)
    if paper is None:
        raise Refused(_("The rules this record is judged by have no such form."))
    if not record.is_in_reach(actor, ISSUE):
        raise Refused(_("You need the permission to %(what)s.") % {"what": ISSUE.says})
    if lacks := paper.lacks(record):
        raise Refused(lacks)
    people = _opened(record, paper, actor, purpose, at)
    number = _number(paper, record, at)
    with override(PAPER_LANGUAGE):
        content = render_sheet(_sheet(paper, _facts(record, people, at), number))
    made = MadePaper(f"{paper.title}-{record.code}.docx", number, content)
    trail.note(record, "paper_made", ISSUE, actor=actor, at=at, note=f"{paper.title} {number}", facts={"paper": paper.code})
    if is_kept:
        offer(record=record, file=ContentFile(content), name=made.name, actor=actor, at=at)
    return made


def _opened(record: Record, paper: Paper, actor, purpose: str, at: datetime) -> dict[str, list[Identity]]:
    found: dict[str, list[Identity]] = {}
    for link in record.people.filter(role__in=paper.names).select_related("person"):
        identity = open_identity(link.person, record=record, actor=actor, purpose=purpose, at=at)
        found.setdefault(link.role, []).append(identity)
    return found


def _number(paper: Paper, record: Record, at: datetime) -> str:
    """Give out the next number of a form in its office and year; a registration has its record's."""
    if not paper.mark:
        return record.code
    year = local_day(at).year
    last = next_number(f"paper:{record.department_id}:{paper.position}:{year}")
    return f"{mark_of(record.department)}{paper.mark}〔{year}〕第{last}号"


def mark_of(department: Department) -> str:
    """Return the mark of an office in its numbers, as ××市监."""
    return department.name_zh.replace("市场监督管理局", "市监")


def _facts(record: Record, people: dict[str, list[Identity]], at: datetime) -> Facts:
    clocks = {clock.name: clock for clock in record.clocks.exclude(state__in=(Clock.State.RESTARTED, Clock.State.DROPPED))}
    return Facts(record, record.complaint, local_day(at), people, planned_meeting(record), clocks)


def _sheet(paper: Paper, facts: Facts, number: str) -> Sheet:
    record = facts.record
    title = KIND_TITLES[record.kind] + paper.title if paper.code == "dispatch" else paper.title
    issuer = facts.row.dispatcher if paper.code == "dispatch" else record.department
    return Sheet(
        issuer=issuer.name_zh,
        title=title,
        number=number,
        parts=paper.fill(facts),
        day=facts.day,
        synthetic=record.synthetic or site().synthetic,
    )
