"""Notices, what each user wants of them, where else they go, and the messages that carried them."""

import secrets
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from hengzhi.jobs.models import Job
from hengzhi.notices.catalogue import NoticeKind, kind_name
from hengzhi.notices.hours import Hours
from hengzhi.organisations.models import Department
from hengzhi.register.models import AuditEvent, Record

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


class Wish(models.Model):
    """What a user wants to be told, and how. A kind that `channels` does not name has its default."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notice_wish"
    )
    channels = models.JSONField(default=dict, blank=True)
    is_digest = models.BooleanField(_("one e-mail each working day with everything, instead of single ones"), default=False)
    digest_hour = models.PositiveSmallIntegerField(_("it comes at"), choices=HOURS, default=9)
    quiet_from = models.PositiveSmallIntegerField(_("quiet from"), choices=HOURS, default=20)
    quiet_to = models.PositiveSmallIntegerField(_("quiet to"), choices=HOURS, default=8)
    rests_on_days_off = models.BooleanField(_("nothing on days off"), default=True)

    def channels_of(self, kind: NoticeKind) -> frozenset[str]:
        """Return the channels a kind comes by: app, mail, and night when it is mailed at night too."""
        chosen = self.channels.get(kind.code)
        return kind.default if chosen is None else frozenset(chosen)

    @property
    def hours(self) -> Hours:
        digest = self.digest_hour if self.is_digest else None
        return Hours(self.quiet_from, self.quiet_to, self.rests_on_days_off, digest)


class Endpoint(models.Model):
    """A group robot or another program that is told. Address and secret are sealed; `host` is what a page may show."""

    class Kind(models.TextChoices):
        GENERIC = "generic", _("another program (signed JSON)")
        WECOM = "wecom", _("WeCom group robot")
        DINGTALK = "dingtalk", _("DingTalk group robot")

    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    sealed_address = models.BinaryField()
    sealed_secret = models.BinaryField(default=bytes, blank=True)
    host = models.CharField(max_length=120)
    notice_kinds = models.JSONField(_("kinds of notice"), default=list)
    departments = models.ManyToManyField(Department, blank=True, verbose_name=_("records of these departments only"))
    at_night = models.BooleanField(_("also at night and on days off"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["generic", "wecom", "dingtalk"]), name="endpoint_kind_known")
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def department_keys(self) -> frozenset[int]:
        """The departments whose records it is told of; none means all."""
        return frozenset(department.pk for department in self.departments.all())

    def takes(self, kind: NoticeKind, record: Record | None) -> bool:
        """Say whether it is told of a kind of notice on a record, its departments' own or shared with one of them."""
        if record is None or not kind.for_groups or kind.code not in self.notice_kinds:
            return False
        theirs = {record.department_id, *(department.pk for department in record.shared_with.all())}
        return not self.department_keys or bool(theirs & self.department_keys)

    @property
    def hours(self) -> Hours:
        return Hours(0, 0, rests_on_days_off=False) if self.at_night else Hours()


def new_code() -> str:
    return "N" + secrets.token_hex(6)


class Delivery(models.Model):
    """A message to one user or one endpoint, tried until it arrives or is given up.

    `attempts` names the taking of it, as with jobs. The code goes out with the message, so that who receives it twice
    can tell. Times are the machine's.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        WEBHOOK = "webhook", _("robot or program")

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("arrived")
        DEAD = "dead", _("given up")
        DROPPED = "dropped", _("nothing left to tell")

    code = models.CharField(max_length=13, unique=True, default=new_code)
    channel = models.CharField(max_length=8, choices=Channel)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.SET_NULL, null=True, blank=True, related_name="deliveries")
    to = models.CharField(max_length=60)
    kinds = models.JSONField(default=list)
    count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_at", "id"], name="deliveries_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "dead", "dropped"]), name="delivery_state_known"
            )
        ]

    @property
    def kind_names(self) -> list[str]:
        return [kind_name(code) for code in self.kinds]

    @property
    def is_ended(self) -> bool:
        return self.state in (self.State.SENT, self.State.DEAD, self.State.DROPPED)


class NoticeQuerySet(models.QuerySet):
    def shown_to(self, user):
        """Keep what stands in a user's list: theirs, and of no record they may no longer see."""
        seen = Record.objects.visible_to(user).filter(pk=OuterRef("record"))
        return self.filter(Q(record__isnull=True) | Exists(seen), user=user, is_shown=True)

    def unread(self):
        return self.filter(read_at__isnull=True)

    def to_send(self):
        """Keep what is to go out and is in no message yet."""
        return self.filter(goes_out=True, delivery__isnull=True)


class Notice(models.Model):
    """Somebody is told something: a user, or an endpoint. `count` is more than 1 for several told at once.

    `key` names the occasion, so that nobody is told twice of the same. `at` is the time of what happened; `send_at`, set
    once it is worked out, is machine time.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="notices", db_index=False
    )
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, null=True, blank=True, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    record = models.ForeignKey(Record, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    facts = models.JSONField(default=dict, blank=True)
    address = models.CharField(max_length=200, blank=True)
    count = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()
    is_shown = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)
    goes_out = models.BooleanField(default=False)
    send_at = models.DateTimeField(null=True, blank=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.SET_NULL, null=True, blank=True, related_name="notices")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["user", "-at", "-id"], name="notice_newest"),
            models.Index(fields=["user"], condition=Q(read_at__isnull=True, is_shown=True), name="notice_unread"),
            models.Index(
                fields=["user", "endpoint"], condition=Q(goes_out=True, delivery__isnull=True), name="notice_to_send"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="notice_once_a_user"),
            models.UniqueConstraint(fields=["endpoint", "key"], name="notice_once_an_endpoint"),
            models.CheckConstraint(
                condition=Q(user__isnull=False, endpoint__isnull=True) | Q(user__isnull=True, endpoint__isnull=False),
                name="notice_to_a_user_or_an_endpoint",
            ),
        ]

    def get_absolute_url(self) -> str:
        """Return the address that notes it as read and leads to what it is about."""
        return reverse("notices:open", args=[self.pk])


class ToldEvent(models.Model):
    """An event of the trail has been turned into notices: the mark stands or falls with them."""

    event = models.OneToOneField(AuditEvent, on_delete=models.CASCADE, primary_key=True, related_name="told")


class ToldJob(models.Model):
    """The end of a job has been told."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, primary_key=True, related_name="told")
