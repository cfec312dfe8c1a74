"""What stands in a cell of a return: a value, nothing, or that it does not apply; read from text and written back.

Missing, zero and not applicable are three things. A page, a pasted block and a workbook are read by the same rules.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hengzhi.core.packs import WrongValue
from hengzhi.returns.definition import Definition, Item, ItemType

DIGITS = 14  # before the point, as the snapshots hold
TEXT_LENGTH = 500
NOTE_LENGTH = 500
BLANKS = {"", "-", "—", "——"}
NOT_APPLICABLE = {"不适用", "n/a", "na", "notapplicable"}
YES, NO = {"是", "yes", "y", "1", "true"}, {"否", "no", "n", "0", "false"}
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
PLAIN = re.compile(r"-?\d+(\.\d+)?")


class Status(models.TextChoices):
    GIVEN = "given", gettext_lazy("reported")
    MISSING = "missing", gettext_lazy("missing")
    NOT_APPLICABLE = "not_applicable", gettext_lazy("not applicable")


@dataclass(frozen=True)
class Entry:
    """What is reported for an item; `note` explains it, or says why it is missing or does not apply."""

    status: Status = Status.MISSING
    number: Decimal | None = None
    text: str = ""
    note: str = ""


@dataclass(frozen=True)
class Written:
    """A cell as somebody wrote it."""

    value: str = ""
    does_not_apply: bool = False
    note: str = ""


def read_entries(form: Definition, written: Mapping[str, Written]) -> tuple[dict[str, Entry], dict[str, str]]:
    """Return the entries of the cells that can be read, and for each other item what is wrong with its cell."""
    entries, wrong = {}, {}
    for item in form.items:
        if item.code in written:
            try:
                entries[item.code] = read_entry(item, written[item.code])
            except WrongValue as error:
                wrong[item.code] = error.wanted
    return entries, wrong


def read_entry(item: Item, cell: Written) -> Entry:
    """Read a cell; raises WrongValue with a whole sentence."""
    value, note = unicodedata.normalize("NFKC", cell.value).strip(), cell.note.strip()
    if len(note) > NOTE_LENGTH:
        raise WrongValue(_("The explanation has %(count)d characters; write at most %(most)d.") % {
            "count": len(note), "most": NOTE_LENGTH,
        })
    says_so = "".join(value.lower().split()) in NOT_APPLICABLE
    if cell.does_not_apply and not says_so and value not in BLANKS:
        raise WrongValue(_("“%(found)s” is written although the item is marked as not applicable; keep one of the two.") % {
            "found": value,
        })
    if cell.does_not_apply or says_so:
        if not item.may_not_apply:
            raise WrongValue(_("This item applies to every department that hands in the form; write its value, 0 included."))
        return Entry(Status.NOT_APPLICABLE, note=note)
    if value in BLANKS:
        return Entry(note=note)
    return _given(item, value, note)


def _given(item: Item, value: str, note: str) -> Entry:
    match item.type:
        case ItemType.TEXT:
            return Entry(Status.GIVEN, text=_short(value), note=note)
        case ItemType.YES_NO:
            return Entry(Status.GIVEN, number=_yes_or_no(value), note=note)
    return Entry(Status.GIVEN, number=_number(item, value), note=note)


def _short(value: str) -> str:
    if len(value) > TEXT_LENGTH:
        raise WrongValue(_("The text has %(count)d characters; write at most %(most)d.") % {
            "count": len(value), "most": TEXT_LENGTH,
        })
    return value


def _yes_or_no(value: str) -> Decimal:
    word = value.lower()
    if word not in YES | NO:
        raise WrongValue(_("“%(found)s” is neither yes nor no.") % {"found": value})
    return Decimal(1 if word in YES else 0)


def _number(item: Item, value: str) -> Decimal:
    bare = "".join(value.split())
    for sign in ("%", unicodedata.normalize("NFKC", item.unit.zh)):
        if bare.endswith(sign) and (sign != "%" or item.type is ItemType.PERCENT):
            bare = bare.removesuffix(sign)
    if not (PLAIN.fullmatch(bare) or GROUPED.fullmatch(bare)):
        raise WrongValue(_("“%(found)s” is not a number; write digits such as %(example)s, without words.") % {
            "found": value, "example": "1250" if item.places == 0 else "98.50",
        })
    return _fitting(item, value, Decimal(bare.replace(",", "")))


def _fitting(item: Item, value: str, number: Decimal) -> Decimal:
    """Return a number with the item's decimals; raises WrongValue where that would change it."""
    try:
        fitted = number.quantize(Decimal(1).scaleb(-item.places))
    except InvalidOperation:
        fitted = None
    if fitted is None or abs(fitted) >= 10**DIGITS:
        raise WrongValue(_("“%(found)s” is too long; at most %(most)d digits stand before the point.") % {
            "found": value, "most": DIGITS,
        })
    if fitted != number:
        wanted = _("write a whole number") if item.places == 0 else _("write at most %(most)d decimals") % {"most": item.places}
        raise WrongValue(_("“%(found)s” has too many decimals; %(wanted)s.") % {"found": value, "wanted": wanted})
    return fitted


def said_yes() -> str:
    return pgettext("answer", "yes")


def said_no() -> str:
    return pgettext("answer", "no")


def cell_of(item: Item, entry: Entry) -> Written:
    """Return the cell that reads as this entry."""
    if entry.status == Status.NOT_APPLICABLE:
        return Written("", does_not_apply=True, note=entry.note)
    if entry.status == Status.MISSING:
        return Written("", note=entry.note)
    if item.type is ItemType.TEXT:
        return Written(entry.text, note=entry.note)
    if item.type is ItemType.YES_NO:
        return Written(said_yes() if entry.number else said_no(), note=entry.note)
    return Written(f"{entry.number:.{item.places}f}", note=entry.note)


def shown(item: Item, entry: Entry | None) -> str:
    """Return an entry as pages write it: a dash for missing, 0 for zero, words for not applicable."""
    if entry is None or entry.status == Status.MISSING:
        return "—"
    if entry.status == Status.NOT_APPLICABLE:
        return str(Status.NOT_APPLICABLE.label)
    if item.is_numeric:
        return f"{entry.number:,.{item.places}f}"
    return cell_of(item, entry).value
