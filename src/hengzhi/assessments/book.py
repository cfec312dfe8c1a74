"""The assessment book: scheme, results, every department's sheet with its reasons, places to sign.

It is paper in Chinese whatever language its reader has chosen on screen: the same edition gives the same bytes.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.utils import translation

from hengzhi.assessments.figures import FigureBook
from hengzhi.assessments.models import Edition
from hengzhi.assessments.pages import DASH, range_text
from hengzhi.assessments.queries import Assessed, assessed, departments_of, self_scores_of
from hengzhi.assessments.ranking import Result
from hengzhi.assessments.reasons import reason, written
from hengzhi.assessments.rules import LineScore
from hengzhi.assessments.scheme import EXTRAS, LineKind, Scheme
from hengzhi.core.clock import local_day
from hengzhi.core.reference import site
from hengzhi.documents.document import (
    Block,
    Cell,
    Column,
    Document,
    FigureRef,
    Heading,
    Paragraph,
    Table,
    Text,
    figure_index,
    figures,
)
from hengzhi.documents.docx import render_docx
from hengzhi.documents.pdf import render_pdf
from hengzhi.documents.wording import INDEX_TITLE
from hengzhi.indicators.trace import Trail
from hengzhi.organisations.models import Department

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: Mapping[str, tuple[Callable[[Document], bytes], str]] = {
    "docx": (render_docx, DOCX), "pdf": (render_pdf, "application/pdf"),
}
SIGNERS = ("领导小组组长", "领导小组常务副组长", "领导小组办公室主任", "核定人", "复核人")


def book_of(edition: Edition) -> Document:
    """Return the book of an edition; of one that is not locked it says that the results are provisional."""
    return book_with_figures(edition)[0]


def book_with_figures(edition: Edition) -> tuple[Document, FigureBook]:
    """Return the book of an edition with the figures it prints and what they stand on."""
    with translation.override("zh-hans"), Trail(edition.snapshot.manifest) as trail:
        book = _Book(edition, trail)
        return book.document(), book.figures


class _Book:
    def __init__(self, edition: Edition, trail: Trail) -> None:
        self.edition = edition
        self.scheme: Scheme = edition.scheme
        self.assessment: Assessed = assessed(edition)
        self.departments: dict[str, Department] = departments_of(self.assessment)
        self.claimed = self_scores_of(edition)
        areas = {area["code"]: area["name_zh"] for area in edition.snapshot.manifest["areas"]}
        self.figures = FigureBook(edition, self.departments, areas, trail)
        self.tables = 0

    def document(self) -> Document:
        here, edition = site(), self.edition
        document = Document(
            title=f"{here.name_zh}\n{edition.year}年度质量工作考核结果", subtitle=self._subtitle(),
            issuer=here.issuer or here.name_zh, number="", date=self._day(), synthetic=here.synthetic, calls_itself="本册",
            blocks=(*self._basis(), *self._results(), *self._signatures()),
            annex=(Heading(1, "考核方案"), *self._lines(), Heading(1, "各部门考核表"), *self._sheets()),
        )
        if not figures(document):
            return document
        return replace(document, annex=(*document.annex, Heading(1, INDEX_TITLE), figure_index(document)))

    def _subtitle(self) -> str:
        parts = [f"第{self.edition.number}版"] if self.edition.number > 1 else []
        parts += [] if self.edition.is_locked else ["未锁定，不作依据"]
        return f"（{'，'.join(parts)}）" if parts else ""

    def _day(self) -> date:
        return local_day(self.edition.locked_at) if self.edition.is_locked else self.edition.snapshot.as_of

    def _table(self, caption: str, columns: tuple[Column, ...], rows: tuple, note: str = "") -> Table:
        self.tables += 1
        return Table(self.tables, caption, columns, rows, note)

    def _basis(self) -> Iterator[Block]:
        scheme, edition = self.scheme, self.edition
        yield Heading(1, "考核依据和方法")
        yield _text(f"本次考核适用《{scheme.name.zh}》第{scheme.version}版。{scheme.source.zh}")
        yield _text(
            f"考核所用数据取自快照{edition.snapshot_id}，数据截至{edition.snapshot.as_of:%Y年%-m月%-d日}。"
            f"得分四舍五入，保留{scheme.line_places}位小数；等级按四舍五入后的总分评定。"
        )
        yield _text(
            "总分＝基础分＋加分－扣分。各要素得分＝权重×有依据各项得分之和÷有依据各项满分之和；某要素没有有依据的项目的，其权重不计入满分，"
            f"基础分按其余权重折算为百分制。加分最多{written(scheme.bonus_cap)}分，扣分最多{written(scheme.deduction_cap)}分；"
            f"有依据的分值不足{written(scheme.minimum_basis)}分的部门不参加排名。"
        )
        columns = (Column("部分"), Column("要素"), Column("权重", align="right"))
        names = {part.code: part.name.zh for part in scheme.parts}
        rows = tuple((names[one.part], one.name.zh, written(one.weight)) for one in scheme.criteria)
        yield self._table("考核要素和权重", columns, rows)

    def _results(self) -> Iterator[Block]:
        scheme = self.scheme
        yield Heading(1, "考核结果")
        yield _text(self._summary())
        columns = (
            Column("名次", align="right"), Column("名次区间", align="center"), Column("部门"),
            *(Column(part.name.zh, align="right") for part in scheme.parts), Column("加减分", align="right"),
            Column("总分", align="right"), Column("等级", align="center"),
        )
        results = sorted(self.assessment.results.values(), key=self._place)
        note = (
            f"名次区间：各要素权重和各项分值在±{written(scheme.weight_change)}%以内变动时，名次可能所在的范围。总分相同的名次相同；"
            "一票否决的排在其他部门之后。"
        )
        yield self._table("各部门考核得分", columns, tuple(map(self._result_row, results)), note)

    def _place(self, result: Result) -> tuple:
        return result.rank is None, result.rank or 0, self.departments[result.standing.department].position

    def _summary(self) -> str:
        grades = [result.standing.grade for result in self.assessment.results.values()]
        counts = "，".join(f"{grade.letter}级{grades.count(grade.letter)}个" for grade in self.scheme.grades)
        text = f"参加考核的部门{len(grades)}个，其中{counts}。"
        vetoed = [code for code, result in self.assessment.results.items() if result.standing.is_vetoed]
        if vetoed:
            names = "、".join(self.departments[code].short_zh for code in vetoed)
            text += f"{names}发生一票否决事项，评定为{self.scheme.veto_grade}级。"
        unranked = [code for code, result in self.assessment.results.items() if result.rank is None]
        if unranked:
            text += f"{'、'.join(self.departments[code].short_zh for code in unranked)}有依据的分值不足，不参加排名。"
        return text

    def _result_row(self, result: Result) -> tuple[str, ...]:
        standing = result.standing
        parts = [
            [one.score for one in standing.criteria if one.criterion.part == part.code and one.score is not None]
            for part in self.scheme.parts
        ]
        return (
            f"{result.rank}" if result.rank else DASH, _range(result),
            self.departments[standing.department].short_zh, *(f"{sum(scores)}" if scores else DASH for scores in parts),
            _signed(standing.extra), _number(standing.total), standing.grade or DASH,
        )

    def _signatures(self) -> Iterator[Block]:
        yield Heading(1, "签发")
        if self.edition.seal:
            yield _text(f"本考核结果已锁定，封存码{self.edition.seal[:16]}；更正须另出新版，并附变动清单。")
        columns = (Column("职务"), Column("签字", align="center"), Column("日期", align="center"))
        rows = tuple((signer, "　" * 8, "　　年　　月　　日") for signer in SIGNERS)
        yield Table("", "签字栏", columns, rows)

    def _lines(self) -> Iterator[Block]:
        columns = (Column("项目"), Column("分值", align="right"), Column("适用部门"), Column("评分办法"))
        for criterion in self.scheme.criteria:
            lines = [line for line in self.scheme.lines if line.criterion == criterion.code]
            rows = tuple((line.name.zh, written(line.points), self._for(line), _says(line)) for line in lines)
            yield self._table(f"{criterion.name.zh}（权重{written(criterion.weight)}）", columns, rows)
        extras = [line for line in self.scheme.lines if line.kind in EXTRAS]
        rows = tuple(
            (line.name.zh, DASH if line.kind is LineKind.VETO else written(line.points), self._for(line), _says(line))
            for line in extras
        )
        if rows:
            yield self._table("加分、扣分和一票否决", columns, rows)

    def _for(self, line) -> str:
        if line.departments:
            return "、".join(self.departments[code].short_zh for code in line.departments if code in self.departments)
        return "全部" if not line.without else "除" + "、".join(self.departments[code].short_zh for code in line.without)

    def _sheets(self) -> Iterator[Block]:
        columns = (
            Column("项目"), Column("实际", align="right"), Column("满分", align="right"), Column("自评", align="right"),
            Column("得分", align="right"), Column("理由"),
        )
        for code, department in self.departments.items():
            result = self.assessment.results[code]
            yield Heading(2, department.name_zh)
            yield _text(self._outcome(result))
            rows = tuple(self._line_row(code, score) for score in result.standing.lines)
            yield self._table(f"{department.short_zh}考核表", columns, rows)

    def _outcome(self, result: Result) -> str:
        standing = result.standing
        rank = f"第{result.rank}名" if result.rank else "不参加排名"
        tied = "（并列）" if result.is_tied else ""
        total = f"基础分{_number(standing.base)}，加分{standing.bonus}，扣分{standing.deduction}，总分{_number(standing.total)}"
        return f"{total}，{standing.grade or DASH}级，{rank}{tied}；名次区间{_range(result)}。"

    def _line_row(self, department: str, score: LineScore) -> tuple[Cell, ...]:
        line = score.line
        ground = self.assessment.inputs[department].grounds.get(line.code, "")
        why = reason(score) + (f"核定：{ground}" if ground else "")
        claimed = self.claimed.get((department, line.code))
        if line.kind is LineKind.VETO:
            return line.name.zh, DASH, DASH, _occurred(claimed), _occurred(score.score), why
        figure = self.figures.figure(score)
        reached = FigureRef(figure) if figure else DASH
        return line.name.zh, reached, written(line.points), written(claimed), _number(score.score), why


def _range(result: Result) -> str:
    return range_text(result.range).replace("–", "～")


def _text(words: str) -> Paragraph:
    return Paragraph((Text(words),))


def _says(line) -> str:
    if line.says:
        return line.says.zh
    return "按指标完成情况计分" if line.kind is LineKind.INDICATOR else "按各方独立评分的平均分计分"


def _number(value: Decimal | None) -> str:
    return DASH if value is None else f"{value}"


def _signed(value: Decimal) -> str:
    return f"+{value}" if value > 0 else f"{value}".replace("-", "－")


def _occurred(value: Decimal | None) -> str:
    return DASH if value is None else "有" if value else "无"
