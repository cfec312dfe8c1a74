"""The columns to choose for the table of the plan."""

from django.utils.translation import gettext_lazy as _

from hengzhi.records.columns import Column

COLUMNS = (
    Column("light", _("Light")), Column("why", _("Why")), Column("lead", _("Lead")), Column("due", _("Due")),
    Column("milestones", _("Milestones")), Column("progress", _("Progress")),
)
