"""The statistics of a period: page, spreadsheet, paper."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from hengzhi.advisories.statistics.forms import AskedForm
from hengzhi.advisories.statistics.numbers import numbers
from hengzhi.advisories.statistics.paper import statistics_docx
from hengzhi.advisories.statistics.sections import Section, part_names, sections
from hengzhi.advisories.statistics.spans import choices
from hengzhi.complaints.permissions import SEE
from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.register.audit import note_export

DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@needs(SEE)
@require_GET
def statistics_page(request: HttpRequest) -> HttpResponse:
    form = AskedForm(request.GET)
    asked = form.asked(today())
    tables = sections(numbers(request.user, asked.span, asked.basis, today()), asked)
    parts = [(name, [table for table in tables if table.part == part]) for part, name in part_names().items()]
    context = {"form": form, "asked": asked, "parts": parts, "choices": choices(today())}
    return render(request, "advisories/statistics/page.html", context)


@needs(SEE)
@require_GET
def statistics_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give exactly what the page shows, as a spreadsheet or a paper, and write that down."""
    asked = AskedForm(request.GET).asked(today())
    counted = numbers(request.user, asked.span, asked.basis, today())
    tables = sections(counted, asked)
    note_export(
        address=request.get_full_path(), rows=sum(len(table.lines) for table in tables), actor=request.user, at=now()
    )
    name = f"statistics-{asked.span.text.replace('/', '_')}"
    if form == "docx":
        response = HttpResponse(statistics_docx(counted, asked, today()), content_type=DOCX_TYPE)
        response["Content-Disposition"] = f'attachment; filename="{name}.docx"'
        return response
    heads = [_("Complaints and tip-offs: statistics"), asked.span.label]
    return export(form if form in FORMATS else "csv", name, heads, _rows(tables))


def _rows(tables: list[Section]) -> Iterator[tuple]:
    for table in tables:
        yield ()
        yield (table.title,)
        yield table.heads
        for line in table.lines:
            yield line.name, *(round(value, 1) if isinstance(value, float) else value for value in line.values)
