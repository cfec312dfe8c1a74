"""Writes: taking an upload, matching its columns, checking it, bringing it in, ending it."""

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import BinaryIO

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hengzhi.accounts.models import User
from hengzhi.core.errors import HengzhiError, Refused
from hengzhi.evidence.services import clean_name
from hengzhi.exchange.check import Row, checked_rows
from hengzhi.exchange.contract import Fault, Import
from hengzhi.exchange.headings import find_heading, letter, match
from hengzhi.exchange.models import ImportFault, ImportRun, Mode, Preset, State
from hengzhi.exchange.presets import matched, words_of
from hengzhi.exchange.store import clear_away, keep, keep_only, opened, remove, rows_of
from hengzhi.exchange.words import meanings, together
from hengzhi.organisations.models import Department

FILES_KEPT = timedelta(days=30)
OPEN = (State.UPLOADED, State.CHECKING, State.CHECKED, State.RUNNING)


def receive(
    *, target: Import, file: BinaryIO, name: str, actor: User, at: datetime, preset: Preset | None = None
) -> ImportRun:
    """Read an upload as a table, keep its rows sealed and match its columns as far as known; raises FileError or Refused.

    A preset says which heading is which and what words mean, before what is remembered of earlier lists.
    """
    department = department_of(target, actor)
    name, code = clean_name(name), secrets.token_hex(6)
    digest, found = keep(file, name, code)
    with opened(code) as lines:
        heading = find_heading(lines, target.columns())
    if not heading.row:
        remove(code)
        raise Refused(_("“%(name)s” has no rows.") % {"name": name})
    run = ImportRun(
        code=code, kind=target.code, actor=actor, department=department, file=name, sha256=digest,
        reading=found.reading, lines=found.lines, heading_row=heading.row, headings=heading.texts, created_at=at, preset=preset,
    )
    known = _remembered(run) or match(heading.texts, target.columns())
    run.mapping = matched(preset, heading.texts, target) if preset else known
    run.words = together(_remembered_words(run), words_of(preset))
    run.full_clean()
    run.save()
    return run


def department_of(target: Import, actor: User) -> Department:
    """Return the department the rows are for: one where the actor may import them; raises Refused where there is none."""
    grants = actor.reach(target.permission)
    if not grants:
        raise Refused(_("You need the permission to %(what)s.") % {"what": target.permission.says})
    department = Department.objects.filter(pk__in=[grant.department_id for grant in grants if grant.department_id]).first()
    if department is None:
        raise Refused(_("Your role names no department for which rows could be imported."))
    return department


def _remembered(run: ImportRun) -> dict[str, int]:
    """Return how this person matched the same headings the last time."""
    same = ImportRun.objects.filter(kind=run.kind, actor=run.actor, headings=list(run.headings))
    return next(iter(same.exclude(state=State.UPLOADED).values_list("mapping", flat=True)[:1]), {})


def _remembered_words(run: ImportRun) -> dict[str, dict[str, str]]:
    """Return what this person said words mean the last time, whatever the list."""
    earlier = ImportRun.objects.filter(kind=run.kind, actor=run.actor).exclude(words={})
    return next(iter(earlier.values_list("words", flat=True)[:1]), {})


def say_words(run: ImportRun, given: Iterable[tuple[str, str, str]], *, on: date) -> None:
    """Say what words of the file stand for, column by column, "" for nothing; the file is then checked anew."""
    words = meanings(run.target.columns(), given, run.words, on)
    _change(run, [State.CHECKED], state=State.CHECKING, words=words)


def map_columns(run: ImportRun, mapping: Mapping[str, int]) -> None:
    """Say which column of the file each column is; raises Refused where a required one or a place is missing."""
    columns = run.target.columns()
    missing = [column.label for column in columns if column.is_required and column.name not in mapping]
    if missing:
        named = pgettext("between parts of a sentence", "; ").join(missing)
        raise Refused(_("Choose the column of the file for: %(columns)s.") % {"columns": named})
    taken: dict[int, str] = {}
    for column in columns:
        place = mapping.get(column.name)
        if place is not None and taken.setdefault(place, column.label) != column.label:
            raise Refused(
                _("Column %(letter)s is chosen for “%(one)s” and for “%(other)s”; choose one of them.")
                % {"letter": letter(place), "one": taken[place], "other": column.label}
            )
    _change(run, [State.UPLOADED, State.CHECKED], state=State.CHECKING, mapping=dict(mapping))


