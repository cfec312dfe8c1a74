"""Turning input about stations into clean values."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.core.filters import ANY, FilterForm
from hengzhi.core.reference import code_choices
from hengzhi.organisations.models import Department
from hengzhi.organisations.queries import subdistricts
from hengzhi.stations.models import Liaison, Station, StationCase, Training
from hengzhi.stations.queries import open_stations

DAY = {"type": "date"}


class StationFilterForm(FilterForm):
    q = forms.CharField(label=_("Number, name, address"), required=False, max_length=40)
    area = forms.ChoiceField(label=_("Area"), required=False)
    place = forms.ChoiceField(label=_("Where"), required=False, choices=[ANY, *Station.Place.choices])
    closed = forms.BooleanField(label=_("closed ones"), required=False)

    def __init__(self, query, on: date) -> None:
        super().__init__(query)
        self.fields["area"].choices = [ANY, *((area.code, area.name) for area in subdistricts(on))]


class StationForm(forms.ModelForm):
    class Meta:
        model = Station
        fields = ("code", "name", "place", "area", "department", "address", "phone", "starts_on")
        widgets = {"starts_on": forms.DateInput(DAY, format="%Y-%m-%d")}

    def __init__(self, *args, on: date, departments: list[Department], **options) -> None:
        super().__init__(*args, **options)
        self.fields["area"].queryset = self.fields["area"].queryset.filter(pk__in=[area.pk for area in subdistricts(on)])
        self.fields["department"].queryset = Department.objects.filter(pk__in=[one.pk for one in departments])


class LiaisonForm(forms.ModelForm):
    class Meta:
        model = Liaison
        fields = ("name", "post", "starts_on")
        widgets = {"starts_on": forms.DateInput(DAY, format="%Y-%m-%d")}


class TrainingForm(forms.ModelForm):
    class Meta:
        model = Training
        fields = ("held_on", "topic", "hours", "place", "attended")
        widgets = {"held_on": forms.DateInput(DAY, format="%Y-%m-%d"), "attended": forms.CheckboxSelectMultiple}

    def __init__(self, *args, liaisons, **options) -> None:
        super().__init__(*args, **options)
        self.fields["attended"].queryset = liaisons
        self.fields["attended"].label_from_instance = lambda one: f"{one.name}（{one.station.name}）"


class CaseForm(forms.ModelForm):
    """A dispute at a station; nobody's name is asked."""

    field_order = ("station", "subject", "category", "respondent_name", "details", "disputed_yuan")
    subject = forms.CharField(label=_("Subject"), max_length=120)

    class Meta:
        model = StationCase
        fields = ("station", "category", "respondent_name", "details", "disputed_yuan")
        widgets = {"details": forms.Textarea({"rows": 3})}

    def __init__(self, *args, on: date, department_ids: frozenset[int] | None, **options) -> None:
        super().__init__(*args, **options)
        stations = open_stations(on)
        self.fields["station"].queryset = stations if department_ids is None else stations.filter(department__in=department_ids)
        self.fields["category"] = forms.ChoiceField(
            label=_("Category"), choices=[("", "—"), *code_choices("category", on)]
        )
        self.order_fields(self.field_order)


class ClosingForm(forms.Form):
    on = forms.DateField(label=_("closed on"), widget=forms.DateInput(DAY))
