"""Issuing documents with numbers, and the answers of the departments they go to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.leading_group.kinds import ANSWER_KIND, DOCUMENT_KIND
from hengzhi.leading_group.models import DocumentAnswer, GroupDocument, Meeting
from hengzhi.leading_group.permissions import ANSWER, KEEP
from hengzhi.leading_group.workflow import UNANSWERED, DocumentState
from hengzhi.organisations.models import Area, Department
from hengzhi.programme.models import Task
from hengzhi.programme.services.rights import must
from hengzhi.register import trail
from hengzhi.register.models import Record, Sequence
from hengzhi.register.opening import Opening, open_records
from hengzhi.register.search import note as note_for_search
from hengzhi.register.services import move, next_code, open_record, share, words_of


@dataclass(frozen=True)
class DocumentPlan:
    """A document to be; with a day for answers every recipient answers it."""

    title: str
    mark: str
    text: str
    recipients: tuple[Department, ...]
    answers_due_on: date | None = None
    meeting: Meeting | None = None
    genre: str = GroupDocument.Genre.NOTICE


@transaction.atomic
def draft_document(
    *, plan: DocumentPlan, office: Department, area: Area | None, actor, at: datetime, calendar: WorkCalendar
) -> Record:
    """Draft a document of the office; departments see it once it is issued."""
    document = GroupDocument(
        mark=plan.mark, text=plan.text.strip(), answers_due_on=plan.answers_due_on, meeting=plan.meeting, genre=plan.genre
    )
    record = open_record(
        kind=DOCUMENT_KIND, title=plan.title, department=office, area=area, at=at, actor=actor, calendar=calendar,
        detail=document,
    )
    document.recipients.set(plan.recipients)
    return record


@transaction.atomic
def change_document(record: Record, plan: DocumentPlan, *, actor, at: datetime) -> None:
    """Change a draft; raises Refused once it is issued."""
    must(record, KEEP, actor)
    if record.state != DocumentState.DRAFTED:
        raise Refused(_("The document is “%(state)s”; it stays as it is.") % {"state": record.state_label})
    document = record.group_document
    document.mark, document.text, document.genre = plan.mark, plan.text.strip(), plan.genre
    document.answers_due_on, document.meeting = plan.answers_due_on, plan.meeting
    document.full_clean()
    document.save()
    document.recipients.set(plan.recipients)
    record.title = plan.title
    record.full_clean()
    record.save(update_fields=["title"])
    note_for_search(record, words_of(record, document))
    trail.note(record, "document_changed", KEEP, actor=actor, at=at)


def number_of(mark: str, year: int, sequence: int) -> str:
    """Return a document number, such as 虹质安〔2012〕1号."""
    return f"{mark}〔{year}〕{sequence}号"


def next_number(mark: str, year: int) -> str:
    """Return the number the next document would get, without giving it out."""
    last = Sequence.objects.filter(name=f"{mark}{year}").values_list("last", flat=True).first() or 0
    return number_of(mark, year, last + 1)


@transaction.atomic
def issue_document(record: Record, *, actor, at: datetime, calendar: WorkCalendar) -> list[Record]:
    """Number and issue a draft and ask every recipient for an answer where one is wanted; return the answers asked for.

    Raises Refused without permission, text or recipients, or where the day for answers has passed.
    """
    document, today = record.group_document, local_day(at)
    if document.answers_due_on and document.answers_due_on < today:
        raise Refused(
            _("Answers are wanted by %(day)s, which has passed; name a later day.") % {"day": document.answers_due_on}
        )
    move(record, "issue", actor=actor, at=at, calendar=calendar)
    document = record.group_document
    sequence = int(next_code(document.mark, today.year).rpartition("-")[2])
    document.number = number_of(document.mark, today.year, sequence)
    document.full_clean()
    document.save(update_fields=["number"])
    recipients = list(document.recipients.all())
    share(record, recipients, actor=actor, at=at)
    trail.note(record, "document_numbered", KEEP, actor=actor, at=at, note=document.number)
    if document.answers_due_on:
        return _ask(record, recipients, actor, at, calendar)
    move(record, "conclude", actor=actor, at=at, calendar=calendar)
    return []


def _ask(record: Record, recipients: Iterable[Department], actor, at: datetime, calendar: WorkCalendar) -> list[Record]:
    document = record.group_document
    openings = [
        Opening(
            ANSWER_KIND, answer_title(department, record.title), department, record.area, at,
            DocumentAnswer(document=document, due_on=document.answers_due_on),
        )
        for department in recipients
    ]
    return open_records(openings, actor=actor, at=at, calendar=calendar)


def answer_title(department: Department, title: str) -> str:
    """Return the title of a department's answer, as long as titles may be."""
    return f"{department.short_zh}：{title}"[:120]


@transaction.atomic
def remind(record: Record, *, actor, at: datetime) -> list[DocumentAnswer]:
    """Remind the departments that have not answered and return their answers; once a day, in the trail of each.

    Raises Refused without permission, or where nobody is to be reminded today.
    """
    must(record, KEEP, actor)
    today = local_day(at)
    waiting = DocumentAnswer.objects.filter(document=record.pk, record__state__in=UNANSWERED).select_related(
        "record__department"
    )
    missing = [answer for answer in waiting if answer.reminded_on != today]
    if not missing:
        raise Refused(_("Nobody is to be reminded: all have answered, or were reminded today."))
    DocumentAnswer.objects.filter(pk__in=[answer.pk for answer in missing]).update(reminded_on=today)
    facts = {"document": record.code, "due_on": str(missing[0].due_on)}
    trail.note_each(((answer.record, facts) for answer in missing), "answer_reminded", KEEP, actor=actor, at=at)
    names = "、".join(answer.record.department.short_zh for answer in missing)
    trail.note(record, "answers_reminded", KEEP, actor=actor, at=at, note=names, facts={"departments": len(missing)})
    return missing


@transaction.atomic
def name_tasks(record: Record, tasks: Iterable[Task], *, actor, at: datetime) -> None:
    """Say which tasks of the plan carry an answer; raises Refused for another department's task or an accepted answer."""
    must(record, ANSWER, actor)
    if record.state not in UNANSWERED:
        raise Refused(_("The answer is “%(state)s”; it stays as it is.") % {"state": record.state_label})
    named = list(tasks)
    if foreign := next((task for task in named if task.record.department_id != record.department_id), None):
        raise Refused(_("%(task)s is led by another department.") % {"task": foreign.record})
    record.document_answer.tasks.set(named)
    codes = "、".join(task.record.code for task in named)
    trail.note(record, "answer_tasks", ANSWER, actor=actor, at=at, note=codes)
