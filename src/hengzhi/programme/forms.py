"""Turning input into clean values."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.core.filters import ANY, FilterForm
from hengzhi.organisations.models import Department
from hengzhi.programme.lights import Colour
from hengzhi.programme.models import Goal, Measure, Milestone
from hengzhi.programme.queries import TaskFilters
from hengzhi.programme.services.tasks import MilestonePlan, TaskPlan
from hengzhi.programme.workflow import TaskState

SPARE_ROWS = 3


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


def says_what_is_missing(form: forms.Form) -> None:
    for field in form.fields.values():
        field.error_messages["required"] = _("Fill in “%(label)s”.") % {"label": field.label}


def _choices(milestones: Iterable[Milestone]) -> list[tuple[str, str]]:
    return [(str(one.pk), f"{one.due_on:%m-%d} {one}") for one in milestones]


class TaskFilterForm(FilterForm):
    makes = TaskFilters

    q = forms.CharField(label=_("Number, task, words"), required=False, max_length=60)
    department = forms.ChoiceField(label=_("Department"), required=False)
    goal = forms.ChoiceField(label=_("Goal"), required=False)
    light = forms.ChoiceField(label=_("Light"), required=False, choices=[ANY, *Colour.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[ANY, *TaskState.choices])

    def __init__(self, query, *, year: int, on: date) -> None:
        super().__init__(query)
        departments = Department.objects.valid_on(on)
        self.fields["department"].choices = [ANY, *((one.code, one.name) for one in departments)]
        goals = Goal.objects.filter(plan=year)
        self.fields["goal"].choices = [ANY, *((str(goal.pk), f"{goal.position}. {goal}") for goal in goals)]


class TaskForm(forms.Form):
    """A task as the office plans it; its days are fixed once it is assigned."""

    title = forms.CharField(label=_("Task"), max_length=120)
    measure = forms.ModelChoiceField(label=_("Measure"), queryset=Measure.objects.none())
    department = forms.ModelChoiceField(label=_("Lead department"), queryset=Department.objects.none())
    supporting = forms.ModelMultipleChoiceField(
        label=_("Supporting departments"), queryset=Department.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    requirement = forms.CharField(
        label=_("What is to be done"), required=False, widget=forms.Textarea({"rows": 4}), max_length=2000
    )
    deliverable = forms.CharField(
        label=_("Deliverable"), max_length=120, help_text=_("What there will be to see: a document, a list, a figure."),
    )
    person = forms.CharField(label=_("Responsible post"), max_length=60, required=False)
    starts_on = forms.DateField(label=_("Begins on"), widget=day_input())
    due_on = forms.DateField(label=_("Due on"), widget=day_input())

    def __init__(self, *args, year: int, on: date, are_days_fixed: bool = False, **options) -> None:
        super().__init__(*args, **options)
        self.fields["measure"].queryset = Measure.objects.filter(goal__plan=year).select_related("goal")
        self.fields["measure"].label_from_instance = lambda measure: f"{measure.number} {measure.name}"
        for name in ("department", "supporting"):
            self.fields[name].queryset = Department.objects.valid_on(on)
        for name in ("starts_on", "due_on"):
            self.fields[name].disabled = are_days_fixed
        says_what_is_missing(self)

    def plan(self, milestones: tuple[MilestonePlan, ...]) -> TaskPlan:
        given = dict(self.cleaned_data)
        return TaskPlan(milestones=milestones, supporting=tuple(given.pop("supporting")), **given)


class MilestoneForm(forms.Form):
    """A line of the milestones; an empty line is none."""

    name = forms.CharField(label=_("Milestone"), max_length=120, required=False)
    due_on = forms.DateField(label=_("Due on"), required=False, widget=day_input())
    deliverable = forms.CharField(label=_("Deliverable"), max_length=120, required=False)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("name") and not cleaned.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say when the milestone is due."))
        if cleaned.get("due_on") and not cleaned.get("name"):
            self.add_error("name", _("Name the milestone."))
        return cleaned


MilestoneForms = forms.formset_factory(MilestoneForm, extra=0, min_num=0, max_num=40)


def milestones_of(lines) -> tuple[MilestonePlan, ...]:
    """Return the milestones of valid lines, by day."""
    filled = [line.cleaned_data for line in lines if line.cleaned_data.get("name")]
    planned = [MilestonePlan(one["name"], one["due_on"], one["deliverable"]) for one in filled]
    return tuple(sorted(planned, key=lambda one: one.due_on))


class ProgressForm(forms.Form):
    """A report; a supporting department reports in words only."""

    text = forms.CharField(label=_("What was done"), widget=forms.Textarea({"rows": 4}), max_length=2000)
    milestone = forms.ChoiceField(label=_("Milestone reached"), required=False)
    reached_on = forms.DateField(label=_("Reached on"), required=False, widget=day_input())
    percent = forms.IntegerField(label=_("Progress of the whole task"), required=False, min_value=0, max_value=100)

    def __init__(self, *args, open_milestones=(), leads: bool = True, **options) -> None:
        super().__init__(*args, **options)
        self.fields["milestone"].choices = [("", _("none this time")), *_choices(open_milestones)]
        if not leads:
            for name in ("milestone", "reached_on", "percent"):
                del self.fields[name]
        says_what_is_missing(self)


class PostponementForm(forms.Form):
    milestone = forms.ChoiceField(label=_("For"), required=False)
    due_on = forms.DateField(label=_("New day"), widget=day_input())
    grounds = forms.CharField(label=_("Why more time is needed"), widget=forms.Textarea({"rows": 3}), max_length=500)

    def __init__(self, *args, open_milestones=(), **options) -> None:
        super().__init__(*args, **options)
        self.fields["milestone"].choices = [("", _("the whole task")), *_choices(open_milestones)]
        says_what_is_missing(self)


class FollowUpForm(forms.Form):
    demand = forms.CharField(label=_("What is demanded"), widget=forms.Textarea({"rows": 3}), max_length=500)
    due_on = forms.DateField(label=_("To be answered by"), widget=day_input())

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        says_what_is_missing(self)


class WordsForm(forms.Form):
    """One text: the answer to an order, what was found, the reason of a refusal."""

    words = forms.CharField(label=_("In words"), widget=forms.Textarea({"rows": 3}), max_length=2000)

    def __init__(self, *args, label: str = "", **options) -> None:
        super().__init__(*args, **options)
        self.fields["words"].label = label or self.fields["words"].label
        says_what_is_missing(self)


class GoalForm(forms.Form):
    name = forms.CharField(label=_("Goal"), max_length=120)
    target_text = forms.CharField(label=_("Target in words"), max_length=120, required=False)
    indicator = forms.SlugField(label=_("Code of the indicator"), max_length=80, required=False)
    target = forms.DecimalField(label=_("Target"), max_digits=14, decimal_places=2, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        says_what_is_missing(self)


class MeasureForm(forms.Form):
    goal = forms.ModelChoiceField(label=_("Goal"), queryset=Goal.objects.none())
    name = forms.CharField(label=_("Measure"), max_length=120)

    def __init__(self, *args, year: int, **options) -> None:
        super().__init__(*args, **options)
        self.fields["goal"].queryset = Goal.objects.filter(plan=year)
        says_what_is_missing(self)


class PlanForm(forms.Form):
    """The paper of a year's plan."""

    title = forms.CharField(label=_("Title"), max_length=120)
    number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    letter_mark = forms.CharField(
        label=_("Mark of the responsibility letters"), max_length=20, required=False,
        help_text=_("Begins their numbers, as in 虹质安责〔2012〕3号."),
    )
    issued_on = forms.DateField(label=_("Issued on"), required=False, widget=day_input())

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        says_what_is_missing(self)
