"""Pages of people and their identities: opening, adding, correcting, erasing, holds, finding by number, retention."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import trigger_client_event

from hengzhi.core.access import confirmed, needs, signed_in
from hengzhi.core.clock import now, today
from hengzhi.core.errors import HengzhiError, Refused
from hengzhi.core.exchange import FORMATS, export
from hengzhi.jobs.present import present
from hengzhi.jobs.services import enqueue
from hengzhi.register import jobs
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record
from hengzhi.register.permissions import ERASE, FIND_PEOPLE, HOLD, KEEP_PEOPLE, SEE_RETENTION
from hengzhi.register.vault.erasing import erase_person, kept_because
from hengzhi.register.vault.forms import AddForm, CorrectForm, EraseForm, FindForm, HoldForm, LiftForm
from hengzhi.register.vault.holds import lift_hold, set_hold
from hengzhi.register.vault.index import find_people
from hengzhi.register.vault.models import LegalHold, PersonLink, RetentionRule
from hengzhi.register.vault.panel import panel
from hengzhi.register.vault.people import add_person, correct_identity, open_identity
from hengzhi.register.vault.queries import VIEWS, all_lines, heads, lines_of, rows_for
from hengzhi.register.vault.retention import confirm, confirmed_for, proposals_within, propose

PAGE_SIZE = 50
FOUND_SHOWN = 50
TABS = {"due": gettext_lazy("Due for erasing"), "holds": gettext_lazy("Held"), "erased": gettext_lazy("Erased")}


def find(request: HttpRequest, code: str) -> Record:
    """Return a record this user may know of, or answer that there is none."""
    return get_object_or_404(Record.objects.visible_to(request.user), code=code)


def find_link(request: HttpRequest, code: str, person: uuid.UUID) -> PersonLink:
    """Return a person's part in a record this user may know of, or answer that there is none."""
    links = PersonLink.objects.select_related("person", "record")
    return get_object_or_404(links, record=find(request, code), person=person)


@signed_in
@never_cache
@require_POST
def person_open(request: HttpRequest, code: str, person: uuid.UUID) -> HttpResponse:
    """Open an identity for a purpose, which is written down; show it once."""
    link = find_link(request, code, person)
    identity, error = None, ""
    try:
        identity = open_identity(
            link.person, record=link.record, actor=request.user, purpose=request.POST.get("purpose", ""), at=now()
        )
    except HengzhiError as refused:
        error = str(refused)
    shown = panel(link.record, request.user, person=person, identity=identity, error=error)
    template = "register/_persons.html" if request.htmx else "register/persons.html"
    answer = render(request, template, {"people": shown, "record": link.record}, status=422 if error else 200)
    return answer if error else trigger_client_event(answer, "people-changed")


@dataclass(frozen=True)
class Words:
    """What a form's page says: its title, its button, what is told when it is done, a hint above it."""

    title: str
    button: str
    done: str
    says: str = ""
    is_danger: bool = False


def form_page(
    request: HttpRequest, record: Record, form: Form, words: Words, act: Callable[[], object], *, link: PersonLink | None = None
) -> HttpResponse:
    """Show a form about a record, or do what it asks and go back to the record; what is refused stands above it."""
    if request.method == "POST" and form.is_valid():
        try:
            act()
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, words.done)
            return redirect(record)
    context = {"record": record, "form": form, "words": words, "link": link}
    return render(request, "register/person_form.html", context, status=422 if form.errors else 200)


@needs(KEEP_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest, code: str) -> HttpResponse:
    record, form = find(request, code), AddForm(request.POST or None)
    words = Words(_("Add a person"), _("Add"), _("The person is on the record."))
    return form_page(request, record, form, words, lambda: add_person(
        record=record, role=form.cleaned_data["role"], identity=form.identity(), actor=request.user, at=now()
    ))


