"""What is asked when a complaint or tip-off comes in."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.complaints.forms.choices import area_choices, category_choices
from hengzhi.complaints.models import PROBLEM_LISTS, Complaint
from hengzhi.core.reference import code_choices, codes
from hengzhi.organisations.models import Enterprise
from hengzhi.organisations.queries import enterprise_with
from hengzhi.organisations.services import WrongNumber, check_number, kind_of_number

KIND_CHOICES = [("complaint", _("complaint")), ("tipoff", _("tip-off"))]


class ComplaintForm(forms.ModelForm):
    """What the desk and the portal both ask: the matter, the business, the person."""

    field_order = (
        "kind", "respondent_text", "area", "subject", "category", "problem", "details", "claim", "disputed_yuan",
        "name", "phone", "address", "is_confidential", "consents_to_delegation", "consents_to_publication",
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=KIND_CHOICES, initial="complaint")
    subject = forms.CharField(label=_("Subject"), max_length=120)
    area = forms.ChoiceField(label=_("Area"))
    respondent_text = forms.CharField(
        label=_("Business complained of"), max_length=120,
        help_text=_("Its name as on the sign or invoice, or a licence number."),
    )
    name = forms.CharField(label=_("Name"), max_length=40, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    is_confidential = forms.BooleanField(
        label=_("Keep my identity secret from everyone not handling the matter"), required=False
    )

    class Meta:
        model = Complaint
        fields = (
            "category", "problem", "claim", "details", "disputed_yuan", "consents_to_delegation", "consents_to_publication",
        )
        widgets = {"details": forms.Textarea({"rows": 5})}

    def __init__(self, *args, on: date, **options) -> None:
        super().__init__(*args, **options)
        problems = [(label, code_choices(PROBLEM_LISTS[kind], on)) for kind, label in KIND_CHOICES]
        self.fields["area"].choices = [("", "—"), *area_choices(on)]
        self.fields["category"] = forms.ChoiceField(label=_("Category"), choices=[("", "—"), *category_choices(on)])
        self.fields["problem"] = forms.ChoiceField(label=_("Problem"), choices=[("", "—"), *problems])
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
        phone = self.cleaned_data["phone"].replace(" ", "").replace("-", "")
        if phone and not (phone.lstrip("+").isdigit() and 7 <= len(phone) <= 15):
            raise forms.ValidationError(_("“%(found)s” is not a phone number; write 7 to 15 digits.") % {"found": phone})
        return phone

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("kind") == "complaint":
            for field, why in (("name", _("A complaint needs a name.")), ("phone", _("A complaint needs a phone number."))):
                if not cleaned.get(field) and field not in self.errors:
                    self.add_error(field, why)
        known = codes(PROBLEM_LISTS.get(cleaned.get("kind"), "problem"))
        if cleaned.get("problem") and known and cleaned["problem"] not in known:
            self.add_error("problem", _("This problem is not one of this kind; choose another."))
        return cleaned

    def complaint(self, channel: str) -> Complaint:
        """Return the unsaved row: the business is looked up by number or full name, else kept as written."""
        row = self.save(commit=False)
        text = self.cleaned_data["respondent_text"]
        row.respondent = enterprise_with(text) or Enterprise.objects.filter(name=text).first()
        row.respondent_name = "" if row.respondent else text
        row.channel = channel
        row.object = codes("category")[row.category].group
        return row

    def identity(self) -> dict[str, str] | None:
        """Return who complains, or None for an anonymous tip-off."""
        given = {name: self.cleaned_data[name] for name in ("name", "phone", "address") if self.cleaned_data[name]}
        return given or None


class DeskForm(ComplaintForm):
    """The desk also says how the complaint came."""

    def __init__(self, *args, on: date, **options) -> None:
        super().__init__(*args, on=on, **options)
        channels = [pair for pair in code_choices("channel", on) if pair[0] != "portal"]
        self.fields["channel"] = forms.ChoiceField(label=_("Channel"), choices=channels)
