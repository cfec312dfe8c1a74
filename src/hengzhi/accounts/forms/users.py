"""Forms of the administrator's pages and of naming deputies."""

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.utils.translation import gettext_lazy as _

from hengzhi.accounts.models import Role, RoleTerm, User
from hengzhi.accounts.queries import UserFilters
from hengzhi.core.filters import ANY, FilterForm
from hengzhi.organisations.models import Department

STATES = [
    ANY, ("active", _("active")), ("disabled", _("disabled")), ("locked", _("locked for a time")),
    ("without_factor", _("second factor still missing")), ("without_role", _("without a role")),
]
LINK, FIRST_PASSWORD = "link", "password"


def day_field(label, **given) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **given)


def departments() -> list[tuple[str, str]]:
    return [(department.code, department.name) for department in Department.objects.all()]


def roles() -> list[tuple[str, str]]:
    return [(role.code, role.name) for role in Role.objects.all()]


class UserFilterForm(FilterForm):
    makes = UserFilters

    q = forms.CharField(label=_("Name, user name, title"), required=False, max_length=60)
    role = forms.ChoiceField(label=_("Role"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False, choices=STATES)

    def __init__(self, query) -> None:
        super().__init__(query)
        self.fields["role"].choices = [ANY, *roles()]
        self.fields["department"].choices = [ANY, *departments()]


class UserForm(forms.Form):
    """What a user is called and how they are reached."""

    name = forms.CharField(label=_("Name"), max_length=60)
    title = forms.CharField(label=_("Title or post"), max_length=60, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)


class TermForm(forms.Form):
    """A role, where and how long."""

    role = forms.ChoiceField(label=_("Role"))
    department = forms.ChoiceField(label=_("Department"), required=False)
    starts_on = day_field(_("From day"))
    ends_on = day_field(_("To day"), required=False, help_text=_("Empty: until further notice."))

    def __init__(self, *given, **named) -> None:
        super().__init__(*given, **named)
        self.fields["role"].choices = [("", "—"), *roles()]
        self.fields["department"].choices = [("", "—"), *departments()]

    def term(self) -> dict:
        """Return what `appoint` wants to know."""
        given = self.cleaned_data
        return {
            "role": Role.objects.get(code=given["role"]),
            "department": Department.objects.filter(code=given["department"]).first(),
            "starts_on": given["starts_on"], "ends_on": given["ends_on"],
        }


class NewUserForm(UserForm, TermForm):
    """A new user with a first role, or with none yet."""

    field_order = ("username", "name", "title", "email", "role", "department", "starts_on", "ends_on", "way")
    username = forms.CharField(
        label=_("User name"), max_length=150, validators=[UnicodeUsernameValidator()],
        help_text=_("Letters, digits and . - _ @ +; it stays for good."), widget=forms.TextInput({"autocapitalize": "none"}),
    )
    way = forms.ChoiceField(
        label=_("How they come to a password"), initial=LINK, widget=forms.RadioSelect,
        choices=[(LINK, _("by a link, open for 48 hours")), (FIRST_PASSWORD, _("by a first password, which they must change"))],
    )

    def __init__(self, *given, **named) -> None:
        super().__init__(*given, **named)
        for name in ("role", "starts_on"):
            self.fields[name].required = False

    def clean_username(self) -> str:
        username = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise forms.ValidationError(_("Somebody has this user name already."))
        return username

    def clean(self) -> dict:
        if self.cleaned_data.get("role") and not self.cleaned_data.get("starts_on"):
            self.add_error("starts_on", _("Say from which day the role is held."))
        return self.cleaned_data


class EndForm(forms.Form):
    """Which role ends, and with which day."""

    term = forms.IntegerField(widget=forms.HiddenInput)
    last_on = day_field(_("Last day"))


class DeputyForm(forms.Form):
    """Who acts for somebody, in which of their roles, and when."""

    terms = forms.MultipleChoiceField(label=_("In which roles"), widget=forms.CheckboxSelectMultiple)
    deputy = forms.ChoiceField(label=_("Who acts for them"))
    starts_on = day_field(_("From day"))
    ends_on = day_field(_("To day"))

    def __init__(self, *given, held: list[RoleTerm], deputies, **named) -> None:
        super().__init__(*given, **named)
        self.fields["terms"].choices = [(str(term.pk), str(term)) for term in held]
        self.fields["deputy"].choices = [("", "—"), *((user.username, f"{user.name} {user.username}") for user in deputies)]