@needs(KEEP_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_correct(request: HttpRequest, code: str, person: uuid.UUID) -> HttpResponse:
    link, form = find_link(request, code, person), CorrectForm(request.POST or None)
    words = Words(
        _("Correct the identity"), _("Correct"), _("The identity is corrected."),
        _("Write only what is wrong; what you leave empty stays as it is."),
    )
    return form_page(request, link.record, form, words, lambda: correct_identity(
        link.person, record=link.record, identity=form.identity(), reason=form.cleaned_data["reason"], actor=request.user,
        at=now(),
    ), link=link)


@confirmed
@needs(ERASE)
@require_http_methods(["GET", "POST"])
def person_erase(request: HttpRequest, code: str, person: uuid.UUID) -> HttpResponse:
    """Ask for the ground, then erase an identity for good."""
    link, form = find_link(request, code, person), EraseForm(request.POST or None)
    if why := kept_because(link, now()):
        return render(request, "core/refused.html", {"reason": why}, status=422)

    def act() -> None:
        erase_person(
            link.person, ground=form.cleaned_data["ground"], reason=form.cleaned_data["reason"], actor=request.user, at=now()
        )
        enqueue(jobs.scrub, {}, starter=None, at=present())

    says = _(
        "The name, numbers and address go, and are crossed out in the subject, in what was told and in the names of files. "
        "The record and every figure stay. What is inside files is not looked through: see to them first."
    )
    words = Words(_("Erase the identity"), _("Erase for good"), _("The identity is erased."), says, is_danger=True)
    return form_page(request, link.record, form, words, act, link=link)


@needs(HOLD)
@require_http_methods(["GET", "POST"])
def hold_set(request: HttpRequest, code: str) -> HttpResponse:
    record, form = find(request, code), HoldForm(request.POST or None)
    words = Words(
        _("Hold the identities"), _("Set the hold"), _("The hold is set."),
        _("While the hold is on the record, no identity on it is erased, by the schedule or on request."),
    )
    return form_page(request, record, form, words, lambda: set_hold(
        record=record, reason=form.cleaned_data["reason"], until=form.cleaned_data["until"], actor=request.user, at=now()
    ))


@needs(HOLD)
@require_http_methods(["GET", "POST"])
def hold_lift(request: HttpRequest, code: str, hold_id: int) -> HttpResponse:
    record, form = find(request, code), LiftForm(request.POST or None)
    hold = get_object_or_404(LegalHold, pk=hold_id, record=record, lifted_at=None)
    words = Words(_("Lift the hold"), _("Lift the hold"), _("The hold is lifted."), hold.reason)
    return form_page(request, record, form, words, lambda: lift_hold(
        hold, reason=form.cleaned_data["reason"], actor=request.user, at=now()
    ))


@needs(FIND_PEOPLE)
@never_cache
@require_http_methods(["GET", "POST"])
def people_find(request: HttpRequest) -> HttpResponse:
    """Find records by a whole number; it is posted, so that it stands in no address, history or log."""
    form, found = FindForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            found = find_people(number=form.cleaned_data["number"], actor=request.user, at=now())
        except Refused as refused:
            form.add_error("number", str(refused))
    links = [] if found is None else list(found[: FOUND_SHOWN + 1])
    context = {
        "form": form, "asked": found is not None, "links": links[:FOUND_SHOWN], "has_more": len(links) > FOUND_SHOWN,
    }
    return render(request, "register/find_people.html", context, status=422 if form.errors else 200)


def _view(request: HttpRequest) -> str:
    view = request.GET.get("view", "")
    return view if view in VIEWS else VIEWS[0]


@needs(SEE_RETENTION)
@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    view = _view(request)
    rows = {name: rows_for(request.user, name, today()) for name in VIEWS}
    counts = {name: found.count() for name, found in rows.items()}
    paginator = Paginator(rows[view], PAGE_SIZE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    page.object_list = lines_of(list(page.object_list), view, request.user)
    tabs = [{"view": name, "name": label, "count": counts[name], "is_on": name == view} for name, label in TABS.items()]
    context = {
        "view": view, "page": page, "heads": heads(view), "rules": RetentionRule.objects.all(), "tabs": tabs,
        "may_erase": request.user.may(ERASE), "confirmed": confirmed_for(request.user).count(),
    }
    return render(request, "register/retention.html", context)


@needs(SEE_RETENTION)
@require_GET
def retention_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give exactly the list that is shown, all pages of it, and write that down."""
    view = _view(request)
    count = rows_for(request.user, view, today()).count()
    note_export(address=request.get_full_path(), rows=count, actor=request.user, at=now())
    lines = all_lines(request.user, view, today())
    rows = ([line.record.code, str(line.record.kind_of.name), *(text for _head, text in line.cells)] for line in lines)
    names = [_("Number"), _("Kind"), *heads(view)]
    return export(form if form in FORMATS else "csv", f"retention-{view}-{today():%Y%m%d}", names, rows)


@needs(ERASE)
@require_POST
def retention_propose(request: HttpRequest) -> HttpResponse:
    """Look now for what is due, as the schedule does each night."""
    propose(at=now())
    return redirect("vault:retention")


@confirmed
@needs(ERASE)
@require_POST
def retention_confirm(request: HttpRequest) -> HttpResponse:
    """Ask whether these identities are really to be erased, then leave them to a job."""
    is_all = "all" in request.POST
    keys = None if is_all else [_whole(key) for key in request.POST.getlist("key")]
    waiting = proposals_within(request.user, ERASE).filter(confirmed_at__isnull=True)
    if "count" not in request.POST:
        count = waiting.count() if keys is None else waiting.filter(pk__in=keys).count()
        context = {"keys": keys or [], "is_all": is_all, "count": count}
        return render(request, "register/retention_confirm.html", context, status=200 if count else 422)
    confirm(actor=request.user, at=now(), keys=keys, count=_whole(request.POST["count"]))
    return redirect(enqueue(jobs.erase, {}, starter=request.user, at=present()))


def _whole(text: str) -> int:
    """Return the number a form sent, 0 for what is none."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else 0
