"""Pages of imports: choosing, matching the columns, what is wrong, progress, the result."""

from collections.abc import Iterable
from pathlib import PurePath

from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hengzhi.core.access import signed_in
from hengzhi.core.clock import now, today
from hengzhi.core.errors import HengzhiError, Refused
from hengzhi.core.exchange import XLSX_TYPE
from hengzhi.evidence.services import too_large
from hengzhi.exchange import jobs
from hengzhi.exchange.check import Row
from hengzhi.exchange.contract import Import, imports
from hengzhi.exchange.forms import ColumnsForm, PresetForm, StartForm, WordsForm
from hengzhi.exchange.headings import repeated
from hengzhi.exchange.models import ImportRun, Mode, Preset, State
from hengzhi.exchange.presets import chosen, delete_preset, presets_for, save_preset
from hengzhi.exchange.queries import faults_beside_words, preview_shown, sent_before
from hengzhi.exchange.services import end, map_again, map_columns, receive, refused_rows, rows_as_read, say_words, start
from hengzhi.exchange.workbooks import marked, template
from hengzhi.jobs.catalogue import JobKind
from hengzhi.jobs.present import present
from hengzhi.jobs.services import cancel, enqueue

RUNS_SHOWN = 20


def find(request: HttpRequest, code: str) -> ImportRun:
    """Return an import of this user's; anything else is as if it were not there."""
    seen = ImportRun.objects.visible_to(request.user).select_related("job", "actor", "department", "preset")
    run = get_object_or_404(seen, code=code)
    _target(request, run.kind)
    return run


def _target(request: HttpRequest, code: str) -> Import:
    """Return something this user may import."""
    target = imports().get(code)
    if target is None or not request.user.may(target.permission):
        raise Http404
    return target


@signed_in
@require_GET
def import_list(request: HttpRequest) -> HttpResponse:
    return list_page(request)


def list_page(request: HttpRequest, *, refused: str = "", tried: str = "", status: int = 200) -> HttpResponse:
    """Show what may be imported and the user's last imports; `refused` is why the upload for `tried` was not taken."""
    targets = [target for target in imports().values() if request.user.may(target.permission)]
    if not targets:
        raise Http404
    runs = ImportRun.objects.visible_to(request.user).select_related("job")[:RUNS_SHOWN]
    presets = {target.code: list(presets_for(target).select_related("saved_by")) for target in targets}
    offered = [(target, presets[target.code]) for target in targets]
    context = {"targets": offered, "runs": runs, "refused": refused, "tried": tried}
    return render(request, "exchange/list.html", context, status=status)


@signed_in
@require_GET
def import_template(request: HttpRequest, code: str) -> FileResponse:
    target = _target(request, code)
    return _workbook(template(target.columns(), today()), f"{target.code}-template.xlsx")


def _workbook(file, name: str) -> FileResponse:
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX_TYPE)


@signed_in
@require_POST
def import_upload(request: HttpRequest, code: str) -> HttpResponse:
    """Take a file; why one cannot be read is said beside where it was chosen."""
    target = _target(request, code)
    file = request.FILES.get("file")  # reading the files finds those that are too large
    if large := getattr(request, "too_large", []):
        return list_page(request, refused=str(too_large(large[0])), tried=code, status=422)
    if file is None:
        return list_page(request, refused=_("Choose a file first."), tried=code, status=422)
    try:
        preset = chosen(target, request.POST.get("preset", ""))
        run = receive(target=target, file=file, name=file.name, actor=request.user, at=now(), preset=preset)
    except HengzhiError as error:
        return list_page(request, refused=str(error), tried=code, status=422)
    return redirect(run)


@signed_in
@require_GET
def import_run(request: HttpRequest, code: str) -> HttpResponse:
    return run_page(request, find(request, code))


