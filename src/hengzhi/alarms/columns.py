"""The columns to choose for the list of questions."""

from django.utils.translation import gettext_lazy as _

from hengzhi.records.columns import Column

COLUMNS = (
    Column("question", _("Kind of warning")), Column("due", _("Due")), Column("observed", _("Observed")),
    Column("expected", _("Expected")), Column("asked", _("Asked on")), Column("seen", _("Last seen on")),
)
