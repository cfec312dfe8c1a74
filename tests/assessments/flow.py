"""Taking sheets through their steps, as people would."""

from decimal import Decimal

from assessments.cases import AT, entry_of
from factories import make_user, take
from hengzhi.assessments.models import Edition, LineEntry
from hengzhi.assessments.scheme import JUDGED
from hengzhi.assessments.services.locking import lock_edition, publish_edition
from hengzhi.assessments.services.rounds import close_round, give_scores, open_round
from hengzhi.assessments.services.scoring import SelfScore, save_self_scores, verify_line
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.register.models import Record


def judged(record: Record) -> list[str]:
    return record.assessment.judged


def score_itself(record: Record, actor) -> Record:
    """Let a department score itself with full marks and hand in."""
    scores = [SelfScore(line, Decimal(0 if line == "incident" else 1), "见佐证") for line in judged(record)]
    save_self_scores(record, scores, actor=actor, at=AT)
    return take(record, "submit", actor=actor, at=AT)


def verify(record: Record, actor, **scores: str) -> Record:
    """Let the office verify the judged lines, each with 0 unless said, and tell the department."""
    for line in judged(record):
        verify_line(entry_of(record, line), Decimal(scores.get(line, "0")), "", actor=actor, at=AT)
    return take(record, "verify", actor=actor, at=AT)


def settle_all(edition: Edition, verifier) -> None:
    """Have every sheet settled, with 0 on every judged line nobody verified; written at once, for there are 32."""
    lines = [line.code for line in edition.scheme.lines if line.kind in JUDGED]
    waiting = LineEntry.objects.filter(sheet__edition=edition, line__in=lines, verified_score=None)
    waiting.update(verified_score=0, verified_by=verifier, verified_at=AT)
    Record.objects.filter(assessment__edition=edition).update(state="decided")


def rate(edition: Edition, line: str, scores: dict[str, str], actor, manager) -> None:
    """Run a round in which one voice gives scores."""
    opened = open_round(edition, line, closes_on=AT.date(), actor=manager, at=AT)
    given = {Department.objects.get(code=code): Decimal(score) for code, score in scores.items()}
    give_scores(opened, given, actor=actor, at=AT)
    close_round(opened, actor=manager, at=AT)


def locked(edition: Edition, **people) -> Edition:
    """Settle and lock an edition."""
    office = people.get("office") or make_user("office", "qtsb")
    settle_all(edition, office)
    lock_edition(edition, actor=office, at=AT, calendar=work_calendar())
    edition.refresh_from_db()
    return edition


def published(edition: Edition, **people) -> Edition:
    office = people.get("office") or make_user("office", "qtsb")
    locked(edition, office=office)
    publish_edition(edition, actor=office, at=AT, calendar=work_calendar())
    edition.refresh_from_db()
    return edition
