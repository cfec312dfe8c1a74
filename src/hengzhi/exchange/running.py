"""The long work: checking a file whole, and bringing its rows in batch by batch.

Both are run by a worker that can die at any point. A check begins anew. Bringing in goes on: a batch and the position
behind it are one transaction, and rows that are there already are never added again.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from hengzhi.exchange.cells import shown
from hengzhi.exchange.check import Row
from hengzhi.exchange.contract import Column, Entry
from hengzhi.exchange.models import ImportFault, ImportRun, Mode, State
from hengzhi.exchange.names import plain_text
from hengzhi.exchange.services import let_go, rows_as_read
from hengzhi.exchange.store import remove
from hengzhi.exchange.words import WordList
from hengzhi.register import trail
from hengzhi.register.audit import IMPORTED

BATCH = 500
PREVIEWED = 20
FAULTS_KEPT = 1000
TRIES = 3
# A writer that waits for SQLite's lock looks again every tenth of a second; this lets it in between two batches.
BREATH = 0.12

Progress = Callable[[int, int], None]


class Overtaken(Exception):
    """The run was ended, or another worker has it."""


def check_run(run: ImportRun, *, at: datetime, progress: Progress = lambda done, total: None) -> None:
    """Read a file whole, count what is right, wrong and there already, and keep the first rows and faults to be shown."""
    target = run.target
    columns = target.columns()
    counts = {"total": 0, "wrong": 0, "known": 0}
    preview: list[dict] = []
    faults: list[ImportFault] = []
    words = WordList(columns, run.mapping, run.words)
    file = run.file
    for batch in _batches(rows_as_read(run, at)):
        counts["total"] += len(batch)
        counts["wrong"] += sum(bool(row.faults) for row in batch)
        counts["known"] += len(target.known([row.key for row in batch if not row.faults]))
        preview += [_previewed(row, columns, run.mapping) for row in batch[: PREVIEWED - len(preview)]]
        faults += islice(_faults(run, [_said_once(row, words) for row in batch]), FAULTS_KEPT - len(faults))
        file = _nameless(file, batch, columns)
        progress(batch[-1].number, run.lines)
    with transaction.atomic():
        run.faults.all().delete()
        ImportFault.objects.bulk_create(faults)
        ImportRun.objects.filter(pk=run.pk, state=State.CHECKING).update(
            state=State.CHECKED, preview=preview, file=file, met=words.entries(), **counts
        )
    run.refresh_from_db()


def _said_once(row: Row, words: WordList) -> Row:
    """Return a row without the faults of words that a row above had: each word is asked about once."""
    repeated = words.add(row)
    return replace(row, faults=tuple(fault for fault in row.faults if fault.column not in repeated)) if repeated else row


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _faults(run: ImportRun, rows: Iterable[Row]) -> Iterator[ImportFault]:
    """Yield what is wrong; of people's cells only a mask is kept, as whoever sent the list can look into it."""
    personal = {column.name for column in run.target.columns() if column.is_personal}
    for row in rows:
        for fault in row.faults:
            found = masked(fault.found) if fault.column in personal else fault.found
            yield ImportFault(run=run, row=row.number, column=fault.column, found=found, wanted=fault.wanted[:300])


def _nameless(file: str, rows: Iterable[Row], columns: Sequence[Column]) -> str:
    """Return a file's name without the people of its rows: it goes into the trail, which is kept for ever."""
    personal = [column.name for column in columns if column.is_personal]
    for row in rows:
        for text in (str(row.values.get(name) or "") for name in personal):
            if len(text) > 1 and text in file:
                file = file.replace(text, "×" * len(text))
    return file


def _previewed(row: Row, columns: Sequence[Column], mapping: dict[str, int]) -> dict:
    """Return a row as the page shows it: texts in the order of the columns, people masked, wrong columns named."""
    texts = []
    for column in columns:
        place = mapping.get(column.name)
        text = shown(row.cells[place]) if place is not None and place < len(row.cells) else ""
        texts.append(masked(text) if column.is_personal else text[:80])
    return {"row": row.number, "cells": texts, "wrong": [fault.column for fault in row.faults]}


def masked(text: str) -> str:
    """Return a person's name or number as a page may show it."""
    written = plain_text(text)
    if len(written) > 7 and written.lstrip("+").isdigit():
        return f"{written[:3]}****{written[-4:]}"
    return written[:1] + "**" if written else ""


def run_import(run: ImportRun, *, at: datetime, progress: Progress = lambda done, total: None) -> None:
    """Bring the rows of a started run in, from where it stands; ends quietly when it is ended or another worker has it.

    `at` is when the rows are written down. `progress` is told the rows dealt with and their total, between batches.
    """
    if run.state != State.RUNNING:
        return
    if run.mode == Mode.ALL and run.position == run.heading_row and not _all_right(run, at):
        return
    position = run.position
    try:
        began = time.monotonic()
        for batch in _batches(row for row in rows_as_read(run, at) if row.number > position):
            _bring_in(run, batch, at, began)
            began = time.monotonic()
            progress(run.done_rows, run.total)
            time.sleep(BREATH if connection.vendor == "sqlite" else 0)
        if run.refused:
            let_go(run, at)
        _finish(run, at)
    except Overtaken:
        run.refresh_from_db()


def _all_right(run: ImportRun, at: datetime) -> bool:
    """Say whether still no row is wrong; where one is by now, go back to checked before anything is written."""
    if not any(row.faults for row in rows_as_read(run, at)):
        return True
    if ImportRun.objects.filter(pk=run.pk, state=State.RUNNING).update(state=State.CHECKING, mode=""):
        check_run(run, at=at)
    return False


def _bring_in(run: ImportRun, batch: list[Row], at: datetime, began: float) -> None:
    """Write a batch and move the position behind it, both or neither; `began` is when work on it began, monotonic."""
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                _move(run, batch)
                _write(run, batch, at)
                ImportRun.objects.filter(pk=run.pk).update(seconds=F("seconds") + time.monotonic() - began)
            break
        except IntegrityError:
            # Somebody added one of these rows after we looked; the next look finds it.
            if attempt == TRIES:
                raise
    run.refresh_from_db()


def _move(run: ImportRun, batch: list[Row]) -> None:
    """Set the position behind the batch if the run still stands where we think; this locks its row."""
    mine = ImportRun.objects.filter(pk=run.pk, state=State.RUNNING, position=run.position)
    if not mine.update(position=batch[-1].number):
        raise Overtaken


def _write(run: ImportRun, batch: list[Row], at: datetime) -> None:
    target, sender = run.target, run.sender(at)
    good = [row for row in batch if not row.faults]
    known = target.known([row.key for row in good])
    new = [Entry(row.number, run.file, row.values) for row in good if row.key not in known]
    target.write_batch(new, sender)
    added, repeated, refused = len(new), len(good) - len(new), len(batch) - len(good)
    ImportRun.objects.filter(pk=run.pk).update(
        added=F("added") + added, repeated=F("repeated") + repeated, refused=F("refused") + refused
    )


def _finish(run: ImportRun, at: datetime) -> None:
    with transaction.atomic():
        running = ImportRun.objects.filter(pk=run.pk, state=State.RUNNING)
        if not running.update(state=State.DONE, ended_at=at, preview=[], met=[]):
            raise Overtaken
        run.refresh_from_db()
        trail.note_act(
            IMPORTED, run.target.permission, actor=run.actor, at=at, note=run.file,
            facts={"rows": str(run.done_rows), "added": str(run.added)},
        )
        if not run.refused:
            transaction.on_commit(lambda: remove(run.code))
