"""The columns to choose for the list of complaints and tip-offs."""

from django.utils.translation import gettext_lazy as _

from hengzhi.records.columns import Column

COLUMNS = (
    Column("due", _("Due")), Column("area", _("Area")), Column("category", _("Category")), Column("business", _("Business")),
    Column("received", _("Received")), Column("handler", _("Handler")), Column("department", _("Department"), is_usual=False),
    Column("channel", _("Channel"), is_usual=False), Column("object", _("Goods or services"), is_usual=False),
    Column("disputed", _("Disputed amount (yuan)"), is_usual=False),
    Column("recovered", _("Recovered loss (yuan)"), is_usual=False),
)
