"""What the page of any record shows, and how its steps are taken."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hengzhi.accounts.queries import users_with_roles
from hengzhi.comments.pages import panel as comments_panel
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.evidence.pages import panel
from hengzhi.records.forms import StepForm
from hengzhi.records.hands import hands_of
from hengzhi.register.models import Record
from hengzhi.register.pages import timeline
from hengzhi.register.services import move
from hengzhi.register.strip import clock_strips
from hengzhi.register.vault.panel import panel as people_panel

Show = Callable[..., HttpResponse]


def record_context(request: HttpRequest, record: Record, *, tried: StepForm | None = None, step: str = "") -> dict:
    """Return what the shared parts in `records/` show; `tried` is the form of step `step`, which was refused."""
    users = users_with_roles(today())
    options = record.kind_of.workflow.options(record, request.user)
    steps = [
        {"step": option, "form": tried if option.name == step else StepForm(option, record, prefix=option.name)}
        for option in options
    ]
    return {
        "record": record, "steps": steps, "open_step": step,
        "barred": [{"label": other.label, "why": why} for other, why in record.kind_of.workflow.barred(record, request.user)],
        "hands": hands_of(record, request.user, users),
        "refused": tried.non_field_errors() if tried and not any(s["form"] is tried for s in steps) else [],
        "clocks": clock_strips(record, today(), work_calendar(), request.user),
        "timeline": timeline(record), "evidence": panel(record, request.user),
        "people": people_panel(record, request.user),
        "comments": comments_panel(record, request.user, now(), users),
    }


def take_step(request: HttpRequest, find: Callable[[], Record], name: str, show: Show) -> HttpResponse:
    """Take one step of the record that `find` reads; what is refused is shown with its reason and what was typed.

    `show(request, record, tried=…, step=…, status=…)` gives the record's page.
    """
    record = find()
    step = record.kind_of.workflow.step(name)
    if step is None:
        return render(request, "core/refused.html", {"reason": _("There is no step “%(name)s”.") % {"name": name}}, status=422)
    form = StepForm(step, record, request.POST, prefix=name)
    if form.is_valid():
        try:
            move(
                record, name, actor=request.user, at=now(), calendar=work_calendar(),
                note=form.cleaned_data["note"], facts=form.facts(),
            )
        except Refused as refused:
            form.add_error(None, str(refused))
    if form.errors:
        return show(request, find(), tried=form, step=name, status=422)
    return show(request, find()) if request.htmx else redirect(record)
