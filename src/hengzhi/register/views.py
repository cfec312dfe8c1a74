"""The page of the audit trail and its export."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.register.audit import Line, lines_of, narrowed, note_export, stretch
from hengzhi.register.forms import AuditFilterForm
from hengzhi.register.permissions import AUDIT
from hengzhi.register.seals import sealed_so_far

PAGE_SIZE = 50


@needs(AUDIT)
@require_GET
def audit_list(request: HttpRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET)
    events = narrowed(form.filters())
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    page.object_list = stretch(events, page.start_index() - 1, page.end_index(), request.user) if page.paginator.count else []
    template = "register/audit.html#results" if request.htmx else "register/audit.html"
    context = {"form": form, "filters": form.filters(), "page": page, "sealed": sealed_so_far()}
    return render(request, template, context)


@needs(AUDIT)
@require_GET
def audit_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give exactly what the page shows, all pages of it, and write that down."""
    events = narrowed(AuditFilterForm(request.GET).filters())
    noted = note_export(address=request.get_full_path(), rows=events.count(), actor=request.user, at=now())
    heads = [_("Time"), _("Who"), _("What was done"), _("Number of the record"), _("Details")]
    rows = map(_export_row, lines_of(events.filter(pk__lt=noted.pk), request.user))
    return export(form if form in FORMATS else "csv", f"audit-{today():%Y%m%d}", heads, rows)


def _export_row(line: Line) -> list:
    at = localtime(line.at)
    details = _("not shown: no access to this record") if line.is_shut else _details(line)
    return [f"{at:%Y-%m-%d %H:%M:%S}", line.who, line.what, line.record.code if line.record else None, details]


def _details(line: Line) -> str:
    facts = [name + _(": ") + value for name, value in line.facts]
    return "\n".join([*facts, *([line.note] if line.note else [])])
