"""Pages of the early warning: the list of questions, one question, what is watched, looking now."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.alarms import exports
from hengzhi.alarms.columns import COLUMNS
from hengzhi.alarms.forms import AlarmFilterForm
from hengzhi.alarms.jobs import look_now
from hengzhi.alarms.models import CONDUCT, TEXTS, Question, WatchRule
from hengzhi.alarms.permissions import ANSWER, SEE
from hengzhi.alarms.pictures import picture
from hengzhi.alarms.queries import VIEWS, alarms_seen_by, behind, last_look, narrowed, notes_alike, view_counts, with_findings
from hengzhi.alarms.wording import rarity, sentence, words_of
from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.jobs.present import present
from hengzhi.jobs.queries import job_to_show
from hengzhi.jobs.services import enqueue
from hengzhi.records.columns import columns_of
from hengzhi.records.forms import StepForm
from hengzhi.records.pages import record_context, take_step
from hengzhi.records.saved import saved_views
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record

PAGE_SIZE = 50
TEXTS_SHOWN = 6


def find(request: HttpRequest, code: str) -> Record:
    """Return a question this user may know of, or answer that there is none."""
    return get_object_or_404(with_findings(alarms_seen_by(request.user)), code=code)


def _shown(request: HttpRequest):
    """Return the filter form, the chosen view and the questions it narrows."""
    form = AlarmFilterForm(request.GET, today())
    view = request.GET.get("view") if request.GET.get("view") in VIEWS else "open"
    return form, view, narrowed(alarms_seen_by(request.user), form.filters())


@needs(SEE)
@require_GET
def alarm_list(request: HttpRequest) -> HttpResponse:
    form, view, records = _shown(request)
    counts = view_counts(records)
    names = {"open": _("To answer"), "answered": _("Answered"), "taken_up": _("Taken up as a case or task"), "all": _("All")}
    paginator = Paginator(with_findings(records.filter(VIEWS[view])), PAGE_SIZE)
    paginator.count = counts[view]
    context = {
        "form": form, "filters": form.filters(), "view": view, "page": paginator.get_page(request.GET.get("page")),
        "tabs": [{"name": names[name], "view": name, "count": counts[name], "is_on": name == view} for name in VIEWS],
        "may_look": request.user.may(ANSWER), "look": last_look(), "columns": columns_of(request, COLUMNS),
        "saved": saved_views(request, "alarms:list"),
        "job": job_to_show(look_now, user=request.user, code=request.GET.get("job", "")),
    }
    return render(request, "alarms/list.html#results" if request.htmx else "alarms/list.html", context)


@needs(SEE)
@require_GET
def alarm_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give exactly what the list shows, all pages of it, and write that down."""
    _filters, view, records = _shown(request)
    shown = records.filter(VIEWS[view])
    note_export(address=request.get_full_path(), rows=shown.count(), actor=request.user, at=now())
    return export(form if form in FORMATS else "csv", f"alarms-{today():%Y%m%d}", exports.heads(), exports.rows(shown))


@needs(SEE)
@require_GET
def alarm_detail(request: HttpRequest, code: str) -> HttpResponse:
    return detail_page(request, find(request, code))


def detail_page(
    request: HttpRequest, record: Record, *, tried: StepForm | None = None, step: str = "", status: int = 200
) -> HttpResponse:
    """Show a question; `tried` is the form of a step that was refused."""
    alarm = record.alarm
    rests_on = behind(alarm, request.user)
    context = {
        **record_context(request, record, tried=tried, step=step), "alarm": alarm, "behind": rests_on,
        "sentence": sentence(alarm), "rarity": rarity(alarm), "words": words_of(alarm.words),
        "picture": picture(alarm, record.title), "rule": WatchRule.objects.filter(code=alarm.question).first(),
        "texts": rests_on.records[:TEXTS_SHOWN] if alarm.question in TEXTS else [], "is_conduct": alarm.question in CONDUCT,
        "notes": notes_alike(alarm, request.user) if alarm.question == Question.COPIED else [],
    }
    return render(request, "alarms/detail.html#case" if request.htmx else "alarms/detail.html", context, status=status)


@needs(ANSWER)
@require_POST
def alarm_step(request: HttpRequest, code: str, name: str) -> HttpResponse:
    return take_step(request, lambda: find(request, code), name, detail_page)


@needs(ANSWER)
@require_POST
def alarm_look(request: HttpRequest) -> HttpResponse:
    """Have everything looked at now; the list shows how far that is."""
    job = enqueue(look_now, {}, starter=request.user, at=present())
    return redirect(reverse("alarms:list") + f"?job={job.code}")


@needs(SEE)
@require_GET
def watched(request: HttpRequest) -> HttpResponse:
    """Show what is watched, from when on it is asked about and why."""
    return render(request, "alarms/watched.html", {"rules": WatchRule.objects.all(), "look": last_look()})
