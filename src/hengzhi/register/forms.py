"""Turning the filters of the audit page into clean values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.accounts.models import User
from hengzhi.core.filters import ANY, FilterForm
from hengzhi.register.audit import NOBODY, AuditFilters, action_names


class AuditFilterForm(FilterForm):
    makes = AuditFilters

    who = forms.ChoiceField(label=_("Who"), required=False)
    action = forms.ChoiceField(label=_("What was done"), required=False)
    record = forms.CharField(label=_("Number of the record"), required=False, max_length=24)
    since = forms.DateField(label=_("From day"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To day"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, query) -> None:
        super().__init__(query)
        users = [(user.username, f"{user.name} {user.username}") for user in User.objects.order_by("username")]
        self.fields["who"].choices = [ANY, (NOBODY, _("nobody signed in")), *users]
        self.fields["action"].choices = [ANY, *action_names().items()]

    def clean_record(self) -> str:
        return self.cleaned_data["record"].strip().upper()
