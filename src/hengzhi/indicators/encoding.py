"""Frozen structures as plain JSON: an object of its fields each, and a value JSON has no word for with its type.

Without the type a date in a condition would come back as a text.
"""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal


def plain(value: object) -> object:
    """Return dataclasses, tuples and their values as JSON has them."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    return value


def scalar(value: object) -> object:
    """Return what `plain` was given for a single value; raises KeyError for an object without a known type."""
    if not isinstance(value, dict):
        return value
    return date.fromisoformat(value["date"]) if "date" in value else Decimal(value["decimal"])


def rebuilt(kind, content: Iterable) -> tuple:
    """Return each stored object as the `kind` it was."""
    return tuple(kind.from_json(item) for item in content)
