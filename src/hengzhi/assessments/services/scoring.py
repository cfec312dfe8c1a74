"""What people put on the lines of a sheet: the department its self-scores, the office the verified ones."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.assessments.models import LineEntry
from hengzhi.assessments.permissions import SELF_SCORE, VERIFY
from hengzhi.assessments.scheme import JUDGED, Line, LineKind
from hengzhi.assessments.services.rights import must_be_in, must_be_open, must_reach
from hengzhi.assessments.workflow import SheetState
from hengzhi.core.errors import Refused
from hengzhi.evidence.models import Evidence
from hengzhi.register import trail
from hengzhi.register.models import Record


@dataclass(frozen=True)
class SelfScore:
    """A department's own score of a line, None while it has none, with what earned it."""

    line: str
    score: Decimal | None
    note: str = ""
    evidence: Collection[int] = ()


@transaction.atomic
def save_self_scores(record: Record, scores: Iterable[SelfScore], *, actor, at: datetime) -> None:
    """Keep a department's self-scores; raises Refused without permission, after handing in, or naming a wrong score."""
    must_reach(actor, SELF_SCORE, record)
    must_be_in(record, SheetState.SELF_SCORING)
    known = {entry.line: entry for entry in record.assessment.entries.all()}
    offered = set(Evidence.objects.filter(record=record).values_list("pk", flat=True))
    changed = 0
    for given in scores:
        entry = known[given.line]
        check_score(line_of(entry), given.score)
        changed += (entry.self_score, entry.self_note) != (given.score, given.note.strip())
        entry.self_score, entry.self_note = given.score, given.note.strip()
        entry.full_clean(validate_constraints=False)
        entry.save(update_fields=["self_score", "self_note"])
        entry.evidence.set(offered & set(given.evidence))
    if changed:
        trail.note(record, "self_scored", SELF_SCORE, actor=actor, at=at)


@transaction.atomic
def verify_line(entry: LineEntry, score: Decimal | None, note: str, *, actor, at: datetime) -> None:
    """Put a verified score on a line; on one the program scores None takes it off again.

    In a correcting edition lines may be verified anew while the sheet is open to objections. Raises Refused without
    permission, in another state, for a score out of range, or where a score in a rule's place gives no reason.
    """
    if done := _put(entry, score, note, actor=actor, at=at):
        trail.note(entry.sheet.record, "line_verified", VERIFY, actor=actor, at=at, note=done)


@transaction.atomic
def verify_lines(record: Record, verified: Iterable[tuple[str, Decimal | None, str]], *, actor, at: datetime) -> None:
    """Put verified scores on several lines of a sheet, all or none; each is a line, a score and the reason."""
    known = {entry.line: entry for entry in record.assessment.entries.all()}
    done = [_put(known[line], score, note, actor=actor, at=at) for line, score, note in verified]
    if any(done):
        trail.note(record, "line_verified", VERIFY, actor=actor, at=at, note="\n".join(filter(None, done)))


def _put(entry: LineEntry, score: Decimal | None, note: str, *, actor, at: datetime) -> str:
    """Put a verified score on a line and return what the trail says of it, "" where nothing changed."""
    record, line = entry.sheet.record, line_of(entry)
    must_reach(actor, VERIFY, record)
    must_be_open(entry.sheet.edition)
    corrected = (SheetState.VERIFIED,) if entry.sheet.edition.number > 1 else ()
    must_be_in(record, SheetState.SUBMITTED, *corrected)
    check_score(line, score)
    if score is None and line.kind in JUDGED:
        raise Refused(_("%(line)s: give a score; 0 is one.") % {"line": line.name})
    if score is not None and line.kind not in JUDGED and not note.strip():
        raise Refused(_("%(line)s: say why the score is another than the rule gives.") % {"line": line.name})
    if (entry.verified_score, entry.verified_note) == (score, note.strip()):
        return ""
    entry.verified_score, entry.verified_note = score, note.strip()
    entry.verified_by, entry.verified_at = (None, None) if score is None else (actor, at)
    entry.full_clean(validate_constraints=False)
    entry.save(update_fields=["verified_score", "verified_note", "verified_by", "verified_at"])
    return f"{line.name.zh}：{put_in_words(line, score)} {note.strip()}".strip()


def put_in_words(line: Line, score: Decimal | None) -> str:
    """Return a score as the trail says it; of a veto whether the fact occurred."""
    if score is None:
        return "—"
    if line.kind is LineKind.VETO:
        return _("occurred") if score else _("did not occur")
    return f"{score:f}"


def line_of(entry: LineEntry) -> Line:
    """Return the line of the scheme an entry is about."""
    return entry.sheet.edition.scheme.line_by_code[entry.line]


def check_score(line: Line, score: Decimal | None) -> None:
    """Raise Refused for a score the line cannot have."""
    if score is None:
        return
    if line.kind is LineKind.VETO and score not in (0, 1):
        raise Refused(_("%(line)s: a fact occurred or did not.") % {"line": line.name})
    if not 0 <= score <= line.points:
        words = {"line": line.name, "score": score, "full": f"{line.points:f}"}
        raise Refused(_("%(line)s: %(score)s is not between 0 and %(full)s.") % words)
