"""Turning what is typed on the pages of assessments into clean values."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hengzhi.assessments.models import NOTE_LENGTH, LineEntry, Objection
from hengzhi.assessments.queries import schemes_in_use
from hengzhi.assessments.scheme import JUDGED, Line, LineKind
from hengzhi.assessments.services.scoring import SelfScore
from hengzhi.organisations.models import Department
from hengzhi.programme.models import Measure

OCCURRED = [("", "—"), ("0", _("did not occur")), ("1", _("occurred"))]
DAY = forms.DateInput({"type": "date"})


def score_field(line: Line, label: str, *, required: bool = False) -> forms.Field:
    """Return the field for a score of a line: a number up to its points, of a veto whether the fact occurred."""
    if line.kind is LineKind.VETO:
        return forms.TypedChoiceField(label=label, choices=OCCURRED, coerce=Decimal, empty_value=None, required=required)
    return forms.DecimalField(
        label=label, required=required, min_value=0, max_value=line.points, max_digits=7, decimal_places=2,
        error_messages=dict.fromkeys(("min_value", "max_value"), out_of_range(line)),
        widget=forms.NumberInput({"step": "0.01", "inputmode": "decimal"}),
    )


def out_of_range(line: Line) -> str:
    """Return what is said of a score the line cannot have; it names the line, for a sheet has a field for each."""
    name = str(line.name).replace("%", "%%")  # Django puts its own values into the message once more
    return _("%(line)s: give a score from 0 to %(full)s.") % {"line": name, "full": f"{line.points:f}"}


def shown_score(line: Line, score: Decimal | None) -> Decimal | str | None:
    """Return a score as its field begins with it."""
    return str(int(score)) if line.kind is LineKind.VETO and score is not None else score


def note_field(label: str) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 2}))


class LinesForm(forms.Form):
    """Fields for several lines of a sheet, each line's under its code."""

    def __init__(self, lines: Sequence[Line], *args, **options) -> None:
        super().__init__(*args, **options)
        self.lines = lines

    def groups(self) -> Iterator[dict]:
        """Yield each line with its bound fields."""
        for line in self.lines:
            fields = {name.rpartition("-")[2]: self[name] for name in self.fields if name.rpartition("-")[0] == line.code}
            yield {"line": line, **fields}


class SelfScoreForm(LinesForm):
    """A department's own scores of the lines people judge."""

    def __init__(self, lines: Sequence[Line], entries: Mapping[str, LineEntry], files: Sequence, *args, **options) -> None:
        super().__init__([line for line in lines if line.kind in JUDGED], *args, **options)
        choices = [(str(file.pk), file.name) for file in files]
        for line in self.lines:
            entry = entries[line.code]
            self.fields[f"{line.code}-score"] = score_field(line, _("Self-score"))
            self.fields[f"{line.code}-note"] = note_field(_("How it was earned"))
            self.initial[f"{line.code}-score"] = shown_score(line, entry.self_score)
            self.initial[f"{line.code}-note"] = entry.self_note
            if choices:
                self.fields[f"{line.code}-evidence"] = forms.MultipleChoiceField(
                    label=_("Evidence"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
                )
                self.initial[f"{line.code}-evidence"] = [str(file.pk) for file in entry.evidence.all()]

    def scores(self) -> list[SelfScore]:
        given = self.cleaned_data
        return [
            SelfScore(
                line.code, given[f"{line.code}-score"], given[f"{line.code}-note"],
                tuple(int(key) for key in given.get(f"{line.code}-evidence", ())),
            )
            for line in self.lines
        ]


class VerifyForm(LinesForm):
    """The office's scores: of judged lines, and in the place of a rule where there is a reason."""

    def __init__(self, lines: Sequence[Line], entries: Mapping[str, LineEntry], *args, **options) -> None:
        super().__init__(lines, *args, **options)
        for line in lines:
            entry = entries[line.code]
            label = _("Verified score") if line.kind in JUDGED else _("Another score than the rule’s")
            self.fields[f"{line.code}-score"] = score_field(line, label)
            self.fields[f"{line.code}-note"] = note_field(_("Why"))
            self.initial[f"{line.code}-score"] = shown_score(line, entry.verified_score)
            self.initial[f"{line.code}-note"] = entry.verified_note

    def verified(self) -> list[tuple[str, Decimal | None, str]]:
        """Return line, score and reason of the lines that were changed."""
        return [
            (line.code, self.cleaned_data[f"{line.code}-score"], self.cleaned_data[f"{line.code}-note"])
            for line in self.lines if {f"{line.code}-score", f"{line.code}-note"} & set(self.changed_data)
        ]


class ObjectionForm(forms.Form):
    def __init__(self, line: Line, files: Sequence, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["asked_score"] = score_field(line, _("Score asked for"), required=True)
        self.fields["reason"] = forms.CharField(
            label=_("Reason"), max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 4}),
            help_text=_("Which fact is wrong or missing, and what shows it."),
        )
        if files:
            self.fields["evidence"] = forms.MultipleChoiceField(
                label=_("Evidence"), choices=[(str(file.pk), file.name) for file in files], required=False,
                widget=forms.CheckboxSelectMultiple,
            )


