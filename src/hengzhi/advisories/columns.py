"""The columns to choose for the list of consumer warnings."""

from django.utils.translation import gettext_lazy as _

from hengzhi.records.columns import Column

COLUMNS = (
    Column("weight", _("Kind of notice")), Column("categories", _("Categories")), Column("published", _("Published on")),
    Column("valid", _("Valid until")),
)
