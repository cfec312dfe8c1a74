"""The public dashboard: the district's complaint figures from the latest snapshot."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import count

from django.utils.translation import get_language

from hengzhi.core.packs import find_pack
from hengzhi.core.reference import site
from hengzhi.documents.charts import to_svg
from hengzhi.documents.document import Chart, Figure, Table
from hengzhi.indicators.catalogue import definitions
from hengzhi.indicators.evaluate import evaluate
from hengzhi.organisations.models import Area
from hengzhi.reports.chapter import Chapter, read_chapter
from hengzhi.reports.compose import Composer
from hengzhi.reports.figures import FigureBook
from hengzhi.reports.services import first_year
from hengzhi.reports.speech import speech_for
from hengzhi.snapshots.models import Snapshot

CHANGE = "_change"


@dataclass(frozen=True)
class BoardFigure:
    """A headline figure with the change on the year before under it."""

    figure: Figure
    change: Figure | None


@dataclass(frozen=True)
class BoardChart:
    """A chart drawn for wide and for narrow screens, with its table."""

    caption: str
    title: str
    wide: str
    narrow: str
    table: Table
    alt: str


@dataclass(frozen=True)
class Board:
    year: int
    years: tuple[int, ...]
    as_of: date
    snapshot: str
    figures: tuple[BoardFigure, ...]
    charts: tuple[BoardChart, ...]


def dashboard(year: str) -> Board | None:
    """Return the board of a year of the latest snapshot, its last year when `year` is none of its; None before one."""
    snapshot = Snapshot.objects.defer("manifest").order_by("-taken_at").first()
    return _board(snapshot.pk, year if year.isdigit() else "", speech_for(get_language()).language) if snapshot else None


@lru_cache(maxsize=16)
def _board(snapshot_id: str, asked: str, language: str) -> Board | None:
    """Return a board; a snapshot never changes, so neither does its board."""
    snapshot = Snapshot.objects.get(pk=snapshot_id)
    start = first_year(snapshot)
    if start is None:
        return None
    years = tuple(range(start, snapshot.as_of.year + 1))
    year = int(asked) if asked and int(asked) in years else years[-1]
    known = definitions()
    book = FigureBook(
        snapshot=snapshot.id, as_of=f"{snapshot.as_of}", evaluation=evaluate(snapshot.manifest, known), definitions=known,
        areas={area["code"]: area[f"name_{language}"] for area in snapshot.manifest["areas"]}, is_public=True,
        speech=speech_for(language),
    )
    chapter = read_chapter(find_pack("national").folder / "reports" / "dashboard.toml", known)
    composer = Composer(book, area=site().area_code, subareas=_subareas(date(year, 12, 31)), year=year, first_year=start)
    charts = [block for block in composer.blocks(chapter) if isinstance(block, Chart)]
    drawn = tuple(map(_drawn, charts, count(1)))
    return Board(year, years, snapshot.as_of, snapshot.id, tuple(_figures(chapter, composer)), drawn)


def _subareas(on: date) -> list[str]:
    areas = Area.objects.valid_on(on).filter(parent__code=site().area_code)
    return list(areas.values_list("code", flat=True))


def _figures(chapter: Chapter, composer: Composer) -> Iterator[BoardFigure]:
    for name, spec in chapter.figures.items():
        if not name.endswith(CHANGE):
            change = chapter.figures.get(name + CHANGE)
            yield BoardFigure(composer.figure(spec), composer.figure(change) if change else None)


def _drawn(chart: Chart, number: int) -> BoardChart:
    wide, narrow = to_svg(chart.spec, f"chart-{number}-wide"), to_svg(chart.narrow, f"chart-{number}-narrow")
    return BoardChart(chart.caption, chart.title, wide, narrow, chart.table, chart.alt)
