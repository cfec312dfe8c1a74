"""Pages on which results are given to the public and taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hengzhi.assessments.permissions import LOCK
from hengzhi.assessments.public.views import standing_of
from hengzhi.assessments.services.locking import publish_edition, withdraw_edition
from hengzhi.assessments.views_editions import find
from hengzhi.core.access import needs
from hengzhi.core.clock import now
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar


@needs(LOCK)
def edition_publish(request: HttpRequest, code: str) -> HttpResponse:
    """Show what the public will read of a locked edition; publish it when that is confirmed."""
    edition = find(code)
    if request.method == "POST":
        publish_edition(edition, actor=request.user, at=now(), calendar=work_calendar())
        messages.success(request, _("Published: departments and the public see the results."))
    if edition.is_published or not edition.is_locked:
        return redirect(edition)
    context = {"edition": edition, "scheme": edition.scheme, **standing_of(edition)}
    return render(request, "assessments/publish.html", context)


@needs(LOCK)
def edition_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Ask why a publication is taken back, and take it back."""
    edition, error, reason = find(code), "", request.POST.get("reason", "")
    if request.method == "POST":
        try:
            withdraw_edition(edition, reason, actor=request.user, at=now())
        except Refused as refused:
            error = str(refused)
        else:
            messages.success(request, _("Withdrawn: the public reads the reason instead of the results."))
            return redirect(edition)
    context = {"edition": edition, "error": error, "reason": reason}
    return render(request, "assessments/withdraw.html", context, status=422 if error else 200)
