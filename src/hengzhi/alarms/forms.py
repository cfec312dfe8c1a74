"""Turning the filters of the list into clean values."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.alarms.models import Question
from hengzhi.alarms.queries import AlarmFilters
from hengzhi.alarms.workflow import Answer
from hengzhi.complaints.forms.choices import area_choices, category_choices
from hengzhi.core.filters import ANY, FilterForm


class AlarmFilterForm(FilterForm):
    makes = AlarmFilters

    q = forms.CharField(label=_("Number, business, words"), required=False, max_length=60)
    question = forms.ChoiceField(label=_("Kind of warning"), required=False, choices=[ANY, *Question.choices])
    area = forms.ChoiceField(label=_("Area"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    answer = forms.ChoiceField(label=_("Answer given"), required=False, choices=[ANY, *Answer.choices])
    since = forms.DateField(label=_("Asked from"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("Asked to"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, query, on: date) -> None:
        super().__init__(query)
        self.fields["area"].choices = [ANY, *area_choices(on)]
        self.fields["category"].choices = [ANY, *category_choices(on)]
