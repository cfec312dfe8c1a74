"""Writes of the early warning: looking at everything watched, asking what came of it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hengzhi.accounts.models import RoleTerm, Scope, User
from hengzhi.alarms.arrivals import Arrivals, arrivals
from hengzhi.alarms.conduct import conduct
from hengzhi.alarms.findings import Finding
from hengzhi.alarms.kinds import ALARM_KIND
from hengzhi.alarms.matters import matters
from hengzhi.alarms.models import CONDUCT, TEXTS, Alarm, Look, Question, RecordBehind, WatchRule
from hengzhi.alarms.permissions import ANSWER
from hengzhi.alarms.rises import rises
from hengzhi.alarms.wording import sentence, title, words_of
from hengzhi.alarms.workflow import AlarmState
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.reference import code_name, site
from hengzhi.organisations.models import Area, Department, Enterprise
from hengzhi.register.models import Record
from hengzhi.register.services import open_record

QUIET_DAYS = 28
SAME_SHARE = 0.3
MUCH_MORE = 2
STEPS = (_("counts"), _("texts"), _("how cases were handled"), _("writing down"))
FROZEN = (
    "since", "until", "observed", "expected", "lower", "upper", "out_of", "other_hits", "others", "recurs_years", "watched",
)


def watched_rules() -> dict[str, WatchRule]:
    """Return what is watched, by question."""
    return {rule.code: rule for rule in WatchRule.objects.filter(is_watched=True)}


def look(
    *, on: date, at: datetime, actor: User | None, calendar: WorkCalendar, rules: Mapping[str, WatchRule],
    came: Arrivals | None = None, progress: Callable[[int], None] = lambda step: None,
) -> Look:
    """Look at everything in `rules` as it stood at the end of a day and ask what stands out.

    What is being asked about already is brought up to date; it is not asked twice. `came` saves reading the arrivals
    again for the next look. `progress` is told each step before it is taken, outside the transaction that writes.
    """
    progress(0)
    risen, series = rises((came or arrivals()).until(on), on, rules, calendar)
    progress(1)
    told, texts = matters(on, rules)
    progress(2)
    handled = conduct(on, rules)
    progress(3)
    with transaction.atomic():
        is_new = [ask(finding, on=on, at=at, actor=actor, calendar=calendar) for finding in (*risen, *told, *handled)]
        return Look.objects.create(
            day=on, at=at, actor=actor, series=series, texts=texts, opened=sum(is_new), still_there=len(is_new) - sum(is_new)
        )


@transaction.atomic
def ask(finding: Finding, *, on: date, at: datetime, actor: User | None, calendar: WorkCalendar) -> bool:
    """Open a question for a finding, or bring the one up to date that asks it already; say whether it is new.

    One that has been answered keeps its numbers; while its cause goes on nothing new is asked, unless it doubles.
    """
    alarm = _asked_already(finding, on)
    if alarm and (alarm.record.state == AlarmState.OPEN or _extra(finding) < MUCH_MORE * _extra(alarm)):
        if alarm.record.state == AlarmState.OPEN:
            _bring_up_to_date(alarm, finding)
        Alarm.objects.filter(pk=alarm.pk).update(last_seen_on=on)
        return False
    alarm = Alarm(
        question=finding.question, signal=finding.signal, category=finding.category, enterprise_id=finding.enterprise,
        person_id=finding.person, words=list(finding.words), weeks=list(finding.weeks), first_seen_on=on, last_seen_on=on,
        **_numbers(finding),
    )
    with translation.override(settings.LANGUAGE_CODE):
        open_record(
            kind=ALARM_KIND, title=_title(finding), department=_department(finding, on), at=at, actor=actor, calendar=calendar,
            area=Area.objects.filter(pk=finding.area).first(), detail=alarm, note=sentence(alarm),
            confidentiality=_confidentiality(finding),
        )
    _put_behind(alarm, finding.records)
    return True


def _extra(found: Finding | Alarm) -> float:
    return found.observed - (found.expected or 0)


def _numbers(finding: Finding) -> dict[str, object]:
    return {name: getattr(finding, name) for name in FROZEN}


def _asked_already(finding: Finding, on: date) -> Alarm | None:
    """Return the latest question about the same thing, if it was still seen within four weeks."""
    recent = Alarm.objects.filter(last_seen_on__gte=on - timedelta(days=QUIET_DAYS)).select_related("record")
    if finding.question not in TEXTS:
        return recent.filter(signal=finding.signal).order_by("-last_seen_on", "-pk").first()
    alike = recent.filter(question=finding.question, enterprise=finding.enterprise, about__in=finding.records)
    counted = alike.annotate(common=Count("about")).order_by("-common", "-pk").first()
    return counted if counted and counted.common >= SAME_SHARE * min(len(finding.records), counted.observed) else None


def _bring_up_to_date(alarm: Alarm, finding: Finding) -> None:
    Alarm.objects.filter(pk=alarm.pk).update(**_numbers(finding), weeks=list(finding.weeks))
    _put_behind(alarm, finding.records)


def _put_behind(alarm: Alarm, records: tuple[int, ...]) -> None:
    """Note the records a question rests on now, in place of those it rested on before."""
    alarm.behind.all().delete()
    RecordBehind.objects.bulk_create(
        RecordBehind(alarm=alarm, record_id=record, position=position) for position, record in enumerate(records)
    )


def _title(finding: Finding) -> str:
    area, enterprise = Area.objects.filter(pk=finding.area).first(), Enterprise.objects.filter(pk=finding.enterprise).first()
    return title(
        Question(finding.question), category=code_name("category", finding.category) if finding.category else "",
        area=str(area or ""), enterprise=str(enterprise or ""), words=words_of(finding.words[:1]),
    )


def _confidentiality(finding: Finding) -> str:
    """Questions about somebody's work are shown only to those who may see such questions."""
    kinds = Record.Confidentiality
    return kinds.CONFIDENTIAL if finding.question in CONDUCT else kinds.NORMAL


def _department(finding: Finding, on: date) -> Department:
    """Return whose question it is: the department of most of the records.

    Where the person asked about could answer it there, it goes to the office that answers for the whole district.
    """
    counts = Department.objects.filter(record__in=finding.records).annotate(records=Count("record")).order_by("-records", "pk")
    owner = counts.first() or Department.objects.get(code=site().complaints_department)
    return (_office(on) or owner) if finding.person and _answers(finding.person, owner, on) else owner


def _answers(person: int, department: Department, on: date) -> bool:
    terms = RoleTerm.objects.held_on(on).filter(user=person).select_related("role")
    return any(
        ANSWER.code in term.role.permissions and (term.role.scope == Scope.DISTRICT or term.department_id == department.pk)
        for term in terms
    )


def _office(on: date) -> Department | None:
    """Return the department of the first role that answers questions in the whole district."""
    terms = RoleTerm.objects.held_on(on).filter(role__scope=Scope.DISTRICT, department__isnull=False)
    terms = terms.select_related("role", "department")
    return next((term.department for term in terms if ANSWER.code in term.role.permissions), None)
