"""Addresses that every kind of record has: its handler, changes of its clocks, and of its list: saved views."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengzhi.accounts.models import User
from hengzhi.core.access import signed_in
from hengzhi.core.clock import now
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.records.clocks import CHANGES, ClockForm, change_clock
from hengzhi.records.columns import choose_columns
from hengzhi.records.models import SavedView
from hengzhi.records.saved import save_view
from hengzhi.register.handing import hand_to
from hengzhi.register.models import Record


@signed_in
@require_POST
def view_save(request: HttpRequest) -> HttpResponse:
    """Save the filters of a list under a name."""
    given = {name: request.POST.get(name, "") for name in ("page", "name", "query")}
    view = save_view(user=request.user, **given)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(view.address)


@signed_in
@require_POST
def view_forget(request: HttpRequest, view_id: int) -> HttpResponse:
    view = get_object_or_404(SavedView, pk=view_id, user=request.user)
    view.delete()
    messages.success(request, _("The view “%(name)s” is removed.") % {"name": view.name})
    return redirect(view.page)


@signed_in
@require_POST
def columns_choose(request: HttpRequest) -> HttpResponse:
    """Keep which columns of a list the user wants, and show it with them."""
    given = {name: request.POST.get(name, "") for name in ("page", "query")}
    return redirect(choose_columns(user=request.user, keys=request.POST.getlist("key"), **given))


@signed_in
@require_POST
def record_hand(request: HttpRequest, code: str) -> HttpResponse:
    """Make somebody the handler of a record; who may is asked by the service."""
    record = get_object_or_404(Record.objects.visible_to(request.user).select_related("handler"), code=code)
    asked = request.POST.get("handler", "")
    handler = get_object_or_404(User, pk=asked if asked.isdecimal() else 0)
    try:
        hand_to(record, handler, actor=request.user, at=now(), note=request.POST.get("note", ""))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s handles %(code)s now.") % {"name": handler, "code": record.code})
    return redirect(record)


@signed_in
@require_POST
def clock_change(request: HttpRequest, code: str, name: str, change: str) -> HttpResponse:
    """Change a clock of a record; who may is asked by the service, and what is refused is said on the record's page."""
    record = get_object_or_404(Record.objects.visible_to(request.user), code=code)
    if change not in CHANGES:
        raise Http404
    form = ClockForm(request.POST)
    if form.is_valid():
        try:
            change_clock(record, name, change, form.cleaned_data, actor=request.user, at=now(), calendar=work_calendar())
        except Refused as refused:
            messages.error(request, str(refused))
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)
    return redirect(record)
