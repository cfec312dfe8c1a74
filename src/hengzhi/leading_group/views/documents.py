"""Documents of the group, their issue, and the answers of departments."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.core.reference import work_calendar
from hengzhi.leading_group import exports
from hengzhi.leading_group.forms import AnswerTasksForm, DocumentForm
from hengzhi.leading_group.models import GroupDocument, Meeting
from hengzhi.leading_group.papers import issued_document
from hengzhi.leading_group.permissions import ANSWER, KEEP, SEE
from hengzhi.leading_group.queries import completeness_of, members_on, records_of, roll_on, tasks_led, tasks_of
from hengzhi.leading_group.services.documents import (
    change_document,
    draft_document,
    issue_document,
    name_tasks,
    next_number,
    remind,
)
from hengzhi.leading_group.services.group import departments_of
from hengzhi.leading_group.services.meetings import group_of
from hengzhi.leading_group.views.acting import by, district, find, paper, paragraphs, written
from hengzhi.leading_group.workflow import UNANSWERED, DocumentState
from hengzhi.records.pages import record_context
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record

OWN = ("issue",)  # steps that have a page of their own


@needs(SEE)
@require_GET
def document_detail(request: HttpRequest, code: str) -> HttpResponse:
    return document_page(request, find(request, "document", code))


def document_page(
    request: HttpRequest, record: Record, *, tried=None, step: str = "", status: int = 200
) -> HttpResponse:
    """Show a document with who has answered and who has not."""
    context = record_context(request, record, tried=tried, step=step)
    context["steps"] = [option for option in context["steps"] if option["step"].name not in OWN]
    keeps = record.is_in_reach(request.user, KEEP)
    is_draft = record.state == DocumentState.DRAFTED
    found = completeness_of(record, request.user)
    context |= {
        "document": record.group_document, "recipients": list(record.group_document.recipients.all()), "found": found,
        "may_change": keeps and is_draft, "may_remind": keeps and record.state == DocumentState.ISSUED and found.missing,
        "paragraphs": paragraphs(record.group_document.text),
    }
    return render(
        request, "leading_group/document.html#case" if request.htmx else "leading_group/document.html", context, status=status
    )


@needs(KEEP)
def document_new(request: HttpRequest) -> HttpResponse:
    return _drafting(request, None)


@needs(KEEP)
def document_edit(request: HttpRequest, code: str) -> HttpResponse:
    return _drafting(request, find(request, "document", code))


def _drafting(request: HttpRequest, record: Record | None) -> HttpResponse:
    meetings = Meeting.objects.filter(record__in=records_of(request.user, "meeting")).select_related("record")
    form = DocumentForm(request.POST or None, on=today(), meetings=meetings, initial=_known(request, record))

    def write() -> object:
        if record:
            return change_document(record, form.plan(), **by(request))
        office = group_of(today()).record.department
        return draft_document(plan=form.plan(), office=office, area=district(), calendar=work_calendar(), **by(request))

    if request.method == "POST" and (made := written(form, write)):
        return redirect(record or made)
    context = {"form": form, "record": record, "show_errors": request.method == "POST"}
    return render(request, "leading_group/document_form.html", context, status=422 if form.errors else 200)


def _known(request: HttpRequest, record: Record | None) -> dict:
    """Return what the form begins with: the draft's own, or the last mark and all member departments."""
    if record:
        document = record.group_document
        return {
            "title": record.title, "genre": document.genre, "mark": document.mark, "text": document.text,
            "answers_due_on": document.answers_due_on, "recipients": document.recipients.all(), "meeting": document.meeting_id,
        }
    last = GroupDocument.objects.filter(record__in=records_of(request.user, "document")).order_by("-pk").first()
    roll = roll_on(request.user, today())
    members = members_on(roll.group, today()) if roll.group else []
    return {"mark": last.mark if last else "", "recipients": departments_of(members)}


@needs(KEEP)
def document_issue(request: HttpRequest, code: str) -> HttpResponse:
    """Ask before a document is issued: its number, to whom it goes, who has to answer by when."""
    record = find(request, "document", code)
    document = record.group_document
    if request.method == "POST":
        asked = issue_document(record, calendar=work_calendar(), **by(request))
        said = ngettext(
            "%(count)d department was asked for its answer.", "%(count)d departments were asked for their answers.", len(asked)
        )
        if asked:
            messages.success(request, said % {"count": len(asked)})
        return redirect(record)
    context = {
        "record": record, "document": document, "number": next_number(document.mark, today().year),
        "recipients": list(document.recipients.all()),
        "why_not": record.kind_of.workflow.refusal(record, "issue", request.user),
    }
    return render(request, "leading_group/issue.html", context)


@needs(KEEP)
@require_POST
def document_remind(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, "document", code)
    missing = remind(record, **by(request))
    said = ngettext("%(count)d department was reminded.", "%(count)d departments were reminded.", len(missing))
    messages.success(request, said % {"count": len(missing)})
    return redirect(record)


@needs(SEE)
@require_GET
def document_docx(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, "document", code)
    return paper(request, issued_document, record, f"{record.group_document.number}{record.title}")


@needs(SEE)
@require_GET
def answers_export(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """Give the answers to a document as they are shown, and write that down."""
    rows = list(exports.answer_rows(completeness_of(find(request, "document", code), request.user)))
    note_export(address=request.get_full_path(), rows=len(rows), actor=request.user, at=now())
    return export(form if form in FORMATS else "csv", f"answers-{code}", exports.answer_heads(), rows)


@needs(SEE)
@require_GET
def answer_detail(request: HttpRequest, code: str) -> HttpResponse:
    return answer_page(request, find(request, "answer", code))


def answer_page(
    request: HttpRequest, record: Record, *, tried=None, step: str = "", form=None, status: int = 200
) -> HttpResponse:
    context = record_context(request, record, tried=tried, step=step)
    answer = record.document_answer
    may_name = record.is_in_reach(request.user, ANSWER) and record.state in UNANSWERED
    named = tasks_of(answer.tasks, request.user)
    if may_name and form is None:
        form = AnswerTasksForm(tasks=tasks_led(record), initial={"tasks": [task.pk for task in named]}, prefix="tasks")
    document = answer.document.record
    sees = Record.objects.visible_to(request.user).filter(pk=document.pk).exists()
    context |= {
        "answer": answer, "document": document, "sees_document": sees, "named": named, "may_name": may_name, "tasks_form": form,
    }
    return render(
        request, "leading_group/answer.html#case" if request.htmx else "leading_group/answer.html", context, status=status
    )


@needs(ANSWER)
@require_POST
def answer_tasks(request: HttpRequest, code: str) -> HttpResponse:
    """Take which tasks of the plan carry the measures of an answer."""
    record = find(request, "answer", code)
    form = AnswerTasksForm(request.POST, tasks=tasks_led(record), prefix="tasks")
    done = written(form, lambda: name_tasks(record, form.cleaned_data["tasks"], **by(request)))
    return redirect(record) if done else answer_page(request, record, form=form, status=422)
