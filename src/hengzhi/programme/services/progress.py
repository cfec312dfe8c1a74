"""Reports on a task: offered by a department, accepted or returned by the office."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Department
from hengzhi.programme.models import Milestone, Progress, Task
from hengzhi.programme.permissions import ACCEPT, REPORT
from hengzhi.programme.services.rights import must, speaks_for
from hengzhi.programme.workflow import TaskState
from hengzhi.register import trail
from hengzhi.register.models import Record

REPORTED_ON = (TaskState.IN_HAND, TaskState.RETURNED)


def report_progress(
    record: Record, *, text: str, percent: int | None = None, milestone: Milestone | None = None,
    reached_on: date | None = None, actor, at: datetime,
) -> Progress:
    """Report on a task in hand; the lead department also says how far it is and which milestone was reached.

    Raises Refused: not allowed, not in hand, a day to come, a milestone reached or reported already.
    """
    department = speaks_for(record, REPORT, actor)
    if record.state not in REPORTED_ON:
        raise Refused(_("Reports are made on a task in hand; this one is “%(state)s”.") % {"state": record.state_label})
    if department != record.department and (percent is not None or milestone):
        raise Refused(_("Progress and milestones are reported by the lead department; report in words what yours has done."))
    day = _checked_day(record.task, milestone, reached_on, local_day(at))
    report = Progress(
        task=record.task, department=department, text=text.strip(), percent=percent, milestone=milestone, reached_on=day,
        asked_by=actor, asked_at=at,
    )
    return _enter(report, record, department, actor, at)


def _checked_day(task: Task, milestone: Milestone | None, reached_on: date | None, today: date) -> date | None:
    if milestone is None:
        return None
    if milestone.task_id != task.pk:
        raise Refused(_("“%(name)s” is no milestone of this task.") % {"name": milestone.name})
    day = reached_on or today
    if day > today:
        raise Refused(_("A milestone is reported when it is reached; %(day)s is still to come.") % {"day": day})
    if day < task.starts_on:
        raise Refused(_("The task begins on %(start)s; the milestone cannot have been reached on %(day)s.") % {
            "start": task.starts_on, "day": day,
        })
    return day


def _enter(report: Progress, record: Record, department: Department, actor, at: datetime) -> Progress:
    report.full_clean(validate_constraints=False)  # the database asks them, also of two who report at once
    try:
        with transaction.atomic():
            report.save()
            trail.note(
                record, "progress_offered", REPORT, actor=actor, at=at, note=report.text, facts=_facts(report, department)
            )
    except IntegrityError as error:
        raise Refused(_("Milestone “%(name)s” is reported already.") % {"name": report.milestone}) from error
    return report


def _facts(report: Progress, department: Department) -> dict:
    facts = {"progress": report.pk, "department": department.code}
    if report.percent is not None:
        facts["percent"] = report.percent
    if report.milestone:
        facts |= {"milestone": report.milestone.position, "reached_on": str(report.reached_on)}
    return facts


def accept_progress(report: Progress, *, actor, at: datetime) -> None:
    """Accept a report: its percentage becomes the task's, its milestone is reached. Raises Refused."""
    with transaction.atomic():
        _decide(report, Progress.State.ACCEPTED, "", actor, at)
        if report.percent is not None:
            Task.objects.filter(pk=report.task_id).update(percent=report.percent)
        if report.milestone_id:
            Milestone.objects.filter(pk=report.milestone_id).update(done_on=report.reached_on)


def return_progress(report: Progress, *, reason: str, actor, at: datetime) -> None:
    """Return a report with a reason; raises Refused without one or without permission."""
    if not reason.strip():
        raise Refused(_("Say why the report is returned."))
    with transaction.atomic():
        _decide(report, Progress.State.RETURNED, reason.strip(), actor, at)


def _decide(report: Progress, state: str, reason: str, actor, at: datetime) -> None:
    record = report.task.record
    must(record, ACCEPT, actor)
    waiting = Progress.objects.filter(pk=report.pk, state=Progress.State.OFFERED)
    if not waiting.update(state=state, reason=reason, decided_by=actor, decided_at=at):
        raise Refused(_("Someone else has just decided on this report. Reload the page."))
    trail.note(record, f"progress_{state}", ACCEPT, actor=actor, at=at, note=reason, facts={"progress": report.pk})
