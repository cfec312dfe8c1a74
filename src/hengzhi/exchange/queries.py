"""Reads of imports, shaped for pages."""

from collections.abc import Sequence
from dataclasses import dataclass

from hengzhi.exchange.contract import Column
from hengzhi.exchange.headings import letter
from hengzhi.exchange.models import ImportRun, State
from hengzhi.exchange.names import plain_text

FAULTS_SHOWN = 100


@dataclass(frozen=True)
class FaultLine:
    """A wrong cell as the page shows it; `place` is its address in the spreadsheet, empty where the column is missing."""

    row: int
    place: str
    column: str
    found: str
    wanted: str


def faults_shown(run: ImportRun, columns: Sequence[Column]) -> list[FaultLine]:
    """Return the first faults of a run; of a word that is not known, its first row."""
    labels = {column.name: column.label for column in columns}
    return [
        FaultLine(fault.row, _place(run, fault.column, fault.row), labels[fault.column], fault.found, fault.wanted)
        for fault in run.faults.all()[:FAULTS_SHOWN]
    ]


def faults_beside_words(run: ImportRun, columns: Sequence[Column]) -> list[FaultLine]:
    """Return the first faults of a run, but for the words the page asks about."""
    labels = {column.name: column.label for column in columns}
    asked = {(labels[entry["column"]], entry["word"]) for entry in run.met}
    return [line for line in faults_shown(run, columns) if (line.column, plain_text(line.found)) not in asked]


def preview_shown(run: ImportRun, columns: Sequence[Column]) -> list[dict]:
    """Return the first rows of a run, each cell with whether it is wrong."""
    names = [column.name for column in columns]
    return [
        {"row": row["row"], "cells": [
            {"text": text, "is_wrong": name in row["wrong"]} for name, text in zip(names, row["cells"], strict=False)
        ]}
        for row in run.preview
    ]


def _place(run: ImportRun, column: str, row: int) -> str:
    place = run.mapping.get(column)
    return "" if place is None else f"{letter(place)}{row}"


def sent_before(run: ImportRun) -> ImportRun | None:
    """Return the last import of the very same file by the same person that brought rows in."""
    same = ImportRun.objects.filter(kind=run.kind, actor=run.actor, sha256=run.sha256, state=State.DONE)
    return same.exclude(pk=run.pk).filter(pk__lt=run.pk).first()