def run_page(
    request: HttpRequest, run: ImportRun, *, form: ColumnsForm | None = None, preset: PresetForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show an import as it stands; while a worker has it, the part that changes asks for itself again."""
    columns = run.target.columns()
    context = {
        "words": WordsForm(run, columns, today()), "preset_form": preset or PresetForm(),
        "unknown": sum(not entry["means"] for entry in run.met),
        "run": run, "columns": columns, "form": form or ColumnsForm(run, columns), "modes": Mode,
        "repeated": repeated(run.headings), "before": sent_before(run), "faults": faults_beside_words(run, columns),
        "preview": preview_shown(run, columns),
    }
    template_name = "exchange/run.html#run" if request.htmx else "exchange/run.html"
    return render(request, template_name, context, status=status)


@signed_in
@require_POST
def import_columns(request: HttpRequest, code: str) -> HttpResponse:
    """Match the columns and have the file checked; without columns, go back to matching."""
    run = find(request, code)
    if run.state == State.CHECKED and "again" in request.POST:
        map_again(run)
        return redirect(run)
    form = ColumnsForm(run, run.target.columns(), request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                map_columns(run, form.mapping())
                _hand_over(run, jobs.check)
        except Refused as refused:
            form.add_error(None, str(refused))
    return run_page(request, run, form=form, status=422) if form.errors else redirect(run)


@signed_in
@require_POST
def import_words(request: HttpRequest, code: str) -> HttpResponse:
    """Say what words of the file stand for and have it checked again."""
    run = find(request, code)
    form = WordsForm(run, run.target.columns(), today(), request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                say_words(run, form.given(), on=today())
                _hand_over(run, jobs.check)
        except Refused as refused:
            messages.error(request, str(refused))
    return redirect(run)


@signed_in
@require_POST
def preset_save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep how this list was understood under a name."""
    run, form = find(request, code), PresetForm(request.POST)
    if form.is_valid():
        try:
            preset = save_preset(run, name=form.cleaned_data["name"], actor=request.user, at=now())
        except Refused as refused:
            form.add_error("name", str(refused))
        else:
            messages.success(request, _("The preset “%(name)s” can be chosen with the next list.") % {"name": preset.name})
    return run_page(request, run, preset=form, status=422) if form.errors else redirect(run)


@signed_in
@require_POST
def preset_delete(request: HttpRequest, preset: int) -> HttpResponse:
    kept = get_object_or_404(Preset, pk=preset, saved_by=request.user)
    _target(request, kept.kind)
    delete_preset(kept, actor=request.user, at=now())
    return redirect("exchange:list")


def _hand_over(run: ImportRun, kind: JobKind) -> None:
    """Let a worker go on with a run, in the caller's transaction."""
    job = enqueue(kind, {"code": run.code, "file": run.file}, starter=run.actor, at=present())
    ImportRun.objects.filter(pk=run.pk).update(job=job)


@signed_in
@require_POST
def import_start(request: HttpRequest, code: str) -> HttpResponse:
    run = find(request, code)
    form = StartForm(request.POST)
    if not form.is_valid():
        return redirect(run)
    with transaction.atomic():
        start(run, Mode(form.cleaned_data["mode"]))
        _hand_over(run, jobs.bring_in)
    return redirect(run)


@signed_in
@require_POST
def import_go_on(request: HttpRequest, code: str) -> HttpResponse:
    """Hand a run whose job ended before its time to a worker again."""
    run = find(request, code)
    if run.is_stuck:
        with transaction.atomic():
            _hand_over(run, jobs.check if run.state == State.CHECKING else jobs.bring_in)
    return redirect(run)


@signed_in
@require_POST
def import_end(request: HttpRequest, code: str) -> HttpResponse:
    """End a run early, and the job that works on it."""
    run = find(request, code)
    with transaction.atomic():
        end(run, at=now())
        if run.job and run.job.is_open:
            cancel(run.job, actor=request.user, at=present())
    return redirect(run)


@signed_in
@require_GET
def import_marked(request: HttpRequest, code: str) -> HttpResponse:
    """Give the whole file back with its wrong cells marked."""
    run = find(request, code)
    return _marked(run, rows_as_read(run, now()))


@signed_in
@require_GET
def import_refused(request: HttpRequest, code: str) -> HttpResponse:
    """Give back the wrong rows alone, marked, to be corrected and sent again."""
    run = find(request, code)
    return _marked(run, refused_rows(run, now()))


def _marked(run: ImportRun, rows: Iterable[Row]) -> FileResponse:
    name = PurePath(run.file).stem
    return _workbook(marked(run.headings, run.mapping, run.target.columns(), rows), f"{name}-marked.xlsx")
