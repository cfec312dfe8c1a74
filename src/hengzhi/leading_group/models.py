"""The leading group's own tables; compositions, meetings, decisions, documents and answers are keyed by the register row."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from hengzhi.core.models import in_language
from hengzhi.organisations.models import Area, Department
from hengzhi.programme.models import Task
from hengzhi.register.models import Record


def in_office_on(day: date) -> Q:
    """Keep the terms that had begun by a day and had not ended before it."""
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day))


def in_order(name: str) -> models.CheckConstraint:
    """Return the constraint that a term ends no earlier than it begins."""
    return models.CheckConstraint(condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name=name)


class Group(models.Model):
    """A composition of the group, in office from a day until the next one is formed.

    The record's title is its name, the record's department holds its office. A draft has no days. `after` is the composition it
    follows.
    """

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="leading_group")
    paper = models.CharField(_("document that forms it"), max_length=60, blank=True)
    director = models.CharField(_("director of the office"), max_length=40, blank=True)
    director_post = models.CharField(_("post of the director"), max_length=60, blank=True)
    starts_on = models.DateField(_("formed on"), null=True, blank=True)
    ends_on = models.DateField(_("in office until"), null=True, blank=True)
    after = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="next")

    class Meta:
        ordering = ["-starts_on", "-pk"]
        constraints = [
            in_order("group_in_order"),
        ]

    def __str__(self) -> str:
        return self.record.title


class Member(models.Model):
    """A person in the group by their post; a head or deputy may belong to no department."""

    class Role(models.TextChoices):
        HEAD = "head", _("head")
        EXECUTIVE = "executive", _("executive deputy head")
        DEPUTY = "deputy", _("deputy head")
        MEMBER = "member", _("member")

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    position = models.PositiveSmallIntegerField(_("position"))
    role = models.CharField(_("part in the group"), max_length=9, choices=Role)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    name = models.CharField(_("name"), max_length=40)
    post = models.CharField(_("post"), max_length=60)
    starts_on = models.DateField(_("since"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["group", "position", "starts_on", "pk"]
        constraints = [
            in_order("member_in_order"),
            models.UniqueConstraint(
                fields=["group"], condition=Q(role="head", ends_on__isnull=True), name="one_head_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{self.post}）"


class Meeting(models.Model):
    """A meeting of the group; `text` are its minutes, a line a paragraph, a line that begins with # a heading."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="meeting")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="meetings")
    meets_on = models.DateField(_("day"))
    begins_at = models.TimeField(_("begins at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=80)
    chair = models.CharField(_("in the chair"), max_length=60)
    guests = models.TextField(_("also present"), blank=True)
    text = models.TextField(_("minutes of the meeting"), blank=True)
    minuted_on = models.DateField(_("minutes issued on"), null=True, blank=True)

    class Meta:
        ordering = ["-meets_on", "-pk"]


class AgendaItem(models.Model):
    """An item of the agenda, in its order; `reporter` says who speaks to it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("item"), max_length=120)
    reporter = models.CharField(_("reported by"), max_length=60, blank=True)

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="one_item_a_position")]


class Attendance(models.Model):
    """Whether a member came; `words` names who came instead, or why nobody did. The state is empty until it is known."""

    class State(models.TextChoices):
        PRESENT = "present", _("present")
        DELEGATE = "delegate", _("sent a delegate")
        ABSENT = "absent", _("absent")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State, blank=True)
    words = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["meeting", "member__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "member"], name="one_attendance_a_member"),
            models.CheckConstraint(
                condition=~Q(state__in=["delegate", "absent"]) | ~Q(words=""), name="delegate_or_reason_named"
            ),
        ]


class Decision(models.Model):
    """What a meeting decided; the record's title is its gist. Its tasks are tasks of the plan."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="decision")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    position = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("decision"), max_length=2000)
    responsible = models.ManyToManyField(Department, related_name="+", verbose_name=_("responsible departments"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    outcome = models.TextField(_("what came of it"), blank=True, max_length=2000)
    finished_on = models.DateField(_("carried out on"), null=True, blank=True)
    tasks = models.ManyToManyField(Task, related_name="decisions", blank=True)

    class Meta:
        ordering = ["meeting", "position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="one_decision_a_number")]


class GroupDocument(models.Model):
    """A document of the group; `number` is given when it is issued: mark, year and sequence.

    With `answers_due_on` every recipient answers with its measures by that day.
    """

    class Genre(models.TextChoices):
        OPINION = "opinion", _("opinion")
        NOTICE = "notice", _("notice")
        SCHEME = "scheme", _("scheme")
        REPLY = "reply", _("official reply")

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="group_document")
    genre = models.CharField(_("type of document"), max_length=8, choices=Genre, default=Genre.NOTICE)
    mark = models.CharField(_("mark"), max_length=20, help_text=_("Begins the number, as 虹质安 in 虹质安〔2012〕1号."))
    number = models.CharField(_("document number"), max_length=60, blank=True)
    text = models.TextField(_("text"), blank=True)
    recipients = models.ManyToManyField(Department, related_name="+", verbose_name=_("goes to"))
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("agreed at")
    )
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    answers_due_on = models.DateField(_("answers by"), null=True, blank=True)

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="one_document_a_number")]


class DocumentAnswer(models.Model):
    """What a department answers a document with: its measures, and the tasks of the plan that carry them."""

    record = models.OneToOneField(Record, on_delete=models.CASCADE, primary_key=True, related_name="document_answer")
    document = models.ForeignKey(GroupDocument, on_delete=models.PROTECT, related_name="answers")
    due_on = models.DateField(_("due on"))
    text = models.TextField(_("measures"), blank=True, max_length=5000)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    tasks = models.ManyToManyField(Task, related_name="answers", blank=True)

    class Meta:
        ordering = ["document", "record__department__position"]

    @property
    def is_late(self) -> bool:
        """Whether it came after the day, as far as it came."""
        return self.answered_on is not None and self.answered_on > self.due_on


class Duty(models.Model):
    """A duty of quality work that departments bear, in every subdistrict or for the district as a whole."""

    class Reach(models.TextChoices):
        SUBDISTRICT = "subdistrict", _("in every subdistrict")
        DISTRICT = "district", _("for the district")

    code = models.CharField(max_length=40, unique=True)
    position = models.PositiveSmallIntegerField()
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80)
    reach = models.CharField(max_length=12, choices=Reach)
    departments = models.ManyToManyField(Department, related_name="+")
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)


class Charge(models.Model):
    """Who of a department is responsible for a duty in an area, by post, from a day to a day."""

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="charges", verbose_name=_("duty"))
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+", verbose_name=_("department"))
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    post = models.CharField(_("responsible post"), max_length=60)
    name = models.CharField(_("name"), max_length=40, blank=True)
    starts_on = models.DateField(_("since"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["duty", "department", "area", "starts_on"]
        constraints = [
            in_order("charge_in_order"),
            models.UniqueConstraint(
                fields=["duty", "department", "area"], condition=Q(ends_on__isnull=True), name="one_charge_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.name}".strip()
