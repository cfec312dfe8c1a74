"""Pages of notices: the own list and wishes; for the administrator robots and programs, and what was sent."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hengzhi.core.access import needs, signed_in
from hengzhi.core.clock import now, today
from hengzhi.core.errors import Refused
from hengzhi.core.exchange import FORMATS, export
from hengzhi.jobs.present import present
from hengzhi.notices.catalogue import notice_kinds
from hengzhi.notices.forms import EndpointForm, LogForm, WishForm
from hengzhi.notices.models import Delivery, Endpoint, Notice, Wish
from hengzhi.notices.permissions import MANAGE
from hengzhi.notices.queries import counts_of, log_rows, narrowed, with_details
from hengzhi.notices.services import keep_endpoint, read_all, read_notice, remove_endpoint, send_again, send_test, set_wishes
from hengzhi.notices.wording import address_of, line_of
from hengzhi.register.audit import note_export

PAGE_SIZE = 50


@signed_in
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """Show the own notices: unread or all, of one kind or of all."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in notice_kinds() else ""
    own = Notice.objects.shown_to(request.user).filter(**({"kind": kind} if kind else {}))
    counts = counts_of(own)
    view = "all" if request.GET.get("view") == "all" else "unread"
    paginator = Paginator(with_details(own if view == "all" else own.unread()), PAGE_SIZE)
    paginator.count = counts[view]
    page = paginator.get_page(request.GET.get("page"))
    page.object_list = [line_of(notice, shows_secret_titles=True) for notice in page.object_list]
    names = {"unread": _("Unread"), "all": _("All")}
    tabs = [{"view": name, "name": label, "count": counts[name], "is_on": name == view} for name, label in names.items()]
    context = {"tabs": tabs, "view": view, "kind": kind, "kinds": notice_kinds().values(), "page": page, "counts": counts}
    return render(request, "notices/list.html", context)


@signed_in
@require_GET
def notice_open(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Note that a notice was read and lead to what it is about."""
    notice = find(request, notice_id)
    read_notice(notice, at=now())
    return redirect(address_of(notice))


@signed_in
@require_POST
def notice_read(request: HttpRequest, notice_id: int) -> HttpResponse:
    read_notice(find(request, notice_id), at=now())
    return _back(request)


@signed_in
@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    count = read_all(user=request.user, at=now(), kind=request.POST.get("kind", ""))
    messages.success(request, _("%(count)d marked as read.") % {"count": count})
    return _back(request)


def find(request: HttpRequest, notice_id: int) -> Notice:
    """Return one of the user's own notices, or answer that there is none."""
    return get_object_or_404(with_details(Notice.objects.shown_to(request.user)), pk=notice_id)


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the page of the list that was left."""
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(asked if is_ours else "notices:list")


@signed_in
@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """Let a user choose what they are told, how and when."""
    wish = Wish.objects.filter(user=request.user).first() or Wish(user=request.user)
    form = WishForm(request.POST or None, wish=wish, email=request.user.email)
    if request.method == "POST" and form.is_valid():
        set_wishes(form.wish(), email=form.cleaned_data["email"], actor=request.user, at=now())
        messages.success(request, _("Saved."))
        return redirect("notices:wishes")
    context = {"form": form, "matrix": form.matrix(), "has_mail": _has_mail(), "email": request.user.email}
    return render(request, "notices/wishes.html", context, status=422 if form.errors else 200)


def _has_mail() -> bool:
    return settings.HENGZHI_MAIL is not None


@signed_in
@require_POST
def wishes_test(request: HttpRequest) -> HttpResponse:
    """Send the user a mail that says it is a test."""
    if not _has_mail() or not request.user.email:
        messages.error(request, _("Enter an e-mail address and save it first."))
    else:
        _say_how_it_went(request, send_test(request.user, at=present()))
    return redirect("notices:wishes")


def _say_how_it_went(request: HttpRequest, delivery: Delivery) -> None:
    if delivery.state == Delivery.State.SENT:
        messages.success(request, _("The test message was taken by the other side. See whether it arrived."))
    else:
        messages.error(request, _("The test message did not arrive: %(why)s") % {"why": delivery.reason})


@needs(MANAGE)
@require_GET
def endpoint_list(request: HttpRequest) -> HttpResponse:
    names = {kind.code: kind.name for kind in notice_kinds().values()}
    rows = [
        {"endpoint": endpoint, "kinds": [names[code] for code in endpoint.notice_kinds if code in names]}
        for endpoint in Endpoint.objects.prefetch_related("departments")
    ]
    return render(request, "notices/endpoints.html", {"rows": rows})


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def endpoint_new(request: HttpRequest) -> HttpResponse:
    return _endpoint_page(request, Endpoint())


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def endpoint_edit(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    return _endpoint_page(request, get_object_or_404(Endpoint, pk=endpoint_id))


def _endpoint_page(request: HttpRequest, endpoint: Endpoint) -> HttpResponse:
    form = EndpointForm(request.POST or None, instance=endpoint)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            keep_endpoint(
                form.instance, address=given["address"], secret=given["secret"], departments=given["departments"],
                actor=request.user, at=now(),
            )
        except Refused as refused:
            form.add_error("address", str(refused))
        else:
            messages.success(request, _("Saved. Send a test to see whether it works."))
            return redirect("notices:endpoints")
    context = {"form": form, "endpoint": endpoint if endpoint.pk else None}
    return render(request, "notices/endpoint.html", context, status=422 if form.errors else 200)


@needs(MANAGE)
@require_POST
def endpoint_test(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Really send a message that says it is a test."""
    _say_how_it_went(request, send_test(get_object_or_404(Endpoint, pk=endpoint_id), at=present()))
    return redirect("notices:endpoints")


@needs(MANAGE)
@require_http_methods(["GET", "POST"])
def endpoint_remove(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Ask whether it is really to be disconnected, then do it."""
    endpoint = get_object_or_404(Endpoint, pk=endpoint_id)
    if request.method == "GET":
        return render(request, "notices/remove.html", {"endpoint": endpoint})
    remove_endpoint(endpoint, actor=request.user, at=now())
    messages.success(request, _("“%(name)s” has been disconnected.") % {"name": endpoint.name})
    return redirect("notices:endpoints")


@needs(MANAGE)
@require_GET
def delivery_list(request: HttpRequest) -> HttpResponse:
    form = LogForm(request.GET)
    filters = form.filters()
    page = Paginator(narrowed(filters), PAGE_SIZE).get_page(request.GET.get("page"))
    template = "notices/deliveries.html#results" if request.htmx else "notices/deliveries.html"
    return render(request, template, {"form": form, "filters": filters, "page": page, "has_mail": _has_mail()})


@needs(MANAGE)
@require_GET
def delivery_export(request: HttpRequest, form: str) -> HttpResponseBase:
    """Give exactly what the log shows, all pages of it, and write that down."""
    shown = narrowed(LogForm(request.GET).filters())
    note_export(address=request.get_full_path(), rows=shown.count(), actor=request.user, at=now())
    heads = [
        _("Number"), _("Made at"), _("Channel"), _("Recipient"), _("Kinds"), _("Count"), _("State"), _("Attempts"),
        _("Ended at"), _("Cause"),
    ]
    return export(form if form in FORMATS else "csv", f"messages-{today():%Y%m%d}", heads, log_rows(shown))


@needs(MANAGE)
@require_POST
def delivery_again(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """Have a message that was given up sent once more."""
    send_again(get_object_or_404(Delivery, pk=delivery_id), actor=request.user, at=present())
    messages.success(request, _("The message is sent again within a minute."))
    return redirect("notices:deliveries")
