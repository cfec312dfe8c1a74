"""A table with a column of every type, and rows for it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from hengzhi.core.tables import Column, ColumnType, Table

AT = datetime(2012, 12, 28, 1, 0, tzinfo=UTC)
DISTRICT = {"code": "31", "name_zh": "区", "name_en": "District", "parent": ""}
EAST = {"code": "3101", "name_zh": "东", "name_en": "East", "parent": "31"}
WEST = {"code": "3102", "name_zh": "西", "name_en": "West", "parent": "31"}
AREAS = [DISTRICT, EAST, WEST]
CODES = {"31", "3101", "3102", None}
COLUMNS = (
    Column("code", ColumnType.TEXT, ""),
    Column("area", ColumnType.TEXT, ""),
    Column("received_on", ColumnType.DATE, ""),
    Column("persons", ColumnType.INTEGER, ""),
    Column("recovered_yuan", ColumnType.DECIMAL, ""),
    Column("is_anonymous", ColumnType.BOOLEAN, ""),
)


def row(code, **overrides):
    cells = {
        "code": code, "area": "3101", "received_on": date(2012, 3, 5), "persons": 1,
        "recovered_yuan": Decimal("12.50"), "is_anonymous": False,
    }
    return tuple({**cells, **overrides}.values())


def cases(*rows):
    return Table("cases", "", "code", "received_on", "area", COLUMNS, lambda: iter(rows))


def quiet(table, rows):
    """Hear of progress and do nothing."""
