"""The responsibility letter (目标责任书) of a department as an official paper, its words from a pack."""

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from django.utils.translation import override

from hengzhi.core.models import Site
from hengzhi.core.packs import find_pack, read_toml
from hengzhi.documents.document import Block, Column, Document, Heading, Paragraph, Party, Table, Text
from hengzhi.documents.docx import render_docx
from hengzhi.organisations.models import Department
from hengzhi.programme.limits import Limits
from hengzhi.programme.models import Goal, Plan
from hengzhi.programme.queries import Line

WORDS = "programme/letter.toml"
PAPER_LANGUAGE = "zh-hans"
MISSING = "—"
FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Letter:
    """What a letter is made of: the tasks a department leads and those it supports, in the order of the plan."""

    plan: Plan
    department: Department
    led: Sequence[Line]
    supported: Sequence[Line]
    issuer: str
    group: str
    day: date
    is_synthetic: bool
    limits: Limits

    @property
    def number(self) -> str:
        """The number of the paper, such as 虹质安责〔2012〕3号, by the department's place; "" where the plan has no mark."""
        mark = self.plan.letter_mark
        return f"{mark}〔{self.plan.year}〕{self.department.position // 10}号" if mark else ""

    @property
    def file_name(self) -> str:
        return f"{self.department.position:03d}-{self.department.short_zh}-{self.plan.year}年度质量工作目标责任书.docx"


def letters_of(
    plan: Plan, lines: Sequence[Line], departments: Sequence[Department], *, site: Site, day: date, limits: Limits
) -> list[Letter]:
    """Return the letters of the departments that lead or support a task."""
    issuer = site.issuer or site.name_zh
    letters = []
    for department in departments:
        led = [line for line in lines if line.record.department_id == department.pk]
        supported = [line for line in lines if department in line.record.shared_with.all()]
        if led or supported:
            group = issuer.removesuffix("办公室")
            letters.append(Letter(plan, department, led, supported, issuer, group, day, site.synthetic, limits))
    return letters


def letter_document(letter: Letter) -> Document:
    """Return the paper, always in Chinese."""
    with override(PAPER_LANGUAGE):
        return _Writer(letter, read_toml(find_pack("national").folder / WORDS)).document()


def letters_archive(letters: Sequence[Letter]) -> bytes:
    """Return all letters as Word files in a ZIP; the same plan gives the same bytes."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for letter in letters:
            entry = zipfile.ZipInfo(letter.file_name, FIRST_DAY_OF_ZIP)
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            archive.writestr(entry, render_docx(letter_document(letter)))
    return buffer.getvalue()


class _Writer:
    """Puts the facts of a letter into its words."""

    def __init__(self, letter: Letter, words: Mapping) -> None:
        self.letter = letter
        self.words = words
        self.given = {
            "year": letter.plan.year, "group": letter.group, "department": letter.department.name_zh, "led": len(letter.led),
            "supported": len(letter.supported), "report": letter.limits.report,
        }

    def document(self) -> Document:
        blocks = (
            self._paragraph(self.words["preamble"]), *self._goals(), *self._tasks(), *self._supporting(),
            *self._section("duties"), *self._section("assessment"), *self._section("closing"),
        )
        names = (self.letter.group, self.letter.department.name_zh)
        labels = (self.words["first_party"], self.words["second_party"])
        parties = tuple(Party(label, name) for label, name in zip(labels, names, strict=True))
        return Document(
            title=self._filled(self.words["title"]), subtitle="", issuer=self.letter.issuer, number=self.letter.number,
            date=self.letter.day, blocks=blocks, synthetic=self.letter.is_synthetic, parties=parties,
            calls_itself=self.words["calls_itself"],
        )

    def _filled(self, text: str) -> str:
        return text.format_map(self.given)

    def _paragraph(self, text: str) -> Paragraph:
        return Paragraph((Text(self._filled(text)),))

    def _section(self, name: str) -> tuple[Block, ...]:
        part = self.words[name]
        return (Heading(1, part["heading"]), *map(self._paragraph, part["texts"]))

    def _goals(self) -> tuple[Block, ...]:
        part = self.words["goals"]
        goals = list(dict.fromkeys(line.task.measure.goal for line in (*self.letter.led, *self.letter.supported)))
        goals.sort(key=lambda goal: goal.position)
        rows = tuple((str(goal.position), goal.name, target_of(goal) or part["by_tasks"]) for goal in goals)
        return (Heading(1, part["heading"]), _table(1, part, rows, ("center", "left", "left")))

    def _tasks(self) -> tuple[Block, ...]:
        part = self.words["tasks"]
        if not self.letter.led:
            return (Heading(1, part["heading"]), self._paragraph(part["none"]))
        rows = tuple(_task_row(line) for line in self.letter.led)
        table = _table(2, part, rows, ("left", "left", "left", "left", "left", "left"))
        return (Heading(1, part["heading"]), self._paragraph(part["text"]), table)

    def _supporting(self) -> tuple[Block, ...]:
        part = self.words["supporting"]
        if not self.letter.supported:
            return (Heading(1, part["heading"]), self._paragraph(part["none"]))
        rows = tuple(
            (line.record.code, line.record.title, line.record.department.short_zh, f"{line.task.first_due_on:%m-%d}")
            for line in self.letter.supported
        )
        number = 3 if self.letter.led else 2
        return (Heading(1, part["heading"]), self._paragraph(part["text"]), _table(number, part, rows, ("left",) * 4))


def _task_row(line: Line) -> tuple[str, ...]:
    task = line.task
    points = "\n".join(f"{mark.milestone.first_due_on:%m-%d} {mark.milestone.name}" for mark in line.marks)
    helpers = "\n".join(department.short_zh for department in line.record.shared_with.all())
    return (
        line.record.code, f"{line.record.title}\n成果：{task.deliverable}", points, f"{task.first_due_on:%m-%d}",
        task.person or MISSING, helpers or MISSING,
    )


def _table(number: int, part: Mapping, rows: tuple[tuple[str, ...], ...], aligns: Sequence[str]) -> Table:
    columns = tuple(Column(label, align=align) for label, align in zip(part["columns"], aligns, strict=True))
    return Table(number, part["caption"], columns, rows)


def target_of(goal: Goal) -> str:
    """Return the target of a goal in words, or its number with the unit; "" where it has neither."""
    if goal.target_text:
        return goal.target_text
    return "" if goal.target is None else f"{goal.target.normalize():f}{goal.unit}"
