"""Turning what is written about a year into days."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.workdays.days import Day, WrongDays, read_days


class YearForm(forms.Form):
    """The days of a year and the notice they are from."""

    source = forms.CharField(
        label=_("Official notice"), max_length=200,
        help_text=_("Issuer, title and number of the notice; it stands beside every day."),
    )
    days = forms.CharField(
        label=_("Days off and made up"), required=False, max_length=20_000, strip=False,
        widget=forms.Textarea({"rows": 16, "spellcheck": "false"}),
        help_text=_("A line a day or stretch: 2027-02-06 ~ 2027-02-12 休 春节; a weekend day made up: 2027-02-20 班 春节."),
    )

    def __init__(self, year: int, *args, **options) -> None:
        super().__init__(*args, **options)
        self.year = year

    def clean_days(self) -> list[Day]:
        try:
            return read_days(self.cleaned_data["days"], self.year)
        except WrongDays as wrong:
            raise forms.ValidationError(wrong.lines) from wrong
