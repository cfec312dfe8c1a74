"""Pages of the rounds of independent scores."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hengzhi.assessments.forms import RateForm, RoundForm
from hengzhi.assessments.models import Edition
from hengzhi.assessments.permissions import MANAGE, RATE_AS_LEADER, RATE_PEERS
from hengzhi.assessments.queries import own_scores
from hengzhi.assessments.scheme import LineKind
from hengzhi.assessments.services.rounds import RATES, close_round, give_scores, open_round, voice_of
from hengzhi.assessments.views_editions import find
from hengzhi.core.access import needs
from hengzhi.core.clock import now
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Department


@needs(MANAGE)
@require_POST
def round_open(request: HttpRequest, code: str, name: str) -> HttpResponse:
    edition, form = find(code), RoundForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Name the day on which the round closes."))
    open_round(edition, name, closes_on=form.cleaned_data["closes_on"], actor=request.user, at=now())
    return redirect(edition)


@needs(MANAGE)
@require_POST
def round_close(request: HttpRequest, code: str, name: str) -> HttpResponse:
    edition = find(code)
    close_round(get_object_or_404(edition.rounds, line=name), actor=request.user, at=now())
    messages.success(request, _("The round is closed; its scores count from now."))
    return redirect(edition)


@needs(RATE_PEERS, RATE_AS_LEADER)
def rate(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Let somebody give independent scores; those of others stay shut until the round closes."""
    edition = find(code)
    opened = get_object_or_404(edition.rounds.select_related("edition__scheme_version"), line=name)
    line = edition.scheme.line_by_code[name]
    if not request.user.may(RATES[line.kind]):
        raise Http404
    voice = voice_of(request.user, line)
    own = voice if line.kind is LineKind.PEER else ""
    departments = [one for one in _rated(edition) if line.is_for(one.code) and one.code != own]
    given = own_scores(opened, voice)
    form = RateForm(departments, given, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = give_scores(opened, form.scores(), actor=request.user, at=now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(count)s scores are kept, sealed until the round closes.") % {"count": count})
            return redirect(edition)
    context = {"edition": edition, "round": opened, "line": line, "form": form, "given": len(given), "fields": list(form)}
    return render(request, "assessments/rate.html", context, status=422 if form.errors else 200)


def _rated(edition: Edition) -> list[Department]:
    codes = list(edition.facts["departments"])
    return list(Department.objects.filter(code__in=codes))
