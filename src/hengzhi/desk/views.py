"""The staff home."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from hengzhi.core.access import signed_in
from hengzhi.core.clock import today
from hengzhi.core.reference import work_calendar
from hengzhi.desk.queries import desk_of
from hengzhi.register.pages import timeline_entry


@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    desk = desk_of(request.user, today(), work_calendar())
    changes = [{"record": event.record, "entry": timeline_entry(event.record, event)} for event in desk.events]
    return render(request, "desk/home.html", {"desk": desk, "changes": changes})
