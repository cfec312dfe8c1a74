"""Building a report: freeze, compute, compose, render, seal."""

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.core.errors import HengzhiError
from hengzhi.core.packs import find_pack
from hengzhi.core.reference import site
from hengzhi.documents.document import Document, Heading, figure_index
from hengzhi.documents.docx import render_docx
from hengzhi.documents.html import body_html, render_html
from hengzhi.documents.pdf import render_pdf
from hengzhi.documents.wording import INDEX_TITLE
from hengzhi.indicators.catalogue import definitions
from hengzhi.indicators.evaluate import evaluate
from hengzhi.indicators.models import Target
from hengzhi.indicators.trace import Trail
from hengzhi.organisations.models import Area
from hengzhi.organisations.queries import area_rows
from hengzhi.reports.annex import definition_table
from hengzhi.reports.chapter import read_chapter
from hengzhi.reports.compose import Composer
from hengzhi.reports.figures import FigureBook
from hengzhi.reports.manifest import Entry, canonical, sealed
from hengzhi.reports.models import Report
from hengzhi.reports.origin import rows_behind
from hengzhi.snapshots.models import Snapshot
from hengzhi.snapshots.services import take_snapshot

CHAPTERS = ("complaints",)
FILES = ("report.docx", "report.pdf", "report.html", "manifest.json", "figures.json")
BODY = "body.html"
RENDERED = ("report.docx", "report.pdf", "report.html", BODY)
STEPS = 2 + len(RENDERED)  # how often `build_report` tells its progress

Progress = Callable[[str], None]


def first_year(snapshot: Snapshot) -> int | None:
    """Return the first year the snapshot has records of, None when it has none."""
    months = [
        partition["month"] for table in snapshot.manifest["tables"].values() for partition in table["partitions"]
        if partition["month"] != "none"
    ]
    return int(min(months)[:4]) if months else None


def build_report(*, year: int, at: datetime, progress: Progress = lambda step: None) -> Report:
    """Take a snapshot and build the quality analysis report of a year; the same records give the same report.

    Raises HengzhiError when there are no records up to that year.
    """
    progress(_("Taking the snapshot"))
    snapshot = take_snapshot(at=at, areas=area_rows())
    start = first_year(snapshot)
    if start is None or not start <= year <= snapshot.as_of.year:
        raise HengzhiError(_("There are no records of %(year)d to report on.") % {"year": year})
    progress(_("Computing the indicators"))
    with Trail(snapshot.manifest) as trail:
        book = _book(snapshot, trail)
        document = _document(book, snapshot, year, start)
    files = _render(document, progress)
    return _store(_sealed(document, book, snapshot, files, year), snapshot=snapshot, files=files, at=at)


def _book(snapshot: Snapshot, trail: Trail) -> FigureBook:
    known = definitions()
    return FigureBook(
        snapshot=snapshot.id, as_of=f"{snapshot.as_of}", evaluation=evaluate(snapshot.manifest, known), definitions=known,
        areas={area["code"]: area["name_zh"] for area in snapshot.manifest["areas"]},
        rows=lambda address: rows_behind(trail, known[address.indicator], address),
    )


def _document(book: FigureBook, snapshot: Snapshot, year: int, start: int) -> Document:
    here = site()
    subareas = list(Area.objects.valid_on(snapshot.as_of).filter(parent__code=here.area_code).values_list("code", flat=True))
    targets = list(Target.objects.filter(held_by=here.area_code, period=str(year)).order_by("pk"))
    composer = Composer(book, area=here.area_code, subareas=subareas, year=year, first_year=start, targets=targets)
    chapters = [
        read_chapter(find_pack("national").folder / "reports" / f"{code}.toml", book.definitions) for code in CHAPTERS
    ]
    blocks = tuple(block for chapter in chapters for block in composer.blocks(chapter))
    document = Document(
        title=f"{here.name_zh}\n{year}年质量状况分析报告", subtitle="", issuer=here.issuer or here.name_zh, number="",
        date=snapshot.as_of, blocks=blocks, annex=(Heading(1, "指标口径"), definition_table(book)), synthetic=here.synthetic,
    )
    return replace(document, annex=(*document.annex, Heading(1, INDEX_TITLE), figure_index(document)))


def _render(document: Document, progress: Progress) -> dict[str, bytes]:
    renderers = {
        "report.docx": render_docx, "report.pdf": render_pdf,
        "report.html": lambda whole: render_html(whole, settings.HENGZHI_SITE_URL).encode(),
        BODY: lambda whole: body_html(whole).encode(),
    }
    files = {}
    for name in RENDERED:
        progress(_("Writing %(file)s") % {"file": name})
        files[name] = renderers[name](document)
    return files


def _sealed(document: Document, book: FigureBook, snapshot: Snapshot, files: dict[str, bytes], year: int) -> dict:
    """Return the sealed manifest and add figures.json and manifest.json to the files."""
    entries = [Entry.of(address, form, figure, book.units[address]) for (address, form), figure in book.made.items()]
    rows = [_figure_row(entry, snapshot.id) for entry in sorted(entries, key=lambda entry: entry.code)]
    files["figures.json"] = canonical(rows)
    head = {
        "title": document.title.replace("\n", ""), "year": year, "day": f"{document.date}", "area": site().area_code,
        "synthetic": document.synthetic,
    }
    used = sorted({entry.address.indicator for entry in entries})
    manifest = sealed(
        report=head, snapshot=snapshot, definitions=[book.definitions[code] for code in used], entries=entries, files=files
    )
    files["manifest.json"] = canonical(manifest)
    return manifest


def _store(manifest: dict, *, snapshot: Snapshot, files: dict[str, bytes], at: datetime) -> Report:
    """Keep a report under its seal; the same one again stays as it was first built."""
    report = Report(
        id="R" + manifest["seal"][:12], title=manifest["report"]["title"], year=manifest["report"]["year"],
        day=snapshot.as_of, snapshot=snapshot, manifest=manifest, built_at=at,
    )
    write_folder(report.folder, files)
    with transaction.atomic():
        stored = Report.objects.filter(pk=report.pk).first()
        if stored is None:
            report.save(force_insert=True)
    return stored or report


def _figure_row(entry: Entry, snapshot: str) -> dict:
    """Return a figure as figures.json has it: numbers unrounded, missing as null."""
    address = entry.address
    numbers = {name: _number(getattr(entry, name)) for name in ("value", "numerator", "denominator")}
    return {
        "code": entry.code, "indicator": address.indicator, "measure": address.measure, "by": address.by,
        "item": address.item, "area": address.area, "period": address.period, "unit": entry.unit,
        "printed": entry.printed, **numbers, "snapshot": snapshot,
    }


def _number(text: str | None) -> int | float | None:
    if text is None:
        return None
    return float(text) if "." in text else int(text)


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder whole: beside it first, then moved in its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as beside:
        for name, content in files.items():
            (Path(beside) / name).write_bytes(content)
        folder.mkdir(exist_ok=True)
        for name in files:
            (Path(beside) / name).replace(folder / name)


def copy_files(report: Report, out: Path) -> list[Path]:
    """Copy the files of a report into a folder of the user's choice and return them."""
    out.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(report.folder / name, out / name)) for name in FILES]
