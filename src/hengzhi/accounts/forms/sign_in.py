"""Forms of signing in and of one's own security."""

from django import forms
from django.contrib.auth.forms import UsernameField
from django.utils.translation import gettext_lazy as _

PASSWORD_LENGTH = 200


def password_field(label, autocomplete: str, **given) -> forms.CharField:
    """Return a field for a password, which browsers and password keepers know by its `autocomplete`."""
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=PASSWORD_LENGTH, widget=widget, **given)


class SignInForm(forms.Form):
    username = UsernameField(
        label=_("User name"), max_length=150, widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"})
    )
    password = password_field(_("Password"), "current-password")


class CodeForm(forms.Form):
    """A code of an app or a recovery code, or what a passkey has answered."""

    code = forms.CharField(
        label=_("Code"), max_length=20, required=False,
        widget=forms.TextInput({"autocomplete": "one-time-code", "class": "short", "autofocus": True}),
    )
    passkey = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        if not self.cleaned_data.get("code") and not self.cleaned_data.get("passkey"):
            self.add_error("code", _("Type the code."))
        return self.cleaned_data


class NewPasswordForm(forms.Form):
    password = password_field(
        _("New password"), "new-password", help_text=_("At least 10 characters; several words are easy to keep in mind."),
    )
    again = password_field(_("New password again"), "new-password")

    def clean(self) -> dict:
        if self.cleaned_data.get("password") != self.cleaned_data.get("again"):
            self.add_error("again", _("The two passwords differ."))
        return self.cleaned_data


class ChangePasswordForm(NewPasswordForm):
    field_order = ("present", "password", "again")
    present = password_field(_("Present password"), "current-password")


class PasskeyForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the passkey"), max_length=60, required=False,
        help_text=_("Where it is kept: office computer, key, phone."),
    )
    passkey = forms.CharField(required=False, widget=forms.HiddenInput)
