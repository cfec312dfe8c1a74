"""The command that brings in a list from a file."""

from pathlib import Path
from shutil import copyfileobj

from hengzhi.accounts.models import User
from hengzhi.core.clock import now
from hengzhi.core.errors import HengzhiError, near
from hengzhi.exchange.contract import Import, imports
from hengzhi.exchange.models import ImportRun, Mode, State
from hengzhi.exchange.queries import faults_shown
from hengzhi.exchange.running import check_run, run_import
from hengzhi.exchange.services import end, map_columns, receive, rows_as_read, start
from hengzhi.exchange.store import remove
from hengzhi.exchange.workbooks import marked
from hengzhi.ops.accounts import user_named
from hengzhi.ops.progress import console, step


def import_list(*, kind: str, file: Path, username: str, good_rows: bool, marked_file: Path | None) -> int:
    """Bring in a list for a user and say what came of it; return 0 when no row was refused, 1 when some or all were.

    An import of the same file that was killed goes on where it stood.
    """
    target, actor = _target(kind), user_named(username)
    run = _unfinished(target, file, actor)
    if run.state == State.CHECKING:
        with step("Check") as tell:
            check_run(run, at=now(), progress=lambda done, total: tell(f"{done:,} of {total:,} rows"))
        _say_faults(run)
        _mark(run, marked_file)
    if run.state == State.CHECKED and not good_rows and run.wrong:
        end(run, at=now())
        console.print("Nothing was imported. Correct the rows, or take the good ones with --good-rows.")
        return 1
    if run.state == State.CHECKED:
        start(run, Mode.GOOD if run.wrong else Mode.ALL)
    with step("Import") as tell:
        run_import(run, at=now(), progress=lambda done, total: tell(f"{done:,} of {total:,} rows"))
    counts = f"{run.added} added, {run.repeated} there already, {run.refused} refused"
    console.print(f"{run.file}: {counts}; {run.rows_per_second} rows a second")
    return 1 if run.refused or run.state != State.DONE else 0


def _target(kind: str) -> Import:
    if kind not in imports():
        raise HengzhiError(f"“{kind}” cannot be imported; write one of {', '.join(imports())}.{near(kind, imports())}")
    return imports()[kind]


def _unfinished(target: Import, file: Path, actor: User) -> ImportRun:
    """Return the run of this very file that was killed, or a new one."""
    if not file.is_file():
        raise HengzhiError(f"There is no file {file}.")
    with file.open("rb") as content:
        run = receive(target=target, file=content, name=file.name, actor=actor, at=now())
    same = ImportRun.objects.filter(kind=run.kind, actor=actor, sha256=run.sha256, state=State.RUNNING, job=None)
    if killed := same.first():
        remove(run.code)
        run.delete()
        console.print(f"Goes on behind row {killed.position}.")
        return killed
    map_columns(run, run.mapping)
    return run


def _say_faults(run: ImportRun) -> None:
    console.print(f"{run.file}, {run.reading}: {run.total} rows, {run.wrong} wrong, {run.known} there already")
    for fault in faults_shown(run, run.target.columns()):
        console.print(f"  {fault.place or fault.row} {fault.column}: “{fault.found}”; {fault.wanted}", soft_wrap=True)


def _mark(run: ImportRun, path: Path | None) -> None:
    if path and run.wrong:
        rows = marked(run.headings, run.mapping, run.target.columns(), rows_as_read(run, now()))
        with path.open("wb") as out:
            copyfileobj(rows, out)
        console.print(f"The file with its wrong cells marked: {path}")
