"""Doing the same with the records chosen in a list: a preview first, then the result, both with reasons."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengzhi.accounts.models import User
from hengzhi.accounts.queries import users_with_roles
from hengzhi.core.access import signed_in
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.records.bulk import Act, Order, acts_for, carry_out, chosen_by, preview
from hengzhi.register.handing import handlers_of
from hengzhi.register.models import Record


@signed_in
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Show what an act would do with the records chosen, and do it once that is confirmed."""
    act = _act(request)
    codes = list(dict.fromkeys(request.POST.getlist("code")))
    records = chosen_by(request.user, codes)
    context = {"act": act, "back": _back(request), "missing": len(codes) - len(records), "note": request.POST.get("note", "")}
    handler = _handler(request, act)
    if act.needs_handler:
        context |= {"handlers": handlers_of(records, users_with_roles(today())), "handler": handler}
        if handler is None:
            return render(request, "records/bulk.html", {**context, "chosen": records})
    order = Order(act, request.user, handler, context["note"])
    if "confirmed" in request.POST:
        return _done(request, records, order, context)
    return _preview(request, records, order, context)


def _act(request: HttpRequest) -> Act:
    asked = request.POST.get("act", "")
    act = next((act for act in acts_for(request.user) if act.code == asked), None)
    if act is None:
        raise Refused(_("Choose what to do with the records."))
    return act


def _handler(request: HttpRequest, act: Act) -> User | None:
    asked = request.POST.get("handler", "")
    if not act.needs_handler or not asked.isdecimal():
        return None
    return get_object_or_404(User, pk=asked)


def _back(request: HttpRequest) -> str:
    """Return the address of the list that was left."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse("desk:waiting")


def _preview(request: HttpRequest, records: list[Record], order: Order, context: dict, error: str = "") -> HttpResponse:
    lines = preview(records, order)
    context |= {
        "ready": [line.record for line in lines if not line.why], "refused": [line for line in lines if line.why],
        "error": error,
    }
    return render(request, "records/bulk.html", context, status=422 if error else 200)


def _done(request: HttpRequest, records: list[Record], order: Order, context: dict) -> HttpResponse:
    try:
        lines = carry_out(records, order, at=now(), calendar=work_calendar())
    except Refused as refused:
        return _preview(request, records, order, context, str(refused))
    context |= {
        "done": [line.record for line in lines if not line.why], "refused": [line for line in lines if line.why],
    }
    return render(request, "records/bulk_done.html", context)
