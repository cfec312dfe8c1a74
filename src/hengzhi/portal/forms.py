"""What a citizen fills in."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.complaints.forms import ComplaintForm


class FilingForm(ComplaintForm):
    """The complaint form for citizens, with their consents."""

    agrees = forms.BooleanField(
        label=_("What I write is true, and the office may use my name and phone number to handle this matter."),
        error_messages={"required": _("Tick this to send.")},
    )

    def __init__(self, *args, on: date, **options) -> None:
        super().__init__(*args, on=on, **options)
        for name, known_as in (("name", "name"), ("phone", "tel"), ("address", "street-address")):
            self.fields[name].widget.attrs["autocomplete"] = known_as
        self.fields["subject"].help_text = _("What happened, in one line.")
        self.fields["details"].help_text = _("When, where, what you bought, what the business answered.")
        self.fields["disputed_yuan"].help_text = _("In yuan; leave empty if no money is at stake.")


class FollowForm(forms.Form):
    receipt = forms.CharField(
        label=_("Receipt code"), max_length=40, help_text=_("The 12 letters and digits you were given when you filed.")
    )
