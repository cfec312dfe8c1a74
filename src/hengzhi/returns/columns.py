"""The columns to choose for the list of returns."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hengzhi.records.columns import Column

COLUMNS = (
    Column("department", _("Department")), Column("due", pgettext_lazy("return", "Due")), Column("first", _("First handed in")),
)