def map_again(run: ImportRun) -> None:
    """Go back to matching the columns."""
    _change(run, [State.CHECKED], state=State.UPLOADED)


def start(run: ImportRun, mode: Mode) -> None:
    """Let a checked file be brought in; raises Refused where nothing can be, or all are wanted and some are wrong."""
    if mode == Mode.ALL and run.wrong:
        text = _("Wrong rows: %(wrong)d. Nothing is brought in; correct them, or choose the good rows.")
        raise Refused(text % {"wrong": run.wrong})
    if run.total == run.wrong:
        raise Refused(_("No row of “%(file)s” can be brought in.") % {"file": run.file})
    _change(run, [State.CHECKED], state=State.RUNNING, mode=mode, position=run.heading_row)


def end(run: ImportRun, *, at: datetime) -> None:
    """End a run early: what it has brought in stays, its file goes. Raises Refused when it has ended."""
    _change(run, list(OPEN), state=State.CANCELLED, ended_at=at, preview=[], met=[])
    transaction.on_commit(lambda: remove(run.code))


def _change(run: ImportRun, states: list[State], **columns) -> None:
    """Change a run that is in one of these states; raises Refused when it is not any more."""
    if not ImportRun.objects.filter(pk=run.pk, state__in=states).update(**columns):
        raise Refused(_("This import has moved on meanwhile. Reload the page."))
    run.refresh_from_db()


def rows_as_read(run: ImportRun, at: datetime) -> Iterator[Row]:
    """Yield the rows of a run with their values and faults; raises HengzhiError when the file is gone."""
    if not rows_of(run.code).is_file():
        raise HengzhiError(
            _("“%(file)s” is no longer kept; a list goes once it is in or ended, or after %(days)d days. Send it again.")
            % {"file": run.file, "days": FILES_KEPT.days}
        )
    return _rows(run, at)


def _rows(run: ImportRun, at: datetime) -> Iterator[Row]:
    with opened(run.code) as lines:
        yield from checked_rows(
            lines, heading_row=run.heading_row, mapping=run.mapping, target=run.target, sender=run.sender(at), words=run.words
        )


def refused_rows(run: ImportRun, at: datetime) -> Iterator[Row]:
    """Yield the rows that are wrong; of a run that is done no others are kept, and what was found then still counts."""
    found: dict[int, list[Fault]] = {}
    for fault in run.faults.all():
        found.setdefault(fault.row, []).append(Fault(fault.column, fault.found, fault.wanted))
    for row in rows_as_read(run, at):
        if faults := row.faults or tuple(found.get(row.number, ())):
            yield replace(row, faults=faults)


def let_go(run: ImportRun, at: datetime) -> None:
    """Keep of a run that has brought all its rows in those that were refused, which may be asked for to correct them."""
    keep_only(run.code, {row.number for row in refused_rows(run, at)}, run.heading_row)


@transaction.atomic
def forget_old(*, at: datetime) -> int:
    """Remove lists, previews and faults of runs begun more than 30 days ago; return how many files went.

    Files of runs that ended go too, where a process was killed before it could remove them.
    """
    old = ImportRun.objects.filter(created_at__lt=at - FILES_KEPT)
    old.filter(state__in=OPEN).update(state=State.CANCELLED, ended_at=at)
    ImportFault.objects.filter(run__in=old).delete()
    old.update(preview=[], met=[])
    young = ImportRun.objects.filter(created_at__gte=at - FILES_KEPT)
    needed = young.filter(Q(state__in=OPEN) | Q(state=State.DONE, refused__gt=0))
    return clear_away(set(needed.values_list("code", flat=True)))
