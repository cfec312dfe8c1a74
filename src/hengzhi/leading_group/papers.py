"""Minutes (会议纪要) and issued documents as official papers, their fixed words from a pack."""

from collections.abc import Iterable, Iterator, Mapping

from django.utils.translation import override

from hengzhi.core.models import Site
from hengzhi.core.packs import find_pack, read_toml
from hengzhi.documents.document import Block, Document, Heading, Paragraph, Text
from hengzhi.documents.numbering import prose_date
from hengzhi.leading_group.models import Attendance, Decision
from hengzhi.leading_group.queries import meeting_parts
from hengzhi.register.models import Record

WORDS = "leading_group/papers.toml"
PAPER_LANGUAGE = "zh-hans"
HEADING = "#"
BETWEEN, END = "、", "。"


def _words(paper: str) -> Mapping:
    return read_toml(find_pack("national").folder / WORDS)[paper]


def _paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def blocks_of(text: str) -> Iterator[Block]:
    """Yield the paragraphs and headings of a text as people type it."""
    for line in map(str.strip, text.splitlines()):
        if line.startswith(HEADING) and line.strip(HEADING + " "):
            yield Heading(1, line.strip(HEADING + " "))
        elif line:
            yield _paragraph(line)


def group_name(site: Site) -> str:
    """Return the name of the group whose office issues the district's papers."""
    return (site.issuer or site.name_zh).removesuffix("办公室")


def minutes_document(record: Record, site: Site) -> Document:
    """Return the minutes of a meeting: when and where, what was spoken of and decided, who came."""
    words, meeting, parts = _words("minutes"), record.meeting, meeting_parts(record)
    given = {
        "day": prose_date(meeting.meets_on), "place": meeting.place, "chair": meeting.chair, "meeting": record.title,
    }
    blocks = [_paragraph(words["opening"].format_map(given))]
    if parts["agenda"]:
        items = "；".join(item.title for item in parts["agenda"])
        blocks.append(_paragraph(words["agenda"].format(items=items)))
    blocks += blocks_of(meeting.text)
    blocks += _decided(parts["decisions"], words)
    blocks += _came(parts["attendance"], meeting.guests, words)
    return Document(
        title=words["title"].format_map(given), subtitle="", issuer=site.issuer or site.name_zh, number="",
        date=meeting.minuted_on or meeting.meets_on, blocks=tuple(blocks), synthetic=site.synthetic,
        calls_itself=words["calls_itself"],
    )


def _decided(decisions: Iterable[Decision], words: Mapping) -> Iterator[Block]:
    decisions = list(decisions)
    if not decisions:
        return
    yield Heading(1, words["decisions"])
    for decision in decisions:
        responsible = BETWEEN.join(department.short_zh for department in decision.responsible.all())
        told = words["responsible"].format(departments=responsible)
        if decision.due_on:
            told += words["due"].format(day=prose_date(decision.due_on))
        yield Heading(3, decision.text.rstrip(END) + END)
        yield _paragraph(f"（{told}）")


def _came(lines: Iterable[Attendance], guests: str, words: Mapping) -> Iterator[Block]:
    lines = list(lines)
    yield Heading(1, words["attendance"])
    for state, label in words["came"].items():
        found = [_attendance(line) for line in lines if line.state == state]
        if found:
            yield _paragraph(label + BETWEEN.join(found) + END)
    if guests:
        yield _paragraph(words["guests"] + guests)


def _attendance(line: Attendance) -> str:
    member = line.member
    name = f"{member.department.short_zh}{member.name}" if member.department else f"{member.name}（{member.post}）"
    return f"{name}（{line.words}）" if line.words else name


def issued_document(record: Record, site: Site) -> Document:
    """Return a document of the group as it is sent: to whom, the text, by when it is answered."""
    words, document = _words("document"), record.group_document
    recipients = BETWEEN.join(department.short_zh for department in document.recipients.all())
    blocks = [_paragraph(words["recipients"].format(departments=recipients)), *blocks_of(document.text)]
    if document.answers_due_on:
        blocks.append(_paragraph(words["answers"].format(day=prose_date(document.answers_due_on))))
    return Document(
        title=record.title, subtitle="", issuer=group_name(site), number=document.number,
        date=document.issued_on or record.opened_on, blocks=tuple(blocks), synthetic=site.synthetic,
        calls_itself=words["calls_itself"],
    )


def in_chinese(make, record: Record, site: Site) -> Document:
    """Make a paper: papers are always in Chinese."""
    with override(PAPER_LANGUAGE):
        return make(record, site)
