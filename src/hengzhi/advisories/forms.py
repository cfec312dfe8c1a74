"""Turning the text of a warning into clean values."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.advisories.models import Advisory
from hengzhi.advisories.queries import records_named
from hengzhi.complaints.forms.choices import category_choices
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Area
from hengzhi.organisations.queries import subdistricts

DAY = {"type": "date"}


class AdvisoryForm(forms.ModelForm):
    """The words of a warning and what it is about."""

    field_order = ("weight", "title", "text", "watch_for", "categories", "areas", "valid_until", "about_codes")
    title = forms.CharField(label=_("Title"), max_length=120)
    categories = forms.MultipleChoiceField(label=_("Categories"), required=False)
    areas = forms.ModelMultipleChoiceField(
        Area.objects.none(), label=_("Areas"), required=False, help_text=_("None means the whole district.")
    )
    about_codes = forms.CharField(
        label=_("Records it came from"), required=False, max_length=500,
        help_text=_("Numbers of complaints, tip-offs or early warnings. For staff only; the public never sees them."),
    )

    class Meta:
        model = Advisory
        fields = ("weight", "text", "watch_for", "valid_until")
        widgets = {
            "text": forms.Textarea({"rows": 8}), "watch_for": forms.Textarea({"rows": 4}),
            "valid_until": forms.DateInput(DAY, format="%Y-%m-%d"),
        }
        help_texts = {
            "text": _("Plain paragraphs, one a line. Name no person."),
            "watch_for": _("One point a line: what to check, to ask, to keep."),
        }

    def __init__(self, *args, user, on: date, **options) -> None:
        super().__init__(*args, **options)
        self.user, self.on = user, on
        self.fields["categories"].choices = category_choices(on)
        self.fields["areas"].queryset = Area.objects.filter(pk__in=[area.pk for area in subdistricts(on)])
        self.order_fields(self.field_order)

    def clean_valid_until(self):
        last = self.cleaned_data["valid_until"]
        if last and last < self.on:
            raise forms.ValidationError(_("%(day)s is past."), params={"day": last})
        return last

    def clean_about_codes(self):
        """Return the records named."""
        try:
            return records_named(self.cleaned_data["about_codes"], self.user)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused

    def matter(self) -> dict:
        """Return what the services take beside the row itself."""
        names = {"title": "title", "categories": "categories", "areas": "areas", "about_codes": "about"}
        return {known: self.cleaned_data[name] for name, known in names.items()}


def initial_of(advisory: Advisory, seen: list) -> dict:
    """Return what the form shows of a draft beside its own columns; `seen` are the records behind it."""
    return {
        "title": advisory.record.title, "categories": [entry.code for entry in advisory.categories.all()],
        "areas": list(advisory.areas.all()), "about_codes": " ".join(record.code for record in seen),
    }
