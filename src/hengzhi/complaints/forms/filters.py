"""What a list is narrowed by, as the address has it."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.complaints.forms.choices import area_choices, category_choices
from hengzhi.complaints.forms.intake import KIND_CHOICES
from hengzhi.complaints.queries import ComplaintFilters
from hengzhi.complaints.workflow import ComplaintState, TipoffState
from hengzhi.core.filters import ANY, FilterForm
from hengzhi.core.reference import code_choices


class ComplaintFilterForm(FilterForm):
    makes = ComplaintFilters

    q = forms.CharField(label=_("Number, business, words"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[ANY, *KIND_CHOICES])
    state = forms.ChoiceField(label=_("State"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    object = forms.ChoiceField(label=_("Goods or services"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    since = forms.DateField(label=_("Received from"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("Received to"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, query, on: date) -> None:
        super().__init__(query)
        states = {**dict(ComplaintState.choices), **dict(TipoffState.choices)}
        self.fields["state"].choices = [ANY, *states.items()]
        self.fields["area"].choices = [ANY, *area_choices(on)]
        self.fields["object"].choices = [ANY, *code_choices("object", on)]
        self.fields["category"].choices = [ANY, *category_choices(on)]
        self.fields["channel"].choices = [ANY, *code_choices("channel", on)]
