"""Addresses of remarks: writing, withdrawing, going to one, having read one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from hengzhi.accounts.queries import users_with_roles
from hengzhi.comments.models import Comment
from hengzhi.comments.pages import panel
from hengzhi.comments.services import add_comment, read_mention, withdraw_comment
from hengzhi.core.access import signed_in
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.register.models import Record


def find(request: HttpRequest, comment_id: int) -> Comment:
    """Return a remark on a record this user may know of, or answer that there is none."""
    return get_object_or_404(Comment.objects.visible_to(request.user).select_related("record"), pk=comment_id)


def answer(request: HttpRequest, record: Record, *, error: str = "", written: str = "") -> HttpResponse:
    """Show the remarks again: as a part where a script asked, else on the record's page, or with what was refused."""
    if not request.htmx and not error:
        return redirect(f"{record.get_absolute_url()}#comments")
    comments = panel(record, request.user, now(), users_with_roles(today()), error=error, written=written)
    context = {"comments": comments, "record": record}
    template = "comments/_panel.html" if request.htmx else "comments/refused.html"
    response = render(request, template, context, status=422 if error else 200)
    response["HX-Trigger-After-Settle"] = "evidence-changed"
    return response


@signed_in
@require_POST
def comment_add(request: HttpRequest, code: str) -> HttpResponse:
    record = get_object_or_404(Record.objects.visible_to(request.user), code=code)
    text = request.POST.get("text", "")
    try:
        add_comment(record=record, text=text, actor=request.user, at=now())
    except Refused as refused:
        return answer(request, record, error=str(refused), written=text)
    return answer(request, record)


@signed_in
@require_POST
def comment_withdraw(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment = find(request, comment_id)
    try:
        withdraw_comment(comment, actor=request.user, at=now())
    except Refused as refused:
        return answer(request, comment.record, error=str(refused))
    return answer(request, comment.record)


@signed_in
@require_POST
def comment_read(request: HttpRequest, comment_id: int) -> HttpResponse:
    comment = find(request, comment_id)
    read_mention(comment, user=request.user, at=now())
    return answer(request, comment.record)


@signed_in
@require_GET
def comment_open(request: HttpRequest, comment_id: int) -> HttpResponse:
    """Lead to a remark on its record's page; who was asked to look has then done so."""
    comment = find(request, comment_id)
    read_mention(comment, user=request.user, at=now())
    return redirect(f"{comment.record.get_absolute_url()}#comment-{comment.pk}")
