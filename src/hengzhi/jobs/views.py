"""Pages of jobs: progress for who started one, dead letters and schedules for the administrator."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengzhi.core.access import needs, signed_in
from hengzhi.jobs.models import Job, Schedule, State
from hengzhi.jobs.permissions import SEE
from hengzhi.jobs.present import present
from hengzhi.jobs.queries import VIEWS, counts
from hengzhi.jobs.services import cancel, discard, run_again

PAGE_SIZE = 50
TABS = {"dead": gettext_lazy("Failed"), "open": gettext_lazy("Waiting and running"), "ended": gettext_lazy("Ended")}
DECISIONS = {"again": run_again, "discard": discard}


@needs(SEE)
@require_GET
def job_list(request: HttpRequest) -> HttpResponse:
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "dead"
    found = counts()
    jobs = Job.objects.filter(state__in=VIEWS[view]).select_related("starter")
    context = {
        "view": view,
        "tabs": [{"view": name, "name": label, "count": found[name], "is_on": name == view} for name, label in TABS.items()],
        "page": Paginator(jobs, PAGE_SIZE).get_page(request.GET.get("page")),
        "schedules": Schedule.objects.all(),
    }
    return render(request, "jobs/list.html", context)


@signed_in
@require_GET
def job_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a job stands; a page that asks again and again gets the part that changes, when it has changed."""
    job = find(request, code)
    follow = request.GET.get("follow", "")
    if request.htmx and job.stamp == request.GET.get("seen"):
        return HttpResponse(status=204)
    if request.htmx and follow and job.state == State.DONE and job.result:
        return HttpResponse(headers={"HX-Redirect": job.result})
    template = "jobs/_progress.html" if request.htmx else "jobs/detail.html"
    may_see_all = request.user.may(SEE)
    context = {"job": job, "follow": follow, "may_see_all": may_see_all, "may_decide": may_see_all and job.state == State.DEAD}
    return render(request, template, context)


@signed_in
@require_POST
def job_cancel(request: HttpRequest, code: str) -> HttpResponse:
    job = find(request, code)
    cancel(job, actor=request.user, at=present())
    return redirect(job)


@needs(SEE)
@require_http_methods(["GET", "POST"])
def job_decide(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Ask whether a dead letter is really to be run again or discarded, then do it."""
    job = find(request, code)
    if name not in DECISIONS or job.state != State.DEAD:
        raise Http404
    if request.method == "GET":
        return render(request, "jobs/decide.html", {"job": job, "name": name})
    DECISIONS[name](job, actor=request.user, at=present())
    messages.success(request, _("The job runs again.") if name == "again" else _("The job has been discarded."))
    return redirect("jobs:list")


def find(request: HttpRequest, code: str) -> Job:
    """Return a job that this user may look at; anything else is as if it were not there."""
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("starter"), code=code)
