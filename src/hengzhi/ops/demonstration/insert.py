"""Inserting very many rows: a third of the time `bulk_create` takes, for rows whose keys nobody needs back."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, models

from hengzhi.register.models import Sequence as Numbers


@dataclass(slots=True)
class Event:
    """A row of the trail: as `AuditEvent`, made in a tenth of the time."""

    at: datetime
    actor_id: int | None
    action: str
    source: str = ""
    target: str = ""
    note: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    record_id: int | None = None


def insert(rows: Sequence, model: type[models.Model] | None = None) -> None:
    """Insert unsaved rows of one model, or what has its columns; keys made by the database are not set on them."""
    if not rows:
        return
    model = model or type(rows[0])
    made = models.AutoField | models.BigAutoField
    columns = [column for column in model._meta.concrete_fields if not isinstance(column, made)]
    quote = connection.ops.quote_name
    names = ", ".join(quote(column.column) for column in columns)
    places = ", ".join(["%s"] * len(columns))
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        statement = f"INSERT INTO {table} ({names}) VALUES ({places})"  # noqa: S608 - the names are the models' own
        cursor.executemany(statement, _values(rows, columns))


def _values(rows: Sequence, columns: list[models.Field]) -> Iterator[list]:
    writers = [(column.attname, _writer(column)) for column in columns]
    for row in rows:
        yield [write(getattr(row, name)) for name, write in writers]


def _writer(column: models.Field) -> Callable:
    """Return what turns a value of this column into one the database's driver takes."""
    match column:
        case models.JSONField():
            return lambda value: json.dumps(value, ensure_ascii=False)
        case models.DateTimeField():
            return lambda value: value and connection.ops.adapt_datetimefield_value(value)
        case models.DateField():
            return lambda value: value and connection.ops.adapt_datefield_value(value)
        case models.DecimalField(max_digits=digits, decimal_places=places):
            return lambda value: None if value is None else connection.ops.adapt_decimalfield_value(value, digits, places)
        case models.UUIDField() | models.ForeignKey():
            return lambda value: value if isinstance(value, int | None) else column.get_db_prep_save(value, connection)
    return lambda value: value


def note_numbers(given: Iterable[str]) -> None:
    """Let the numbering go on after the codes given out here."""
    last: dict[str, int] = {}
    for code in given:
        name, _, number = code.rpartition("-")
        last[name] = max(last.get(name, 0), int(number))
    for name, number in last.items():
        given_out, _ = Numbers.objects.get_or_create(name=name)
        Numbers.objects.filter(pk=given_out.pk).update(last=max(given_out.last, number))
