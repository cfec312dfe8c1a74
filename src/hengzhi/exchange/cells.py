"""Reading one cell: days, amounts, yes or no, names of a list, texts and numbers kept as texts.

Each reader raises WrongValue with what would be right. A cell comes as text from CSV, typed from a workbook.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from hengzhi.core.packs import WrongValue
from hengzhi.exchange.contract import Sender, Values
from hengzhi.exchange.names import Names, plain_text, visible

SERIAL_START = date(1899, 12, 30)
SERIALS = range(20_000, 80_000)  # 1954 to 2119
EXACT_DIGITS = 15  # a spreadsheet cuts longer numbers off
BLANKS = {"-", "—", "——", "/", "\\", "无"}
YES = {"是", "yes", "y", "true", "1", "1.0", "√", "✓", "需要", "保密"}
NO = {"否", "no", "n", "false", "0", "0.0", "×", "不需要", "不保密"}
DAY = re.compile(
    r"(?P<year>\d{4})(?:[-/.]|年)(?P<month>\d{1,2})(?:[-/.]|月)(?P<day>\d{1,2})日?(?:[ T]?\d{1,2}[:时].*)?|(?P<plain>\d{8})"
)
AMOUNT = re.compile(r"[¥￥]?\s*(?P<number>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)\s*(?P<unit>万)?\s*(?:元|圆|块)?(?:人民币)?")
CUT_NUMBER = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)

Reader = Callable[[object, Values, Sender], object]


def shown(cell: object) -> str:
    """Return a cell as a person would write it: whole numbers without a point, days as 2012-03-05."""
    match cell:
        case None:
            return ""
        case bool():
            return _("yes") if cell else _("no")
        case float() if cell.is_integer() and abs(cell) < 1e17:
            return str(int(cell))
        case datetime():
            return f"{cell:%Y-%m-%d}" if cell.time() == time.min else f"{cell:%Y-%m-%d %H:%M}"
        case timedelta():
            return str(cell)
    return str(cell)


def plain(cell: object) -> str:
    """Return a cell's text in half-width letters, without blanks around it and without characters that do not show."""
    return plain_text(shown(cell))


def is_empty(cell: object) -> bool:
    return not shown(cell).strip()


def is_blank(cell: object) -> bool:
    """Say whether a cell means nothing: empty, or a dash or “none” as ledgers have it."""
    return is_empty(cell) or plain(cell) in BLANKS


def text(longest: int) -> Reader:
    """Return a reader of text as it stands, of at most so many characters."""

    def read(cell: object, values: Values, sender: Sender) -> str:
        written = visible(shown(cell).replace("\r\n", "\n").replace("\r", "\n")).strip()
        return _no_longer(written, longest)

    return read


def _no_longer(written: str, longest: int) -> str:
    if len(written) > longest:
        raise WrongValue(_("at most %(longest)d characters; there are %(count)d") % {"longest": longest, "count": len(written)})
    return written


def number_text(longest: int) -> Reader:
    """Return a reader of a number kept as text, such as one given by another system."""

    def read(cell: object, values: Values, sender: Sender) -> str:
        written = plain(cell)
        is_cut = isinstance(cell, float) and abs(cell) >= 10**EXACT_DIGITS
        if is_cut or CUT_NUMBER.fullmatch(written):
            raise WrongValue(_("the whole number: the spreadsheet has cut it off; enter it again as text"))
        return _no_longer(written, longest)

    return read


def phone(cell: object, values: Values, sender: Sender) -> str:
    """Read a phone number of 7 to 15 digits."""
    digits = re.sub(r"[\s\-()]", "", str(number_text(40)(cell, values, sender)))
    if not re.fullmatch(r"\+?\d{7,15}", digits):
        raise WrongValue(_("a phone number of 7 to 15 digits"))
    return digits


def past_day(cell: object, values: Values, sender: Sender) -> date:
    """Read a day no later than the sender's: a date, a spreadsheet's serial number, or one of the ways to write it."""
    day = _day(cell)
    if day > sender.day:
        raise WrongValue(_("a day no later than today, %(today)s") % {"today": sender.day})
    return day


def any_day(cell: object, values: Values, sender: Sender) -> date:
    """Read a day, past or to come."""
    return _day(cell)


def _day(cell: object) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    written = plain(cell)
    if written.isdigit() and len(written) == 5 and int(written) in SERIALS:
        return SERIAL_START + timedelta(days=int(written))
    found = DAY.fullmatch(re.sub(r"\s*([-/.年月日])\s*", r"\1", written))
    try:
        if found and found["plain"]:
            return datetime.strptime(found["plain"], "%Y%m%d").date()  # noqa: DTZ007 - a day has no zone
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError as error:
        raise WrongValue(_("an existing day such as 2012-03-05")) from error
    raise WrongValue(_("a day such as 2012-03-05, 2012/3/5 or 2012年3月5日"))


def yuan(cell: object, values: Values, sender: Sender) -> Decimal:
    """Read an amount of yuan, zero or more, with separators, currency sign or 万 as people write it."""
    number = _number(cell)
    cents = number.quantize(Decimal("0.01"))
    if number < 0:
        raise WrongValue(_("an amount of zero or more"))
    if abs(number - cents) > Decimal("0.000001"):
        raise WrongValue(_("an amount with at most two decimals"))
    return cents


def _number(cell: object) -> Decimal:
    if isinstance(cell, bool):
        raise WrongValue(_wanted_amount())
    if isinstance(cell, int | float) and abs(cell) < 10**12:
        return Decimal(str(cell))
    found = AMOUNT.fullmatch(plain(cell))
    if not found:
        raise WrongValue(_wanted_amount())
    try:
        number = Decimal(found["number"].replace(",", "")) * (10_000 if found["unit"] else 1)
    except InvalidOperation as error:
        raise WrongValue(_wanted_amount()) from error
    if abs(number) >= 10**12:
        raise WrongValue(_("an amount below 1,000,000,000,000 yuan"))
    return number


def _wanted_amount() -> str:
    return _("an amount in yuan such as 1234.50")


def yes_or_no(cell: object, values: Values, sender: Sender) -> bool:
    written = plain(cell).lower()
    if isinstance(cell, bool):
        return cell
    if written not in YES | NO:
        raise WrongValue(_("yes or no"))
    return written in YES


def one_of(names: Callable[[Values], Names], dated_by: str) -> Reader:
    """Return a reader of a name of a list, as it was on the day the column `dated_by` gives; it returns the code."""

    def read(cell: object, values: Values, sender: Sender) -> str:
        return names(values).code(shown(cell), values.get(dated_by))

    return read
