"""What is asked when a complaint or tip-off comes in."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import count

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.complaints.forms.choices import area_choices, category_choices
from hengzhi.complaints.kinds import KINDS
from hengzhi.complaints.models import PROBLEM_LISTS, Complaint
from hengzhi.complaints.services.intake import Part
from hengzhi.core.reference import code_choices, codes
from hengzhi.organisations.queries import enterprise_named, enterprise_with
from hengzhi.organisations.services import WrongNumber, check_number, kind_of_number

KIND_CHOICES = [("complaint", _("complaint")), ("tipoff", _("tip-off"))]
KIND_BY_CODE = {kind.code: kind for kind in KINDS}
BOTH = "both"
INTAKE_CHOICES = [*KIND_CHOICES, (BOTH, _("complaint and tip-off in one"))]


class ComplaintForm(forms.ModelForm):
    """What the desk and the portal both ask: the matter, the business, the person."""

    field_order = (
        "kind", "respondent_text", "area", "subject", "category", "problem", "details", "tipoff_problem", "tipoff_details",
        "claim", "disputed_yuan", "name", "phone", "address", "complainants", "agent_name", "agent_phone", "is_confidential",
        "consents_to_delegation", "consents_to_publication",
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=INTAKE_CHOICES, initial="complaint")
    subject = forms.CharField(label=_("Subject"), max_length=120)
    area = forms.ChoiceField(label=_("Area"))
    respondent_text = forms.CharField(
        label=_("Business complained of"), max_length=120,
        help_text=_("Its name as on the sign or invoice, or a licence number."),
    )
    name = forms.CharField(label=_("Name"), max_length=40, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    tipoff_problem = forms.ChoiceField(label=_("Problem reported"), required=False)
    tipoff_details = forms.CharField(
        label=_("What is reported"), max_length=5000, required=False, widget=forms.Textarea({"rows": 3}),
        help_text=_("Leave empty where the same facts are complained of and reported."),
    )
    agent_name = forms.CharField(label=_("Agent’s name"), max_length=40, required=False)
    agent_phone = forms.CharField(label=_("Agent’s phone"), max_length=20, required=False)
    is_confidential = forms.BooleanField(
        label=_("Keep my identity secret from everyone not handling the matter"), required=False
    )

    class Meta:
        model = Complaint
        fields = (
            "category", "problem", "claim", "details", "disputed_yuan", "complainants", "consents_to_delegation",
            "consents_to_publication",
        )
        widgets = {"details": forms.Textarea({"rows": 5})}

    def __init__(self, *args, on: date, **options) -> None:
        super().__init__(*args, **options)
        problems = [(label, code_choices(PROBLEM_LISTS[kind], on)) for kind, label in KIND_CHOICES]
        self.fields["area"].choices = [("", "—"), *area_choices(on)]
        self.fields["category"] = forms.ChoiceField(label=_("Category"), choices=[("", "—"), *category_choices(on)])
        self.fields["problem"] = forms.ChoiceField(label=_("Problem"), choices=[("", "—"), *problems])
        self.fields["tipoff_problem"].choices = [("", "—"), *code_choices(PROBLEM_LISTS["tipoff"], on)]
        self.fields["complainants"].required = False
        self.fields["claim"] = forms.ChoiceField(
            label=_("Claim"), choices=[("", "—"), *code_choices("claim", on)], required=False
        )
        self.fields["details"].required = True
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill in “%(label)s”.") % {"label": field.label}

    def clean_disputed_yuan(self):
        amount = self.cleaned_data["disputed_yuan"]
        if amount is not None and amount < 0:
            raise forms.ValidationError(_("An amount is zero or more; write yuan such as 320.00."))
        return amount

    def clean_respondent_text(self) -> str:
        """Refuse a mistyped number before it is taken for a name."""
        text = self.cleaned_data["respondent_text"].strip()
        kind = kind_of_number(text)
        if kind and enterprise_with(text) is None:
            try:
                check_number(kind, text)
            except WrongNumber as wrong:
                raise forms.ValidationError(str(wrong)) from wrong
        return text

    def clean_phone(self) -> str:
        return _phone(self.cleaned_data["phone"])

    def clean_agent_phone(self) -> str:
        return _phone(self.cleaned_data["agent_phone"])

    def clean_complainants(self) -> int:
        return self.cleaned_data["complainants"] or 1

    def clean(self) -> dict:
        cleaned = super().clean()
        kind = cleaned.get("kind")
        if kind in {"complaint", BOTH}:
            self._demand("name", _("A complaint needs a name."))
            self._demand("phone", _("A complaint needs a phone number."))
        if kind == BOTH:
            self._demand("tipoff_problem", _("Say what is reported."))
        known = codes(PROBLEM_LISTS.get(kind, "problem"))
        if cleaned.get("problem") and known and cleaned["problem"] not in known:
            self.add_error("problem", _("This problem is not one of this kind; choose another."))
        return cleaned

    def _demand(self, field: str, why: str) -> None:
        if not self.cleaned_data.get(field) and field not in self.errors:
            self.add_error(field, why)

    def parts(self, channel: str) -> list[Part]:
        """Return the unsaved rows of the intake: one, or the complaint and the tip-off of a mixed one.

        The business is looked up by number or full name, else kept as written. Secrecy is the tip-off's; alone, either's.
        """
        row, kind, is_secret = self.save(commit=False), self.cleaned_data["kind"], self.cleaned_data["is_confidential"]
        row.respondent = enterprise_named(self.cleaned_data["respondent_text"])
        row.respondent_name = "" if row.respondent else self.cleaned_data["respondent_text"]
        row.channel, row.object = channel, codes("category")[row.category].group
        if kind != BOTH:
            return [Part(KIND_BY_CODE[kind], row, is_secret)]
        reported = Complaint(
            channel=channel, object=row.object, category=row.category, respondent=row.respondent,
            respondent_name=row.respondent_name, problem=self.cleaned_data["tipoff_problem"],
            details=self.cleaned_data["tipoff_details"] or row.details,
        )
        return [Part(KIND_BY_CODE["complaint"], row), Part(KIND_BY_CODE["tipoff"], reported, is_secret)]

    def identity(self) -> dict[str, str] | None:
        """Return who complains, or None for an anonymous tip-off."""
        given = {name: self.cleaned_data[name] for name in ("name", "phone", "address") if self.cleaned_data[name]}
        return given or None

    def agent(self) -> dict[str, str] | None:
        """Return who complains for the complainant, or None."""
        given = {name: self.cleaned_data[f"agent_{name}"] for name in ("name", "phone") if self.cleaned_data[f"agent_{name}"]}
        return given or None


def _numbered(choices: Iterable) -> Iterator[tuple]:
    """Yield choices, in groups or not, with a number in front: typing it chooses, which no input of Chinese does."""
    number = count(1)
    for value, name in choices:
        if isinstance(name, list | tuple):
            yield value, [(inner, f"{next(number):02d} {label}") for inner, label in name]
        else:
            yield value, f"{next(number):02d} {name}" if value else name


def _phone(text: str) -> str:
    """Return a phone number without blanks and hyphens; raises ValidationError for what is none."""
    phone = text.replace(" ", "").replace("-", "")
    if phone and not (phone.lstrip("+").isdigit() and 7 <= len(phone) <= 15):
        raise forms.ValidationError(_("“%(found)s” is not a phone number; write 7 to 15 digits.") % {"found": phone})
    return phone


class DeskForm(ComplaintForm):
    """The desk also says how the complaint came."""

    def __init__(self, *args, on: date, **options) -> None:
        super().__init__(*args, on=on, **options)
        channels = [pair for pair in code_choices("channel", on) if pair[0] != "portal"]
        self.fields["channel"] = forms.ChoiceField(label=_("Channel"), choices=channels)


class PhoneForm(DeskForm):
    """The desk's form while somebody is on the phone: the caller first, the subdistrict from the business."""

    def __init__(self, *args, on: date, **options) -> None:
        super().__init__(*args, on=on, **options)
        self.fields["area"].required = False
        channels = codes("channel")
        calls = [code for code, _name in self.fields["channel"].choices if channels[code].group == "phone"]
        self.fields["channel"].initial = next(iter(calls), None)
        self.order_fields(["phone", "name", *self.field_order])
        for name in ("kind", "channel", "category", "problem", "tipoff_problem", "claim", "area"):
            self.fields[name].choices = list(_numbered(self.fields[name].choices))

    def clean(self) -> dict:
        cleaned = super().clean()
        business = enterprise_named(cleaned.get("respondent_text", ""))
        if not cleaned.get("area") and "area" not in self.errors:
            if business is None or business.area is None:
                self.add_error("area", _("Choose the subdistrict: the business is not in the register, or has none there."))
            else:
                cleaned["area"] = business.area.code
        return cleaned
