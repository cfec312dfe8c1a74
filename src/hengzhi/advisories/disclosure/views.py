"""Staff pages of the publication of complaints: what is ready, a preview of what would be refused, each on its own."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.advisories.disclosure.forms import DecisionForm, ObjectionForm, TakeOffForm
from hengzhi.advisories.disclosure.models import Disclosure
from hengzhi.advisories.disclosure.queries import VIEWS, in_view, rule, view_counts
from hengzhi.advisories.disclosure.services import (
    decide_objection,
    note_objection,
    publish_complaints,
    refusal_to_publish,
    refusal_to_tell,
    take_off,
    tell_businesses,
)
from hengzhi.advisories.permissions import DISCLOSE
from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.register.models import Record

PAGE_SIZE = 50
MOST_AT_ONCE = 500


def view_names() -> dict[str, str]:
    return {"ready": _("Ready"), **{value: str(label).capitalize() for value, label in Disclosure.State.choices}}


@needs(DISCLOSE)
@require_GET
def disclosure_list(request: HttpRequest) -> HttpResponse:
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else "ready"
    counts = view_counts(request.user)
    tabs = [{"view": name, "name": says, "count": counts[name], "is_on": name == view} for name, says in view_names().items()]
    page = Paginator(in_view(request.user, view), PAGE_SIZE).get_page(request.GET.get("page"))
    action = {"ready": "tell", "told": "publish"}.get(view, "")
    context = {"page": page, "tabs": tabs, "view": view, "action": action, "rule": rule(), "today": today()}
    return render(request, "advisories/disclosure/list.html", context)


def _chosen(request: HttpRequest) -> list[Record]:
    """Return the records ticked, as far as the user may see them."""
    codes = request.POST.getlist("code")[:MOST_AT_ONCE]
    seen = Record.objects.visible_to(request.user).filter(code__in=codes, complaint__isnull=False)
    return list(seen.select_related("complaint__respondent", "rule_set", "disclosure", "department").order_by("code"))


@needs(DISCLOSE)
@require_POST
def preview(request: HttpRequest, action: str) -> HttpResponse:
    """Show what telling or publishing would do to the records ticked, and why some would be left; nothing is changed."""
    at, user = now(), request.user
    records = _chosen(request)
    reasons = {
        record.pk: refusal_to_publish(record, user, at) if action == "publish" else refusal_to_tell(record, user)
        for record in records
    }
    context = {
        "action": action, "going": [record for record in records if not reasons[record.pk]],
        "left": [(record, reasons[record.pk]) for record in records if reasons[record.pk]],
    }
    return render(request, "advisories/disclosure/preview.html", context)


@needs(DISCLOSE)
@require_POST
def carry_out(request: HttpRequest, action: str) -> HttpResponse:
    """Tell the businesses, or publish; what is refused meanwhile is named."""
    given = {"records": _chosen(request), "actor": request.user, "at": now()}
    refused = publish_complaints(**given) if action == "publish" else tell_businesses(**given, calendar=work_calendar())
    done = len(given["records"]) - len(refused)
    messages.success(request, _("%(count)d done.") % {"count": done})
    for one in refused:
        messages.error(request, _("%(code)s: %(reason)s") % {"code": one.record.code, "reason": one.reason})
    return redirect("disclosure:list")


def _find(request: HttpRequest, code: str) -> Record:
    seen = Record.objects.visible_to(request.user).filter(disclosure__isnull=False)
    return get_object_or_404(seen.select_related("complaint__respondent", "disclosure", "department"), code=code)


@needs(DISCLOSE)
@require_GET
def detail(request: HttpRequest, code: str) -> HttpResponse:
    return _page(request, _find(request, code))


def _page(request: HttpRequest, record: Record, forms: dict[str, Form] | None = None, status: int = 200) -> HttpResponse:
    blank = {"objection": ObjectionForm(), "decision": DecisionForm(), "off": TakeOffForm()}
    context = {
        "record": record, "disclosure": record.disclosure, "forms": {**blank, **(forms or {})},
        "wrong": next(iter((forms or {}).values()), None),
    }
    return render(request, "advisories/disclosure/detail.html", context, status=status)


def _done(request: HttpRequest, code: str, name: str, form: Form, write: Callable[[Disclosure, dict], None]) -> HttpResponse:
    record = _find(request, code)
    if form.is_valid():
        try:
            write(record.disclosure, form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
    if form.errors:
        return _page(request, record, {name: form}, status=422)
    return redirect("disclosure:detail", code)


@needs(DISCLOSE)
@require_POST
def objection(request: HttpRequest, code: str) -> HttpResponse:
    given = {"actor": request.user, "at": now()}
    return _done(request, code, "objection", ObjectionForm(request.POST), lambda row, values: note_objection(
        disclosure=row, objection=values["objection"], **given
    ))


@needs(DISCLOSE)
@require_POST
def decision(request: HttpRequest, code: str) -> HttpResponse:
    given = {"actor": request.user, "at": now()}
    return _done(request, code, "decision", DecisionForm(request.POST), lambda row, values: decide_objection(
        disclosure=row, is_right=values["is_right"] == "yes", answer=values["answer"], **given
    ))


@needs(DISCLOSE)
@require_POST
def off(request: HttpRequest, code: str) -> HttpResponse:
    given = {"actor": request.user, "at": now()}
    return _done(request, code, "off", TakeOffForm(request.POST), lambda row, values: take_off(
        disclosure=row, reason=values["reason"], **given
    ))
