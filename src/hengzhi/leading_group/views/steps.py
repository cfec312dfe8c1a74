"""Taking a step of any record of the group from its page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from hengzhi.core.access import needs
from hengzhi.leading_group.kinds import KINDS
from hengzhi.leading_group.permissions import SEE
from hengzhi.leading_group.views.acting import find
from hengzhi.leading_group.views.decisions import decision_page
from hengzhi.leading_group.views.documents import answer_page, document_page
from hengzhi.leading_group.views.group import group_page
from hengzhi.leading_group.views.meetings import meeting_page
from hengzhi.records.pages import take_step
from hengzhi.register.models import Record

PAGES = {
    "group": group_page, "meeting": meeting_page, "decision": decision_page, "document": document_page, "answer": answer_page,
}
ASKED_FIRST = {("group", "form"): "leading_group:form", ("document", "issue"): "leading_group:issue"}


@needs(SEE)
@require_POST
def take(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Take a step; one that does more than change the state is asked about on its own page."""
    ours = Record.objects.visible_to(request.user).filter(kind__in=[kind.code for kind in KINDS])
    kind = get_object_or_404(ours, code=code).kind
    if (kind, name) in ASKED_FIRST:
        return redirect(ASKED_FIRST[kind, name], code)
    return take_step(request, lambda: find(request, kind, code), name, PAGES[kind])
