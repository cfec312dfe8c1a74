"""The light of a task, computed from its milestones and explained in a sentence. Nothing here asks the database.

Red: a milestone, or the task itself, is late. Yellow: one falls due within the limit `warn`, or nothing has been
reported for longer than the limit `report`. Green: neither. A milestone with a report that waits to be examined counts
as reached until the report is returned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hengzhi.core.calendar import WorkCalendar, workdays_between
from hengzhi.programme.workflow import TaskState


class Colour(models.TextChoices):
    RED = "red", gettext_lazy("red")
    YELLOW = "yellow", gettext_lazy("yellow")
    GREEN = "green", gettext_lazy("green")
    DONE = "done", gettext_lazy("done")
    OFF = "off", gettext_lazy("no light")


@dataclass(frozen=True)
class Light:
    """`sentence` says why it has its colour; `workdays_late` is 0 unless it is red."""

    colour: Colour
    sentence: str
    workdays_late: int = 0


@dataclass(frozen=True)
class Point:
    """A milestone as the light sees it; `reached_on` is the day reported, accepted or still waiting."""

    name: str
    due_on: date
    reached_on: date | None


@dataclass(frozen=True)
class Warnings:
    """`warn` in working days before a milestone falls due, `report` in days without a report."""

    warn: int
    report: int


@dataclass(frozen=True)
class Course:
    """What the light of a task is computed from; `heard_on` is the day of the last report, or of taking it on."""

    state: str
    due_on: date
    points: Sequence[Point]
    heard_on: date | None
    ended_on: date | None = None


def light_of(course: Course, on: date, calendar: WorkCalendar, warnings: Warnings) -> Light:
    """Return the light of a task on a day."""
    match course.state:
        case TaskState.PLANNED:
            return Light(Colour.OFF, _("A draft: the light is lit when the task is assigned."))
        case TaskState.CANCELLED:
            return Light(Colour.OFF, _("The task was cancelled."))
        case TaskState.DONE:
            return _done(course)
        case TaskState.REPORTED:
            return Light(Colour.GREEN, _("Reported complete on %(day)s; waits to be examined.") % {"day": course.ended_on})
    open_points = [point for point in course.points if point.reached_on is None]
    return (
        _red(course, open_points, on, calendar)
        or _yellow(course, open_points, on, calendar, warnings)
        or _green(course, open_points)
    )


def _done(course: Course) -> Light:
    days = (course.ended_on - course.due_on).days
    if days <= 0:
        return Light(Colour.DONE, _("Done on time: reported complete on %(day)s.") % {"day": course.ended_on})
    words = ngettext(
        "Done %(days)d day late: reported complete on %(day)s.", "Done %(days)d days late: reported complete on %(day)s.", days
    )
    return Light(Colour.DONE, words % {"days": days, "day": course.ended_on})


def _red(course: Course, open_points: Sequence[Point], on: date, calendar: WorkCalendar) -> Light | None:
    late = sorted((point for point in open_points if point.due_on < on), key=lambda point: point.due_on)
    if late:
        days = workdays_between(late[0].due_on, on, calendar)
        words = _("Milestone “%(name)s” was due on %(day)s: %(days)d working days late.")
        sentence = words % {"name": late[0].name, "day": late[0].due_on, "days": days}
        if len(late) > 1:
            sentence += _(" %(count)d milestones are late in all.") % {"count": len(late)}
        return Light(Colour.RED, sentence, days)
    if course.due_on < on:
        days = workdays_between(course.due_on, on, calendar)
        words = _("The task was due on %(day)s and is not reported complete: %(days)d working days late.")
        return Light(Colour.RED, words % {"day": course.due_on, "days": days}, days)
    return None


def _yellow(
    course: Course, open_points: Sequence[Point], on: date, calendar: WorkCalendar, warnings: Warnings
) -> Light | None:
    coming = min(open_points, key=lambda point: point.due_on, default=None)
    due_on = coming.due_on if coming else course.due_on
    left = workdays_between(on, due_on, calendar)
    if left <= 0:
        words = _("Milestone “%(name)s” is due today.") if coming else _(
            "All milestones are reached; the task is to be reported complete today."
        )
        return Light(Colour.YELLOW, words % {"name": coming.name if coming else ""})
    if left <= warnings.warn:
        words = _("Milestone “%(name)s” is due on %(day)s, in %(left)d working days.") if coming else _(
            "All milestones are reached; the task is to be reported complete by %(day)s, in %(left)d working days."
        )
        return Light(Colour.YELLOW, words % {"name": coming.name if coming else "", "day": due_on, "left": left})
    if course.heard_on and (on - course.heard_on).days > warnings.report:
        words = _("Nothing reported since %(day)s; a report is expected every %(days)d days.")
        return Light(Colour.YELLOW, words % {"day": course.heard_on, "days": warnings.report})
    return None


def _green(course: Course, open_points: Sequence[Point]) -> Light:
    if not open_points:
        return Light(Colour.GREEN, _("All milestones are reached; the task is due on %(day)s.") % {"day": course.due_on})
    coming = min(open_points, key=lambda point: point.due_on)
    return Light(Colour.GREEN, _("Next milestone “%(name)s” is due on %(day)s.") % {"name": coming.name, "day": coming.due_on})