class DecisionForm(forms.Form):
    def __init__(self, line: Line, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["outcome"] = forms.ChoiceField(
            label=_("Decision"), choices=Objection.Outcome.choices, widget=forms.RadioSelect
        )
        self.fields["score"] = score_field(line, _("Score decided"))
        self.fields["score"].help_text = _("Only where the objection is upheld.")
        self.fields["ground"] = forms.CharField(
            label=_("Ground of the decision"), max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 3})
        )


class RateForm(forms.Form):
    """Scores of 0 to 100 for other departments."""

    def __init__(self, departments: Sequence[Department], given: Mapping[int, Decimal], *args, **options) -> None:
        super().__init__(*args, **options)
        self.departments = departments
        for department in departments:
            self.fields[department.code] = forms.DecimalField(
                label=department.name, required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2,
                initial=given.get(department.pk), widget=forms.NumberInput({"step": "0.01", "inputmode": "decimal"}),
            )

    def scores(self) -> dict[Department, Decimal | None]:
        return {department: self.cleaned_data[department.code] for department in self.departments}


class OpenForm(forms.Form):
    """Opening the assessment of a year; `cause` is wanted for a correction only."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100, widget=forms.NumberInput({"class": "short"}))
    scheme = forms.ModelChoiceField(label=_("Scheme"), queryset=None, empty_label=None)
    self_score_due_on = forms.DateField(label=_("Self-scores due on"), widget=DAY)
    objections_due_on = forms.DateField(label=_("Objections until"), widget=DAY)
    cause = forms.CharField(
        label=_("Reason for the correction"), required=False, max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 3}),
        help_text=_("Only where the year has a locked assessment already."),
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["scheme"].queryset = schemes_in_use()

    def clean(self) -> dict:
        given = super().clean()
        due, until = given.get("self_score_due_on"), given.get("objections_due_on")
        if isinstance(due, date) and isinstance(until, date) and until < due:
            self.add_error("objections_due_on", _("This is before the self-scores are due."))
        return given


class RoundForm(forms.Form):
    closes_on = forms.DateField(label=_("Closes on"), widget=DAY)


class ImprovementForm(forms.Form):
    """A task that mends what cost points."""

    title = forms.CharField(label=_("Task"), max_length=120)
    requirement = forms.CharField(label=_("What is to be done"), max_length=NOTE_LENGTH, widget=forms.Textarea({"rows": 4}))
    deliverable = forms.CharField(label=_("Deliverable"), max_length=120)
    measure = forms.ModelChoiceField(label=_("Measure of the plan it goes under"), queryset=None, empty_label=None)
    due_on = forms.DateField(label=_("Due on"), widget=DAY)

    def __init__(self, measures: QuerySet[Measure], *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["measure"].queryset = measures
        self.fields["measure"].label_from_instance = lambda measure: f"{measure.goal.plan_id} {measure.number} {measure.name}"
