"""Who is in the group, who was on a day, and forming it anew."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.core.access import needs
from hengzhi.core.clock import now, today
from hengzhi.core.exchange import FORMATS, export
from hengzhi.core.reference import work_calendar
from hengzhi.leading_group import exports
from hengzhi.leading_group.forms import CompositionForm, DayForm, FormingForm, SeatForm, UntilForm
from hengzhi.leading_group.models import Group, Member
from hengzhi.leading_group.permissions import KEEP, SEE
from hengzhi.leading_group.queries import Roll, compositions, roll_on, under_way
from hengzhi.leading_group.services.group import add_member, change_group, copied_seats, draft_group, end_member, form_group
from hengzhi.leading_group.views.acting import by, district, find, written
from hengzhi.leading_group.workflow import GroupState
from hengzhi.records.pages import record_context
from hengzhi.register.audit import note_export
from hengzhi.register.models import Record


def _roll(request: HttpRequest) -> tuple[DayForm, Roll]:
    """Return the roll of the day asked for; of today where none or no day is asked for."""
    form = DayForm(request.GET if "on" in request.GET else {"on": today().isoformat()})
    return form, roll_on(request.user, form.cleaned_data["on"] if form.is_valid() else today())


@needs(SEE)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show who was in the group on a day, the compositions there were, and what is under way."""
    form, roll = _roll(request)
    history = list(compositions(request.user))
    draft = Record.objects.visible_to(request.user).filter(kind="group", state=GroupState.DRAFTED).first()
    context = {
        "form": form, "roll": roll, "history": history, "draft": draft, "waiting": under_way(request.user), "face": "home",
        "may_keep": request.user.may(KEEP),
    }
    return render(request, "leading_group/home.html", context)


@needs(SEE)
@require_GET
def roll_export(request: HttpRequest, form: str) -> HttpResponse:
    """Give the roll of a day as it is shown, and write that down."""
    rows = list(exports.roll_rows(_roll(request)[1]))
    note_export(address=request.get_full_path(), rows=len(rows), actor=request.user, at=now())
    return export(form if form in FORMATS else "csv", f"leading-group-{today():%Y%m%d}", exports.roll_heads(), rows)


@needs(SEE)
@require_GET
def group_detail(request: HttpRequest, code: str) -> HttpResponse:
    return group_page(request, find(request, "group", code))


def group_page(
    request: HttpRequest, record: Record, *, tried=None, step: str = "", form=None, status: int = 200
) -> HttpResponse:
    """Show a composition; `form` is one of the page's own that was refused."""
    context = record_context(request, record, tried=tried, step=step)
    group = record.leading_group
    may_keep = record.is_in_reach(request.user, KEEP)
    is_draft = record.state == GroupState.DRAFTED
    context["steps"] = [option for option in context["steps"] if option["step"].name != "form"]
    seat_form = form if isinstance(form, SeatForm) else SeatForm(prefix="seat", on=today(), is_draft=is_draft)
    context |= {
        "group": group, "members": list(group.members.select_related("department")), "is_draft": is_draft,
        "may_form": may_keep and is_draft, "may_change": may_keep and (is_draft or (group.starts_on and not group.ends_on)),
        "may_reform": may_keep and group.starts_on and not group.ends_on, "seat_form": seat_form, "tried_form": form,
        "next": Group.objects.filter(after=group).select_related("record").first(),
    }
    return render(
        request, "leading_group/group.html#case" if request.htmx else "leading_group/group.html", context, status=status
    )


@needs(KEEP)
def group_new(request: HttpRequest) -> HttpResponse:
    """Draft the first composition; later ones are formed anew from the one in office."""
    return _drafting(request, None)


@needs(KEEP)
def group_reform(request: HttpRequest, code: str) -> HttpResponse:
    """Show which members a new composition takes over, and draft it with those ticked."""
    return _drafting(request, find(request, "group", code).leading_group)


