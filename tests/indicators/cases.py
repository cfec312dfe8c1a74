"""A table with every type of column, rows for it, snapshots of it and definitions over it, for tests."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hengzhi.core.tables import Column, ColumnType, Table
from hengzhi.indicators.definition import Aggregate, Better, Definition, Measure, Words
from hengzhi.snapshots.services import take_snapshot

AT = datetime(2012, 12, 28, 1, 0, tzinfo=UTC)
PARENTS = {"31": "", "3101": "31", "3102": "31", "310101": "3101"}
AREAS = [{"code": code, "name_zh": code, "name_en": code, "parent": parent} for code, parent in PARENTS.items()]
COLUMNS = (
    Column("code", ColumnType.TEXT, ""),
    Column("area", ColumnType.TEXT, ""),
    Column("kind", ColumnType.TEXT, ""),
    Column("channel", ColumnType.TEXT, ""),
    Column("received_on", ColumnType.DATE, ""),
    Column("due_on", ColumnType.DATE, ""),
    Column("closed_on", ColumnType.DATE, ""),
    Column("persons", ColumnType.INTEGER, ""),
    Column("recovered_yuan", ColumnType.DECIMAL, ""),
    Column("is_anonymous", ColumnType.BOOLEAN, ""),
)
NAMES = [column.name for column in COLUMNS]
CASES = Table("cases", "", "code", "received_on", "area", COLUMNS, list)
VISITS = Table("visits", "", "code", "received_on", "area", COLUMNS, list)
TABLES = {"cases": CASES, "visits": VISITS}


def row(code, **overrides):
    cells = {
        "code": code, "area": "3101", "kind": "complaint", "channel": "phone", "received_on": date(2012, 3, 5),
        "due_on": date(2012, 3, 12), "closed_on": date(2012, 3, 12), "persons": 1,
        "recovered_yuan": Decimal("12.50"), "is_anonymous": False,
    }
    return tuple({**cells, **overrides}.values())


def frozen(**rows_of_tables):
    """Take a snapshot of these rows and return its manifest; rows must come by month of receipt."""
    tables = {
        name: Table(name, "", "code", "received_on", "area", COLUMNS, lambda rows=rows: iter(rows))
        for name, rows in rows_of_tables.items()
    }
    return take_snapshot(at=AT, areas=AREAS, tables=tables).manifest


def count(*where, table="cases", date="received_on"):
    return Measure(table=table, aggregate=Aggregate.COUNT, date=date, where=where)


def total(column, *where, aggregate=Aggregate.SUM, date="received_on"):
    return Measure(table="cases", aggregate=aggregate, date=date, column=column, where=where)


def definition(numerator, denominator=None, *, code="figure", breakdowns=("kind", "channel"), unit=None, **overrides):
    text = Words("指标", "Figure")
    fields = {
        "code": code, "name": text, "unit": unit or ("percent" if denominator else "cases"), "better": Better.HIGHER,
        "owner": "office", "source": text, "reviewed": date(2026, 11, 1), "numerator": numerator,
        "denominator": denominator, "breakdowns": breakdowns,
    }
    return Definition(**{**fields, **overrides})
