"""What is asked about meetings, calls to complainants and records that belong together."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hengzhi.complaints.factors import Weighing
from hengzhi.complaints.models import PROBLEM_LISTS, CallBack, Meeting
from hengzhi.core.reference import code_choices
from hengzhi.register.vault.models import PersonLink
from hengzhi.register.vault.panel import PersonLine

YES_NO = [("yes", pgettext_lazy("by phone", "reached")), ("no", pgettext_lazy("by phone", "not reached"))]


class MeetingForm(forms.ModelForm):
    class Meta:
        model = Meeting
        fields = ("starts_at", "way", "place", "mediator", "bring", "recusal_until")
        widgets = {
            "starts_at": forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "recusal_until": forms.DateInput({"type": "date"}),
        }


class MeetingResultForm(forms.Form):
    result = forms.ChoiceField(
        label=_("How did it go?"), choices=[("", "—"), *(pair for pair in Meeting.Result.choices if pair[0] != "planned")]
    )
    attended = forms.ChoiceField(label=_("Who came?"), required=False, choices=[("", "—"), *Meeting.Attended.choices])
    minutes = forms.CharField(
        label=_("Minutes"), required=False, max_length=5000, widget=forms.Textarea({"rows": 4}),
        help_text=_("What each side said, what was offered. Kept with the meeting, not in the trail."),
    )


class CallBackForm(forms.ModelForm):
    is_reached = forms.ChoiceField(label=_("Reached?"), choices=[("", "—"), *YES_NO])
    satisfaction = forms.TypedChoiceField(
        label=_("How satisfied are you with how it was handled?"), coerce=int, empty_value=None, required=False,
        choices=[
            ("", "—"), (5, _("5, very satisfied")), (4, _("4, satisfied")), (3, _("3, so-so")), (2, _("2, dissatisfied")),
            (1, _("1, very dissatisfied")),
        ],
    )

    class Meta:
        model = CallBack
        fields = ("is_reached", "performed", "told_enough", "satisfaction", "remark")

    def clean_is_reached(self) -> bool:
        return self.cleaned_data["is_reached"] == "yes"


class TieForm(forms.Form):
    earlier = forms.CharField(label=_("Number of the earlier tip-off"), max_length=24)
    has_new_facts = forms.BooleanField(label=_("It brings new facts"), required=False)

    def clean_earlier(self) -> str:
        return self.cleaned_data["earlier"].strip().upper()


class FactorForm(forms.Form):
    """What who decides thinks of a factor."""

    factor = forms.ChoiceField(label=_("What you weighed"))
    judgement = forms.ChoiceField(
        label=_("Does it matter for the decision?"),
        choices=[("", "—"), ("considered", _("considered")), ("set_aside", _("not relevant"))],
    )
    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, weighing: Weighing | None, **options) -> None:
        super().__init__(*args, **options)
        self.fields["factor"].choices = [("", "—"), *((one.code, one.name) for one in (weighing.found if weighing else ()))]


class RepresentativesForm(forms.Form):
    """Who of the complainants speaks for all; they are chosen by what pages show of them."""

    chosen = forms.TypedMultipleChoiceField(
        label=_("Representatives"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("At most two; nobody chosen takes the marks away."),
    )

    def __init__(self, *args, lines: Iterable[PersonLine], **options) -> None:
        super().__init__(*args, **options)
        theirs = (line.link for line in lines if line.link.role == PersonLink.Role.COMPLAINANT)
        links = [link for link in theirs if not link.person.erased_at]
        self.fields["chosen"].choices = [(link.pk, link.person.mask) for link in links]
        self.fields["chosen"].initial = [link.pk for link in links if link.represents]


class SplitForm(forms.Form):
    """What differs in the other part of a mixed intake; the rest is taken over."""

    subject = forms.CharField(label=_("Subject"), max_length=120)
    problem = forms.ChoiceField(label=_("Problem"))
    details = forms.CharField(label=_("facts"), max_length=5000, widget=forms.Textarea({"rows": 6}))
    claim = forms.ChoiceField(label=_("Claim"), required=False)
    is_confidential = forms.BooleanField(
        label=_("The person asks that their identity be kept secret"), required=False
    )

    def __init__(self, *args, kind: str, on: date, **options) -> None:
        super().__init__(*args, **options)
        self.fields["problem"].choices = [("", "—"), *code_choices(PROBLEM_LISTS[kind], on)]
        self.fields["claim"].choices = [("", "—"), *code_choices("claim", on)]
        if kind == "tipoff":
            del self.fields["claim"]
        else:
            del self.fields["is_confidential"]
