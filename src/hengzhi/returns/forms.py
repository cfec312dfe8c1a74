"""Turning input into clean values."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hengzhi.core.filters import ANY, FilterForm
from hengzhi.core.periods import Period, PeriodError, period
from hengzhi.organisations.models import Department
from hengzhi.returns.definition import Definition
from hengzhi.returns.entries import NOTE_LENGTH, Written
from hengzhi.returns.models import Form
from hengzhi.returns.queries import ReturnFilters, forms_in_force


def written_in(form: Definition, sent: Mapping[str, str]) -> dict[str, Written]:
    """Return the cells that a page sent, by item; an item the page does not have is left out."""
    return {
        item.code: Written(
            sent.get(f"value_{item.code}", ""), f"na_{item.code}" in sent, sent.get(f"note_{item.code}", "")
        )
        for item in form.items if f"value_{item.code}" in sent or f"na_{item.code}" in sent
    }


def remarks_in(form: Definition, sent: Mapping[str, str]) -> dict[str, str]:
    """Return what a page says to single items."""
    given = {item.code: sent.get(f"remark_{item.code}", "").strip()[:NOTE_LENGTH] for item in form.items}
    return {item: remark for item, remark in given.items() if remark}


class ReturnFilterForm(FilterForm):
    makes = ReturnFilters

    q = forms.CharField(label=gettext_lazy("Number or words"), required=False, max_length=60)
    form = forms.ChoiceField(label=gettext_lazy("Form"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("Department"), required=False)
    period = forms.CharField(label=gettext_lazy("Period"), required=False, max_length=9)

    def __init__(self, query, on: date) -> None:
        super().__init__(query)
        self.fields["form"].choices = [ANY, *((form.code, form.name) for form in forms_in_force(on))]
        self.fields["department"].choices = [ANY, *((one.code, one.name) for one in Department.objects.all())]
        self.fields["period"].widget.attrs["placeholder"] = "2012-Q3"


class DecisionForm(forms.Form):
    """Why a return goes back, and by which day it is wanted again."""

    note = forms.CharField(
        label=gettext_lazy("Reason"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3}),
    )
    correct_by = forms.DateField(
        label=gettext_lazy("To be corrected by"), required=False, widget=forms.DateInput({"type": "date"}),
    )


class RoundForm(forms.Form):
    """Which form is opened for which period."""

    form = forms.ChoiceField(label=gettext_lazy("Form"))
    period = forms.CharField(label=gettext_lazy("Period"), max_length=9, help_text="2012-11 · 2012-Q4 · 2012")

    def __init__(self, query, on: date) -> None:
        super().__init__(query)
        self.fields["form"].choices = [(form.code, form.name) for form in forms_in_force(on)]

    def clean_period(self) -> Period:
        try:
            return period(self.cleaned_data["period"])
        except PeriodError as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def clean(self) -> dict:
        """Find the version of the form that the period asks for."""
        cleaned = super().clean()
        span, code = cleaned.get("period"), cleaned.get("form")
        if not span or not code:
            return cleaned
        found = next((form for form in forms_in_force(span.first) if form.code == code), None)
        if found is None:
            self.add_error("period", _("The form was not in force then."))
        elif not found.structure.fits(span):
            words = {"month": "2012-11", "quarter": "2012-Q4", "year": "2012"}[found.structure.cadence]
            self.add_error("period", _("The form has other periods; write one such as %(example)s.") % {"example": words})
        cleaned["found"] = found
        return cleaned

    @property
    def chosen(self) -> Form:
        return self.cleaned_data["found"]


class UploadForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Workbook filled in"), error_messages={"required": gettext_lazy("Choose a file first.")},
    )
