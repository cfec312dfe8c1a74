from datetime import date

from hengzhi.indicators.definition import Condition, Example, Operator, OtherColumn, SnapshotDay, Words
from hengzhi.indicators.doc import HEAD, render

from .cases import TABLES, count, definition, total

TIMELY = Condition("closed_on", Operator.AT_MOST, OtherColumn("due_on"))
DUE = Condition("due_on", Operator.AT_MOST, SnapshotDay())
ROWS = "code | kind      | due_on     | closed_on\nA1   | complaint | 2012-03-12 | 2012-03-12\nA2 | complaint | 2012-03-31 |\n"

RATE = definition(
    count(DUE, TIMELY, date="due_on"), count(DUE, date="due_on"), code="on_time",
    name=Words("按时率", "On time"), source=Words("规定", "The rule"), caveats=(Words("口径", "A caveat"),),
    examples=(
        Example("A1 counts, A2 does not.", "2012-03", (("cases", ROWS),), 1, 2),
        Example(
            "Nothing is due.", "2012-05", (("cases", ROWS),), 0, 0,
            area="31", by="kind", item="complaint", as_of=date(2012, 5, 9),
        ),
    ),
)
PAGE = """## 按时率 — On time

`on_time`, version 1, in percent; higher is better.

**Denominator**: the number of rows of `cases` where `due_on` ≤ the day of the snapshot, placed in time by `due_on`.

**Numerator**: those of them where `closed_on` ≤ `due_on`.

Broken down by kind, channel.

Source: The rule. 规定。

- A caveat
  口径

A1 counts, A2 does not.

| code | kind | due_on | closed_on |
| --- | --- | --- | --- |
| A1 | complaint | 2012-03-12 | 2012-03-12 |
| A2 | complaint | 2012-03-31 |  |

2012-03: 1 of 2, **50 percent**

Nothing is due.

| code | kind | due_on | closed_on |
| --- | --- | --- | --- |
| A1 | complaint | 2012-03-12 | 2012-03-12 |
| A2 | complaint | 2012-03-31 |  |

2012-05, area 31, kind “complaint”, as of 2012-05-09: 0 of 0, **—**
"""


def test_an_indicator_is_printed_with_its_words_and_examples():
    assert render([RATE], TABLES) == f"{HEAD}\n{PAGE}"


def test_indicators_stand_by_code():
    others = [definition(total("persons"), code=code) for code in ("zeal", "alarm")]

    page = render([*others, RATE], TABLES)

    assert [line for line in page.splitlines() if line.startswith("`")] == [
        f"`{code}`, version 1, in {unit}; higher is better."
        for code, unit in (("alarm", "cases"), ("on_time", "percent"), ("zeal", "cases"))
    ]
