"""Numbers of headings and annexes, and dates, as official paper writes them."""

from dataclasses import dataclass
from datetime import date

from hengzhi.documents import wording
from hengzhi.documents.document import Block, Document, Heading

_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Annex:
    """One annex: its label (附件, or 附件1 where there are several), its title and what stands in it."""

    label: str
    title: str
    blocks: tuple[Block, ...]


def heading_numbers(blocks: tuple[Block, ...]) -> tuple[str, ...]:
    """Return for every block the number that stands before it: 一、（一） 1. （1）, or "" where it is no heading."""
    counts = [0, 0, 0, 0]
    numbers = []
    for block in blocks:
        if isinstance(block, Heading):
            counts[block.level - 1] += 1
            counts[block.level :] = [0] * (4 - block.level)
            numbers.append(_heading_number(block.level, counts[block.level - 1]))
        else:
            numbers.append("")
    return tuple(numbers)


def _heading_number(level: int, count: int) -> str:
    return (f"{chinese_numeral(count)}、", f"（{chinese_numeral(count)}）", f"{count}. ", f"（{count}）")[level - 1]


def chinese_numeral(number: int) -> str:
    """Return 1 to 99 in Chinese: 一, 十二, 三十."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def annexes(document: Document) -> tuple[Annex, ...]:
    """Return the annexes of the document, each with its label and title."""
    groups: list[list[Block]] = []
    for block in document.annex:
        if not groups or (isinstance(block, Heading) and block.level == 1):
            groups.append([])
        groups[-1].append(block)
    return tuple(_annex(group, position if len(groups) > 1 else "") for position, group in enumerate(groups, start=1))


def _annex(blocks: list[Block], position: int | str) -> Annex:
    head = blocks[0]
    titled = isinstance(head, Heading) and head.level == 1
    title, rest = (head.text, blocks[1:]) if titled else ("", blocks)
    return Annex(f"{wording.ANNEX}{position}", title, tuple(rest))


def prose_date(day: date) -> str:
    """Return the date as prose writes it: 2013年1月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def annex_notes(document: Document) -> tuple[str, ...]:
    """Return the lines under the text that name the annexes: 附件：1. …"""
    titles = [annex.title for annex in annexes(document) if annex.title]
    head = f"{wording.ANNEX}{wording.COLON}"
    if len(titles) == 1:
        return (head + titles[0],)
    return tuple(f"{head if place == 1 else '　　　'}{place}. {title}" for place, title in enumerate(titles, start=1))
