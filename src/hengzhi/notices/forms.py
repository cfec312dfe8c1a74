"""Turning input into clean values: what a user wants, an endpoint, the filters of the log."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hengzhi.core.filters import ANY, FilterForm
from hengzhi.notices.catalogue import APP, MAIL, NIGHT, notice_kinds
from hengzhi.notices.models import Delivery, Endpoint, Wish
from hengzhi.notices.outside import ADDRESS_LENGTH
from hengzhi.notices.queries import LogFilters
from hengzhi.organisations.models import Department


class WishForm(forms.ModelForm):
    """The matrix of kinds and channels, and the hours."""

    email = forms.EmailField(label=_("E-mail address"), required=False)

    class Meta:
        model = Wish
        fields = ("is_digest", "digest_hour", "quiet_from", "quiet_to", "rests_on_days_off")

    def __init__(self, data, *, wish: Wish, email: str) -> None:
        super().__init__(data, instance=wish, initial={"email": email})
        for channel in (APP, MAIL, NIGHT):
            codes = [(kind.code, kind.name) for kind in notice_kinds().values() if channel != NIGHT or kind.is_urgent]
            self.fields[channel] = forms.MultipleChoiceField(choices=codes, required=False)

    def wish(self) -> Wish:
        """Return the wish with the channels chosen; a kind left at its default is not named."""
        chosen = {
            kind.code: frozenset(channel for channel in (APP, MAIL, NIGHT) if kind.code in self.cleaned_data[channel])
            for kind in notice_kinds().values()
        }
        kinds = notice_kinds()
        self.instance.channels = {
            code: sorted(channels) for code, channels in chosen.items() if channels != kinds[code].default
        }
        return self.instance

    def matrix(self) -> list[dict]:
        """Return a row for each kind with the channels it comes by, as sent or as stored."""
        rows = []
        for kind in notice_kinds().values():
            held = self.instance.channels_of(kind)
            if self.is_bound:
                held = {channel for channel in (APP, MAIL, NIGHT) if kind.code in self.data.getlist(channel)}
            rows.append({"kind": kind, "app": APP in held, "mail": MAIL in held, "night": NIGHT in held})
        return rows


class EndpointForm(forms.ModelForm):
    address = forms.CharField(
        label=pgettext_lazy("robot or program", "address"), required=False, max_length=ADDRESS_LENGTH,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("The whole address, with the key a robot's address carries. It is sealed and not shown again."),
    )
    secret = forms.CharField(
        label=_("secret"), required=False, max_length=200, widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text=_("Signs the messages: for a program any long text, for DingTalk what begins with SEC. WeCom has none."),
    )
    notice_kinds = forms.MultipleChoiceField(label=_("kinds of notice"), widget=forms.CheckboxSelectMultiple)
    departments = forms.ModelMultipleChoiceField(
        label=_("only records of these departments"), required=False, queryset=Department.objects.all(),
        help_text=_("None chosen: records of all departments."), widget=forms.SelectMultiple({"size": 8}),
    )

    class Meta:
        model = Endpoint
        fields = ("name", "kind", "address", "secret", "notice_kinds", "departments", "at_night", "is_active")

    def __init__(self, data, *, instance: Endpoint) -> None:
        super().__init__(data, instance=instance)
        kinds = notice_kinds().values()
        self.fields["notice_kinds"].choices = [(kind.code, kind.name) for kind in kinds if kind.for_groups]


class LogForm(FilterForm):
    makes = LogFilters

    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ANY, *Delivery.Channel.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *Delivery.State.choices])
    day = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput({"type": "date"}))
