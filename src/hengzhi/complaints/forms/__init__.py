"""Turning input into clean values."""

from hengzhi.complaints.forms.filters import ComplaintFilterForm
from hengzhi.complaints.forms.intake import KIND_CHOICES, ComplaintForm, DeskForm, PhoneForm

__all__ = ["KIND_CHOICES", "ComplaintFilterForm", "ComplaintForm", "DeskForm", "PhoneForm"]
