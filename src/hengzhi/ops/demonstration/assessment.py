"""The assessment of the demonstration district, taken through all its steps by the services people use."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.utils import timezone

from hengzhi.accounts.models import User
from hengzhi.assessments.models import Ballot, Edition, SchemeVersion
from hengzhi.assessments.scheme import RATED, LineKind
from hengzhi.assessments.services.editions import open_edition
from hengzhi.assessments.services.locking import lock_edition, publish_edition
from hengzhi.assessments.services.objections import decide_objection, raise_objection
from hengzhi.assessments.services.rounds import close_round, open_round
from hengzhi.assessments.services.scoring import SelfScore, save_self_scores, verify_lines
from hengzhi.core.clock import now
from hengzhi.core.packs import find_pack, read_toml
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.organisations.queries import area_rows
from hengzhi.register.models import Record
from hengzhi.register.services import move
from hengzhi.snapshots.services import take_snapshot

FILE = "assessment.toml"
MORNING, AFTERNOON = time(9, 30), time(15, 20)


@dataclass
class Course:
    """What happens to the assessment, and who does it; `chance` decides what the pack leaves open."""

    told: dict
    edition: Edition
    office: User
    verifier: User
    leader: User
    chance: random.Random

    def at(self, name: str, clock: time = MORNING) -> datetime:
        """Return the instant of a day the pack names."""
        return _instant(self.told[name], clock)

    def listed(self, name: str, department: str) -> dict | None:
        return next((one for one in self.told[name] if one["department"] == department), None)


def load_assessment(pack: str, progress: Callable[[int], None] = lambda done: None) -> Edition:
    """Make the assessment of a demonstration pack, locked and published on the day the district stands still on."""
    course = _opened(read_toml(find_pack(pack).folder / FILE))
    edition = course.edition
    _rate(course)
    records = Record.objects.filter(assessment__edition=edition).select_related("department", "assessment")
    for done, record in enumerate(records.order_by("department__position"), start=1):
        record.assessment.edition = edition  # its facts are long; they are read once
        _score(course, record)
        _verify(course, record)
        _settle(course, record)
        progress(done)
    calendar = work_calendar()
    lock_edition(edition, actor=course.office, at=now(), calendar=calendar)
    publish_edition(edition, actor=course.office, at=now(), calendar=calendar)
    return edition


def _instant(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


def _opened(told: dict) -> Course:
    office = User.objects.get(username="office")
    edition = open_edition(
        year=told["year"], scheme_version=SchemeVersion.objects.get(code=told["scheme"], is_current=True),
        snapshot=take_snapshot(at=now(), areas=area_rows()), self_score_due_on=told["self_score_due_on"],
        objections_due_on=told["objections_due_on"], actor=office, at=_instant(told["opened_on"], MORNING),
        calendar=work_calendar(),
    )
    verifier, leader = (User.objects.get(username=name) for name in ("analyst", "leader"))
    return Course(told, edition, office, verifier, leader, random.Random(told["seed"]))


def _rate(course: Course) -> None:
    """Let departments score each other and the leader all of them, then close the rounds."""
    departments = list(Department.objects.filter(code__in=course.edition.facts["departments"]))
    lowest, highest = course.told["ratings"]["work"]
    work = {department: course.chance.uniform(lowest, highest) for department in departments}
    officers = {user.username: user for user in User.objects.filter(username__startswith="liaison-")}
    for line in course.edition.scheme.lines:
        if line.kind not in RATED:
            continue
        opened = open_round(
            course.edition, line.code, closes_on=course.told["rated_until"], actor=course.office, at=course.at("opened_on")
        )
        voices = {course.leader.username: course.leader}
        if line.kind is LineKind.PEER:
            voices = {department.code: officers[f"liaison-{department.code}"] for department in departments}
        Ballot.objects.bulk_create(
            Ballot(
                round=opened, voice=voice, about=about, score=_rating(course, work[about], strictness), given_by=user,
                given_at=course.at("self_scored_on"),
            )
            for voice, user in voices.items()
            for strictness in [course.chance.uniform(*course.told["ratings"]["strictness"])]
            for about in departments if about.code != voice
        )
        close_round(opened, actor=course.office, at=course.at("rated_until", AFTERNOON))


def _rating(course: Course, work: float, strictness: float) -> Decimal:
    found = course.chance.gauss(work + strictness, course.told["ratings"]["scatter"])
    return Decimal(round(min(100.0, max(0.0, found))))


def _score(course: Course, record: Record) -> None:
    """Let a department score itself with full marks where nothing speaks against it, or miss the day."""
    department, words = record.department.code, course.told["words"]
    if department in course.told["without_self_score"]:
        _move(record, "proceed", course.verifier, course.at("verified_on"), words["too_late"])
        return
    actor = User.objects.get(username=f"liaison-{department}")
    scores = [_claim(course, department, line) for line in record.assessment.judged]
    at = course.at("self_scored_on")
    save_self_scores(record, scores, actor=actor, at=at)
    _move(record, "submit", actor, at)


def _claim(course: Course, department: str, code: str) -> SelfScore:
    line = course.edition.scheme.line_by_code[code]
    if line.kind is LineKind.MATERIAL:
        return SelfScore(code, line.points, course.chance.choice(course.told["words"]["claims"]))
    bonus = course.listed("bonus", department) if line.kind is LineKind.BONUS else None
    if bonus:
        return SelfScore(code, Decimal(bonus["points"]), bonus["note"])
    return SelfScore(code, Decimal(0), course.told["words"]["no_claim"])


def _verify(course: Course, record: Record) -> None:
    verified = [(code, *_found(course, record.department.code, code)) for code in record.assessment.judged]
    at = course.at("verified_on", AFTERNOON)
    verify_lines(record, verified, actor=course.verifier, at=at)
    _move(record, "verify", course.verifier, at)


def _found(course: Course, department: str, code: str) -> tuple[Decimal, str]:
    """Return the verified score of a line that people judge, with the reason where points are missing."""
    line = course.edition.scheme.line_by_code[code]
    if line.kind is LineKind.MATERIAL:
        lost = Decimal(course.chance.choice(("0", "0", "0.5", "0.5", "1")))
        return line.points - lost, course.chance.choice(course.told["words"]["findings"]) if lost else ""
    kinds = {LineKind.BONUS: "bonus", LineKind.DEDUCTION: "deduction"}
    given = course.listed(kinds[line.kind], department) if line.kind in kinds else None
    return (Decimal(given["points"]), given["note"]) if given else (Decimal(0), "")


def _settle(course: Course, record: Record) -> None:
    """Hear the objections of a department, then settle its scores."""
    for told in course.told["objection"]:
        if told["department"] == record.department.code:
            _object(course, record, told)
    _move(record, "settle", course.leader, course.at("settled_on", AFTERNOON))


def _object(course: Course, record: Record, told: dict) -> None:
    objection = raise_objection(
        record.assessment.entries.get(line=told["line"]), asked_score=Decimal(str(told["asked"])), reason=told["reason"],
        actor=User.objects.get(username=f"liaison-{record.department.code}"), at=course.at("objected_on"),
    )
    score = Decimal(str(told["score"])) if "score" in told else None
    decide_objection(
        objection, outcome=told["outcome"], score=score, ground=told["ground"], actor=course.leader, at=course.at("settled_on"),
    )


def _move(record: Record, step: str, actor: User, at: datetime, note: str = "") -> None:
    move(record, step, actor=actor, at=at, calendar=work_calendar(), note=note)
