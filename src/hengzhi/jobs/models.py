"""Jobs and the times at which some start by themselves."""

from datetime import datetime
from zlib import crc32

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import pgettext_lazy

from hengzhi.accounts.models import User
from hengzhi.jobs.catalogue import kinds
from hengzhi.jobs.permissions import SEE


class State(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("job", "waiting")
    RUNNING = "running", pgettext_lazy("job", "running")
    DONE = "done", pgettext_lazy("job", "done")
    REFUSED = "refused", pgettext_lazy("job", "not possible")
    CANCELLED = "cancelled", pgettext_lazy("job", "stopped")
    DEAD = "dead", pgettext_lazy("job", "failed")
    DISCARDED = "discarded", pgettext_lazy("job", "discarded")


OPEN = (State.WAITING, State.RUNNING)
ENDED = (State.DONE, State.REFUSED, State.CANCELLED, State.DISCARDED)


class JobQuerySet(models.QuerySet):
    def visible_to(self, user: User):
        """Keep what a user may look at: the own jobs, or all with the permission."""
        return self if user.may(SEE) else self.filter(starter=user)

    def due(self, at: datetime):
        """Keep what may be taken, in the order it is to be taken."""
        return self.filter(state=State.WAITING, next_at__lte=at).order_by("next_at", "pk")


class Job(models.Model):
    """A piece of work for a worker.

    `worker` and `attempts` together name one taking of the job: whoever writes on it as its worker says both, so a
    worker that was given up for dead cannot write any more.
    """

    code = models.CharField(max_length=13, unique=True)
    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    starter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="jobs")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True)
    cancel_asked = models.BooleanField(default=False)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    text = models.CharField(max_length=200, blank=True)
    result = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    reference = models.CharField(max_length=8, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_at", "id"], name="jobs_in_order")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="job_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | (Q(beat_at__isnull=False) & ~Q(worker="")), name="job_running_has_worker"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.code])

    @property
    def title(self) -> str:
        """The job in words; its bare name where the program lacks it by now."""
        kind = kinds().get(self.kind)
        return kind.title(self.arguments) if kind else self.kind

    @property
    def attempts_allowed(self) -> int:
        kind = kinds().get(self.kind)
        return kind.attempts if kind else 0

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def stamp(self) -> str:
        """What changes whenever the page of the job would."""
        shown = (self.state, self.attempts, self.cancel_asked, self.done, self.total, self.text, self.reason)
        return f"{crc32('|'.join(map(str, shown)).encode()):08x}"

    def held(self) -> models.QuerySet:
        """Return this row as long as the worker that took it this time still has it."""
        return Job.objects.filter(pk=self.pk, state=State.RUNNING, worker=self.worker, attempts=self.attempts)


class Schedule(models.Model):
    """When a kind of job starts by itself: the rule stands in the program, the times here."""

    job = models.CharField(max_length=60, unique=True)
    rule = models.CharField(max_length=40)
    next_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["job"]

    @property
    def title(self) -> str:
        kind = kinds().get(self.job)
        return kind.title({}) if kind else self.job

    @property
    def says(self) -> str:
        """The rule in words."""
        kind = kinds().get(self.job)
        return str(kind.every) if kind and kind.every else self.rule
