"""Turning input into clean values."""

from hengzhi.complaints.forms.filters import FilterForm
from hengzhi.complaints.forms.intake import KIND_CHOICES, ComplaintForm, DeskForm, PhoneForm

__all__ = ["KIND_CHOICES", "ComplaintForm", "DeskForm", "FilterForm", "PhoneForm"]
