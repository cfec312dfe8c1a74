"""The plan of a year: goals, their measures, tasks keyed by the register row, and what happens to a task."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.organisations.models import Department
from hengzhi.register.models import Record

PERCENT = (MinValueValidator(0), MaxValueValidator(100))


class Plan(models.Model):
    """The plan of a year as a paper: title and number of the document that carries it, numbers of the letters under it.

    `letter_mark` begins the numbers of the responsibility letters, as 虹质安责; `issued_on` is the day of both.
    """

    year = models.PositiveSmallIntegerField(_("year"), primary_key=True)
    title = models.CharField(_("title"), max_length=120)
    number = models.CharField(_("document number"), max_length=60, blank=True)
    letter_mark = models.CharField(_("mark of the responsibility letters"), max_length=20, blank=True)
    issued_on = models.DateField(_("issued on"), null=True, blank=True)

    class Meta:
        ordering = ["-year"]

    def __str__(self) -> str:
        return self.title


class Goal(models.Model):
    """What the district wants to reach in a year.

    `indicator` is the code of the indicator that will measure it, `target` the value wanted in its unit; the values
    reached are computed right of this box. A goal without an indicator is judged by its tasks.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals", verbose_name=_("year"))
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("goal"), max_length=120)
    indicator = models.CharField(_("code of the indicator"), max_length=80, blank=True)
    target = models.DecimalField(_("target"), max_digits=14, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    target_text = models.CharField(_("target in words"), max_length=120, blank=True)

    class Meta:
        ordering = ["plan", "position"]
        constraints = [models.UniqueConstraint(fields=["plan", "position"], name="one_goal_a_position")]

    def __str__(self) -> str:
        return self.name


class Measure(models.Model):
    """How a goal is to be reached; its tasks say who does what by when."""

    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="measures", verbose_name=_("goal"))
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("measure"), max_length=120)

    class Meta:
        ordering = ["goal", "position"]
        constraints = [models.UniqueConstraint(fields=["goal", "position"], name="one_measure_a_position")]

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """The place in the plan, as 2.3."""
        return f"{self.goal.position}.{self.position}"


class Task(models.Model):
    """What a task says beyond the register. The lead department is the record's, supporting ones those it is shared with.

    `due_on` is the agreed day, moved when more time is granted; `first_due_on` is the one first agreed. `percent` is that
    of the last accepted report. `copied_from` is the task of the year before that it goes on from.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="task")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="tasks", verbose_name=_("measure"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    requirement = models.TextField(_("what is to be done"), blank=True)
    deliverable = models.CharField(_("deliverable"), max_length=120)
    person = models.CharField(_("responsible post"), max_length=60, blank=True)
    starts_on = models.DateField(_("begins on"))
    due_on = models.DateField(_("due on"))
    first_due_on = models.DateField(_("first due on"))
    percent = models.PositiveSmallIntegerField(_("progress"), default=0, validators=PERCENT)
    result = models.TextField(_("what was achieved"), blank=True)
    assigned_on = models.DateField(_("assigned on"), null=True, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    reported_on = models.DateField(_("reported complete on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="copies")

    class Meta:
        ordering = ["measure", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("starts_on")), name="task_in_order"),
            models.CheckConstraint(condition=Q(percent__lte=100), name="task_percent_to_100"),
        ]


class Milestone(models.Model):
    """A fixed point of a task. It is reached on `done_on`, the day an accepted report says it was."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("milestone"), max_length=120)
    deliverable = models.CharField(_("deliverable"), max_length=120, blank=True)
    due_on = models.DateField(_("due on"))
    first_due_on = models.DateField(_("first due on"))
    done_on = models.DateField(_("reached on"), null=True, blank=True)

    class Meta:
        ordering = ["task", "position"]
        constraints = [models.UniqueConstraint(fields=["task", "position"], name="one_milestone_a_position")]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """The number of the task with the place of the milestone in it."""
        return f"{self.task.record.code}.{self.position:02d}"


class Decided(models.Model):
    """What a department asks and the office decides. A refusal carries its reason."""

    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason of the decision"), max_length=500, blank=True)

    class Meta:
        abstract = True


class Progress(Decided):
    """A report on a task by its lead or a supporting department. Accepted, it counts; returned, it is written anew."""

    class State(models.TextChoices):
        OFFERED = "offered", _("to be examined")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="progress")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))
    text = models.TextField(_("what was done"), max_length=2000)
    percent = models.PositiveSmallIntegerField(_("progress"), null=True, blank=True, validators=PERCENT)
    milestone = models.ForeignKey(
        Milestone, on_delete=models.PROTECT, null=True, blank=True, related_name="reports", verbose_name=_("milestone reached")
    )
    reached_on = models.DateField(_("reached on"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.OFFERED)

    class Meta:
        ordering = ["task", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(state__in=["offered", "accepted"]), name="one_report_a_milestone"
            ),
            models.CheckConstraint(
                condition=Q(milestone__isnull=True, reached_on__isnull=True)
                | Q(milestone__isnull=False, reached_on__isnull=False),
                name="milestone_with_its_day",
            ),
            models.CheckConstraint(condition=~Q(state="returned") | ~Q(reason=""), name="progress_returned_with_reason"),
        ]


class Postponement(Decided):
    """More time asked for a milestone, or for the task where `milestone` is empty; granted, it moves the day."""

    class State(models.TextChoices):
        ASKED = "asked", _("to be decided")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="postponements")
    milestone = models.ForeignKey(
        Milestone, on_delete=models.CASCADE, null=True, blank=True, related_name="postponements", verbose_name=_("milestone")
    )
    old_due_on = models.DateField(_("due so far"))
    due_on = models.DateField(_("new day"))
    grounds = models.CharField(_("why more time is needed"), max_length=500)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)

    class Meta:
        ordering = ["task", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gt=F("old_due_on")), name="postponed_to_a_later_day"),
            models.UniqueConstraint(fields=["task"], condition=Q(state="asked"), name="one_postponement_asked_a_task"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="postponement_refused_with_reason"),
        ]


class FollowUp(models.Model):
    """A follow-up order (督办) on a task: to be answered by a day, closed by who issued it.

    `level` says how far up it has gone: the office issued it, then the executive deputy head, then the head are told.
    """

    class Level(models.IntegerChoices):
        OFFICE = 0, _("office of the leading group")
        DEPUTY = 1, _("executive deputy head")
        HEAD = 2, _("head of the leading group")

    number = models.CharField(_("number"), max_length=24, unique=True)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="follow_ups")
    demand = models.CharField(_("what is demanded"), max_length=500)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    issued_at = models.DateTimeField()
    issued_on = models.DateField()
    due_on = models.DateField(_("to be answered by"))
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.OFFICE)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    closed_on = models.DateField(_("order closed on"), null=True, blank=True)
    closing_note = models.CharField(_("what the office found"), max_length=500, blank=True)

    class Meta:
        ordering = ["task", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(due_on__gte=F("issued_on")), name="follow_up_in_order"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, answer="") | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="follow_up_answered_in_words",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("programme:detail", args=[self.task.record.code]) + "#follow-ups"

    @property
    def is_open(self) -> bool:
        return self.closed_on is None
