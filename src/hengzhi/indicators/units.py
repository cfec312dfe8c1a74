"""The units a value may carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Unit:
    """`per` is what a ratio is multiplied by; `sign` stands behind the number or in the head of its column."""

    sign: str | Promise
    per: Decimal = Decimal(1)


UNITS: Mapping[str, Unit] = {
    "percent": Unit("%", Decimal(100)),
    "per_thousand": Unit("‰", Decimal(1000)),
    "per_ten_thousand": Unit(_("per 10,000"), Decimal(10_000)),
    "cases": Unit(pgettext_lazy("unit", "cases")),
    "yuan": Unit(pgettext_lazy("unit", "yuan")),
    "days": Unit(pgettext_lazy("unit", "days")),
    "people": Unit(pgettext_lazy("unit", "people")),
    "times": Unit(pgettext_lazy("unit", "times")),
    "departments": Unit(pgettext_lazy("unit", "departments")),
}
