"""What the statistics are asked for, as the address has it."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.advisories.statistics.sections import Asked
from hengzhi.advisories.statistics.spans import Span, SpanError, span

DAY = {"type": "date"}


class AskedForm(forms.Form):
    """A named period, or two days; by which day the tables count."""

    period = forms.CharField(label=_("Period"), required=False, max_length=30, help_text=_("2012, 2012-H1, 2012-Q3 or 2012-03"))
    since = forms.DateField(label=_("or from"), required=False, widget=forms.DateInput(DAY))
    until = forms.DateField(label=_("up to"), required=False, widget=forms.DateInput(DAY))
    basis = forms.ChoiceField(label=_("Tables count by"), required=False, choices=[
        ("received", _("day of receipt")), ("accepted", _("day of acceptance")), ("concluded", _("day of the outcome")),
    ])

    def asked(self, on: date) -> Asked:
        """Return what was asked; this year where nothing can be read, with the reason beside the field."""
        span_asked = span(f"{on.year}")
        if self.is_valid():
            try:
                span_asked = self._span() or span_asked
            except SpanError as error:
                self.add_error("period", str(error))
        return Asked(span_asked, self.cleaned_data.get("basis") or "received")

    def _span(self) -> Span | None:
        given = self.cleaned_data
        if given["since"] and given["until"]:
            return span(f"{given['since']}/{given['until']}")
        return span(given["period"]) if given["period"] else None
