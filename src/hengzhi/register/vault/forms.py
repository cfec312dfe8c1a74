"""Turning input about people, holds and erasing into clean values; what is right in it is for the services to say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.register.vault.models import Person, PersonLink

Ground = Person.Ground


def _text(label: str, longest: int, **options) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, widget=widget, **options)


class IdentityForm(forms.Form):
    """The parts of an identity."""

    name = _text(_("Name"), 40, required=False)
    phone = _text(_("Phone"), 20, required=False)
    id_number = _text(_("Identity number"), 20, required=False, help_text=_("18 places, as on the resident identity card."))
    address = _text(_("Address"), 120, required=False)

    def identity(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in IdentityForm.base_fields if self.cleaned_data[name]}


class AddForm(IdentityForm):
    role = forms.ChoiceField(label=_("Part in the record"), choices=PersonLink.Role.choices, initial=PersonLink.Role.AGENT)
    field_order = ("role",)


class CorrectForm(IdentityForm):
    reason = _text(_("Reason"), 200, help_text=_("Stands in the trail for ever: name nobody."))


class HoldForm(forms.Form):
    reason = _text(
        _("Reason"), 200, help_text=_("Such as the number of the lawsuit. Stands in the trail for ever: name nobody.")
    )
    until = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=_("Empty: until somebody lifts it."),
    )


class LiftForm(forms.Form):
    reason = _text(_("Reason"), 200, help_text=_("Stands in the trail for ever: name nobody."))


class EraseForm(forms.Form):
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[("", "—"), *((ground.value, ground.label) for ground in Ground if ground != Ground.SCHEDULE)],
    )
    reason = _text(
        _("Who asked, and where that is filed"), 200,
        help_text=_("Such as “asked in writing, letter no. 12”. Stands in the trail for ever: name nobody."),
    )
    sure = forms.BooleanField(
        label=_("I know that this identity cannot be brought back."), error_messages={"required": _("Tick this to erase.")}
    )


class FindForm(forms.Form):
    number = _text(
        _("Whole phone number or identity number"), 30, help_text=_("The search is written down, the number is not.")
    )
