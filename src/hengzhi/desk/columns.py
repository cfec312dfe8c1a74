"""The columns to choose for lists of records of any kind."""

from django.utils.translation import gettext_lazy as _

from hengzhi.records.columns import Column

COLUMNS = (
    Column("due", _("Due")), Column("department", _("Department")), Column("area", _("Area")), Column("handler", _("Handler")),
    Column("received", _("Received"), is_usual=False),
)
