"""Turning input into clean values."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.leading_group.models import Attendance, Duty, GroupDocument, Meeting, Member
from hengzhi.leading_group.services.documents import DocumentPlan
from hengzhi.leading_group.services.group import Composition, Seat
from hengzhi.leading_group.services.meetings import DecisionPlan, MeetingPlan
from hengzhi.organisations.models import Area, Department
from hengzhi.programme.forms import SPARE_ROWS, day_input, says_what_is_missing
from hengzhi.programme.models import Task

PARAGRAPHS = _("A line is a paragraph; a line that begins with # is a heading.")


class House(forms.Form):
    """A form that names the field that is missing."""

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        says_what_is_missing(self)


class DayForm(forms.Form):
    on = forms.DateField(label=_("On the day"), widget=day_input())


class CompositionForm(House):
    title = forms.CharField(label=_("Name of the composition"), max_length=120)
    office = forms.ModelChoiceField(label=_("Office at"), queryset=Department.objects.none())
    director = forms.CharField(label=_("Director of the office"), max_length=40)
    director_post = forms.CharField(label=_("Post of the director"), max_length=60)

    def __init__(self, *args, on: date, **options) -> None:
        super().__init__(*args, **options)
        self.fields["office"].queryset = Department.objects.valid_on(on)

    def composition(self, seats: tuple[Seat, ...] = ()) -> Composition:
        return Composition(seats=seats, **self.cleaned_data)


class SeatForm(House):
    role = forms.ChoiceField(label=_("Part in the group"), choices=Member.Role, initial=Member.Role.MEMBER)
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False, empty_label=_("none (district leader)")
    )
    name = forms.CharField(label=_("Name"), max_length=40)
    post = forms.CharField(label=_("Post"), max_length=60)
    since = forms.DateField(label=_("Since"), widget=day_input(), required=False)

    def __init__(self, *args, on: date, is_draft: bool, **options) -> None:
        super().__init__(*args, **options)
        self.fields["department"].queryset = Department.objects.valid_on(on)
        if is_draft:
            del self.fields["since"]

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("role") == Member.Role.MEMBER and not cleaned.get("department"):
            self.add_error("department", _("A member heads a department; choose it."))
        return cleaned

    def seat(self) -> Seat:
        given = self.cleaned_data
        return Seat(given["role"], given["name"], given["post"], given["department"])


class UntilForm(House):
    until = forms.DateField(label=_("Last day"), widget=day_input())


class FormingForm(House):
    starts_on = forms.DateField(label=_("Formed on"), widget=day_input())
    paper = forms.CharField(label=_("Document that forms it"), max_length=60, help_text=_("Such as 虹府办发〔2012〕3号."))


class MeetingForm(House):
    title = forms.CharField(label=_("Name of the meeting"), max_length=120)
    meets_on = forms.DateField(label=_("Day"), widget=day_input())
    begins_at = forms.TimeField(label=_("Begins at"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    place = forms.CharField(label=_("Place"), max_length=80)
    chair = forms.CharField(label=_("In the chair"), max_length=60)

    def plan(self, agenda: tuple[tuple[str, str], ...]) -> MeetingPlan:
        return MeetingPlan(agenda=agenda, **self.cleaned_data)


class AgendaForm(forms.Form):
    """A line of the agenda; an empty line is none."""

    title = forms.CharField(label=_("Agenda item"), max_length=120, required=False)
    reporter = forms.CharField(label=_("Reported by"), max_length=60, required=False)


AgendaForms = forms.formset_factory(AgendaForm, extra=SPARE_ROWS, max_num=40)


def agenda_of(lines) -> tuple[tuple[str, str], ...]:
    """Return the items of valid lines, in their order."""
    return tuple(
        (line.cleaned_data["title"], line.cleaned_data["reporter"]) for line in lines if line.cleaned_data.get("title")
    )


class AttendanceForm(forms.Form):
    """Who came: a choice and a word for each line of the sheet."""

    guests = forms.CharField(label=_("Also present"), required=False, widget=forms.Textarea({"rows": 2}), max_length=500)

    def __init__(self, *args, lines: Iterable[Attendance], **options) -> None:
        super().__init__(*args, **options)
        self.lines = list(lines)
        for line in self.lines:
            choices = [("", _("not known")), *Attendance.State.choices]
            self.fields[f"state-{line.pk}"] = forms.ChoiceField(
                label=str(line.member), choices=choices, required=False, initial=line.state
            )
            self.fields[f"words-{line.pk}"] = forms.CharField(
                label=_("Delegate, or reason"), required=False, max_length=80, initial=line.words
            )

    def rows(self) -> list[dict]:
        return [{"line": line, "state": self[f"state-{line.pk}"], "words": self[f"words-{line.pk}"]} for line in self.lines]

    def given(self) -> dict[int, tuple[str, str]]:
        cleaned = self.cleaned_data
        return {line.pk: (cleaned[f"state-{line.pk}"], cleaned[f"words-{line.pk}"]) for line in self.lines}


class MinutesForm(House):
    text = forms.CharField(
        label=_("Minutes of the meeting"), widget=forms.Textarea({"rows": 14}), max_length=20000, help_text=PARAGRAPHS
    )


class DecisionForm(House):
    title = forms.CharField(label=_("Gist"), max_length=120)
    text = forms.CharField(label=_("Decision"), widget=forms.Textarea({"rows": 3}), max_length=2000)
    responsible = forms.ModelMultipleChoiceField(
        label=_("Responsible departments"), queryset=Department.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    due_on = forms.DateField(label=_("Due on"), required=False, widget=day_input())

    def __init__(self, *args, on: date, **options) -> None:
        super().__init__(*args, **options)
        self.fields["responsible"].queryset = Department.objects.valid_on(on)

    def plan(self) -> DecisionPlan:
        given = self.cleaned_data
        return DecisionPlan(given["title"], given["text"], tuple(given["responsible"]), given["due_on"])


class NameTaskForm(House):
    code = forms.CharField(label=_("Number of the task"), max_length=24)


class DocumentForm(House):
    title = forms.CharField(label=_("Title"), max_length=120)
    genre = forms.ChoiceField(
        label=_("Type of document"), choices=GroupDocument.Genre, initial=GroupDocument.Genre.NOTICE
    )
    mark = forms.CharField(label=_("Mark"), max_length=20, help_text=_("Begins the number, as 虹质安 in 虹质安〔2012〕1号."))
    text = forms.CharField(label=_("Text"), widget=forms.Textarea({"rows": 18}), max_length=40000, help_text=PARAGRAPHS)
    recipients = forms.ModelMultipleChoiceField(
        label=_("Goes to"), queryset=Department.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    answers_due_on = forms.DateField(
        label=_("Answers by"), required=False, widget=day_input(),
        help_text=_("Every recipient answers with its measures by this day; leave it empty where no answer is wanted."),
    )
    meeting = forms.ModelChoiceField(label=_("Agreed at"), queryset=Meeting.objects.none(), required=False)

    def __init__(self, *args, on: date, meetings, **options) -> None:
        super().__init__(*args, **options)
        self.fields["recipients"].queryset = Department.objects.valid_on(on)
        self.fields["meeting"].queryset = meetings
        self.fields["meeting"].label_from_instance = lambda meeting: f"{meeting.meets_on} {meeting.record.title}"

    def plan(self) -> DocumentPlan:
        given = dict(self.cleaned_data)
        return DocumentPlan(recipients=tuple(given.pop("recipients")), **given)


class AnswerTasksForm(forms.Form):
    tasks = forms.ModelMultipleChoiceField(
        label=_("Tasks of the plan that carry the measures"), queryset=Task.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, tasks, **options) -> None:
        super().__init__(*args, **options)
        self.fields["tasks"].queryset = tasks
        self.fields["tasks"].label_from_instance = lambda task: str(task.record)


class CoverForm(forms.Form):
    """What the matrix is narrowed by; everything lives in the address."""

    on = forms.DateField(label=_("On the day"), widget=day_input(), required=False)
    duty = forms.ChoiceField(label=_("Duty"), required=False)
    department = forms.ChoiceField(label=_("Department"), required=False)

    def __init__(self, query, *, on: date) -> None:
        super().__init__(query)
        self.fields["duty"].choices = [("", _("all")), *((duty.code, duty.name) for duty in Duty.objects.all())]
        departments = Department.objects.valid_on(on)
        self.fields["department"].choices = [("", _("all")), *((one.code, one.name) for one in departments)]


class ChargeForm(House):
    """Who is responsible for a duty of a department, in one area or several."""

    areas = forms.ModelMultipleChoiceField(label=_("Areas"), queryset=Area.objects.none(), widget=forms.CheckboxSelectMultiple)
    post = forms.CharField(label=_("Responsible post"), max_length=60)
    name = forms.CharField(label=_("Name"), max_length=40, required=False)
    since = forms.DateField(label=_("Since"), widget=day_input())

    def __init__(self, *args, duty: Duty, on: date, **options) -> None:
        super().__init__(*args, **options)
        self.fields["areas"].queryset = Area.objects.valid_on(on).filter(level=duty.reach)
