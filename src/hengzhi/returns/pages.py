"""What the pages of a return show, line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hengzhi.returns.checks import Finding, Surroundings, findings
from hengzhi.returns.definition import Item
from hengzhi.returns.entries import Entry, Written, cell_of, shown
from hengzhi.returns.models import Return, Version
from hengzhi.returns.queries import entries_of, surroundings


@dataclass(frozen=True)
class Line:
    """An item on the page for filling in; `error` is why its cell could not be read, `place` where that cell is."""

    item: Item
    cell: Written
    last: str
    findings: tuple[Finding, ...]
    error: str
    place: str
    remark: str

    @property
    def is_barred(self) -> bool:
        return bool(self.error) or any(one.is_hard for one in self.findings)

    @property
    def wants_note(self) -> bool:
        return bool(self.findings) and not self.is_barred and not self.cell.note


@dataclass(frozen=True)
class Sheet:
    """The page for filling in."""

    row: Return
    version: Version
    lines: tuple[Line, ...]
    last_period: str

    @property
    def barred(self) -> list[Line]:
        return [line for line in self.lines if line.is_barred]

    @property
    def unexplained(self) -> list[Line]:
        return [line for line in self.lines if line.wants_note]

    @property
    def written(self) -> int:
        """How many items say something."""
        return sum(bool(line.cell.value) or line.cell.does_not_apply for line in self.lines)


def sheet_of(
    row: Return, version: Version, *, written: Mapping[str, Written] | None = None, wrong: Mapping[str, str] | None = None,
    places: Mapping[str, str] | None = None,
) -> Sheet:
    """Shape a version for filling in; what was `written` just now and could not be read stands as it was written."""
    structure, entries, around = row.form.structure, entries_of(version), surroundings(row)
    found = findings(structure, entries, around)
    remarks = {value.item: value.remark for value in version.values.all()}
    wrong, places = wrong or {}, places or {}
    lines = tuple(
        Line(
            item=item, last=shown(item, around.last.get(item.code)), error=wrong.get(item.code, ""),
            cell=(written or {})[item.code] if item.code in wrong else cell_of(item, entries.get(item.code, Entry())),
            findings=tuple(one for one in found if one.item == item.code and item.code not in wrong),
            place=places.get(item.code, ""), remark=remarks.get(item.code, ""),
        )
        for item in structure.items
    )
    return Sheet(row, version, lines, row.span.before().zh)


@dataclass(frozen=True)
class Review:
    """An item as it was reported; `before` is what the version before said, None when it said the same."""

    item: Item
    status: str
    value: str
    last: str
    before: str | None
    note: str
    remark: str
    findings: tuple[Finding, ...]


def reviewed(row: Return, version: Version, before: Version | None) -> tuple[Review, ...]:
    """Shape a version for reading, with what differs from the one before and what the checks say today."""
    structure, entries, around = row.form.structure, entries_of(version), surroundings(row)
    earlier = entries_of(before)
    remarks = {value.item: value.remark for value in version.values.all()}
    found = findings(structure, entries, around) if version.submitted_at else []
    return tuple(
        _review(
            item=item, entry=entries.get(item.code, Entry()), earlier=earlier.get(item.code), around=around, found=found,
            remark=remarks.get(item.code, ""),
        )
        for item in structure.items
    )


def _review(
    *, item: Item, entry: Entry, earlier: Entry | None, around: Surroundings, found: Sequence[Finding], remark: str
) -> Review:
    before = None
    if earlier is not None and (earlier.status, earlier.number, earlier.text) != (entry.status, entry.number, entry.text):
        before = shown(item, earlier)
    return Review(
        item=item, status=entry.status, value=shown(item, entry), last=shown(item, around.last.get(item.code)),
        before=before, note=entry.note, remark=remark, findings=tuple(one for one in found if one.item == item.code),
    )
