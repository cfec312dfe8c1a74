"""Turning what staff send about publication into clean values."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ObjectionForm(forms.Form):
    objection = forms.CharField(label=_("What the business objects"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class DecisionForm(forms.Form):
    """Whether the business is right, and what it is told."""

    is_right = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", "—"), ("no", _("The objection is rejected")), ("yes", _("The business is right: keep it back"))],
    )
    answer = forms.CharField(label=_("Answer to the business"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class TakeOffForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