def _drafting(request: HttpRequest, after: Group | None) -> HttpResponse:
    known = {}
    if after:
        known = {"office": after.record.department, "director": after.director, "director_post": after.director_post}
    form = CompositionForm(request.POST or None, on=today(), initial=known)
    seats = list(enumerate(copied_seats(after))) if after else []
    chosen = set(request.POST.getlist("seat")) if request.method == "POST" else {str(place) for place, _seat in seats}

    def write() -> Record:
        kept = tuple(seat for place, seat in seats if str(place) in chosen)
        return draft_group(
            composition=form.composition(kept), area=district(), after=after, calendar=work_calendar(), **by(request)
        )

    if request.method == "POST" and (record := written(form, write)):
        return redirect(record)
    context = {
        "form": form, "after": after,
        "seats": [(place, seat, Member.Role(seat.role).label, str(place) in chosen) for place, seat in seats],
        "show_errors": request.method == "POST",
    }
    return render(request, "leading_group/drafting.html", context, status=422 if form.errors else 200)


@needs(KEEP)
def group_change(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, "group", code)
    group = record.leading_group
    known = {
        "title": record.title, "office": record.department, "director": group.director, "director_post": group.director_post
    }
    form = CompositionForm(request.POST or None, on=today(), initial=known)
    if request.method == "POST":
        written(form, lambda: change_group(record, form.composition(), paper=group.paper, **by(request)))
        if not form.errors:
            return redirect(record)
    context = {"form": form, "record": record, "title": _("Change the composition"), "show_errors": request.method == "POST"}
    return render(request, "leading_group/one_form.html", context, status=422 if form.errors else 200)


@needs(KEEP)
def group_form(request: HttpRequest, code: str) -> HttpResponse:
    """Ask before a draft takes office: whose terms begin, whose end, from which day, by which document."""
    record = find(request, "group", code)
    group = record.leading_group
    form = FormingForm(request.POST or None, initial={"starts_on": today()})
    if request.method == "POST":
        written(form, lambda: form_group(record, calendar=work_calendar(), **form.cleaned_data, **by(request)))
        if not form.errors:
            return redirect(record)
    context = {"form": form, "record": record, "group": group, **_compared(group)}
    return render(request, "leading_group/forming.html", context, status=422 if form.errors else 200)


def _compared(group: Group) -> dict:
    """Return who comes, who stays and who goes, by name and department."""
    new = list(group.members.select_related("department"))
    old = list(group.after.members.filter(ends_on=None).select_related("department")) if group.after else []
    before, now_in = {(one.name, one.department_id) for one in old}, {(one.name, one.department_id) for one in new}
    return {
        "stay": [one for one in new if (one.name, one.department_id) in before],
        "come": [one for one in new if (one.name, one.department_id) not in before],
        "go": [one for one in old if (one.name, one.department_id) not in now_in],
    }


@needs(KEEP)
@require_POST
def member_add(request: HttpRequest, code: str) -> HttpResponse:
    record = find(request, "group", code)
    is_draft = record.state == GroupState.DRAFTED
    form = SeatForm(request.POST, prefix="seat", on=today(), is_draft=is_draft)
    added = written(form, lambda: add_member(record, form.seat(), since=form.cleaned_data.get("since"), **by(request)))
    return redirect(record) if added else group_page(request, record, form=form, status=422)


@needs(KEEP)
def member_end(request: HttpRequest, code: str, row: int) -> HttpResponse:
    """Ask for the last day of a member's term; a draft's member is taken out at once."""
    record = find(request, "group", code)
    member = get_object_or_404(Member.objects.select_related("department", "group__record"), group=record.leading_group, pk=row)
    if request.method == "POST" and record.state == GroupState.DRAFTED:
        end_member(member, until=None, **by(request))
        return redirect(record)
    form = UntilForm(request.POST or None, initial={"until": today()})
    if request.method == "POST":
        written(form, lambda: end_member(member, until=form.cleaned_data["until"], **by(request)))
        if not form.errors:
            return redirect(record)
    context = {
        "form": form, "record": record, "title": _("End the term of %(member)s") % {"member": member},
        "show_errors": request.method == "POST",
    }
    return render(request, "leading_group/one_form.html", context, status=422 if form.errors else 200)
