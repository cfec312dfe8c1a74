"""Rounds of independent scores: opened, given, closed. Before the close nobody sees another's."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.assessments.models import Ballot, Edition, Round
from hengzhi.assessments.permissions import MANAGE, RATE_AS_LEADER, RATE_PEERS
from hengzhi.assessments.queries import own_scores
from hengzhi.assessments.scheme import RATED, Line, LineKind
from hengzhi.assessments.services.rights import must_be_open, must_hold
from hengzhi.core.clock import local_day
from hengzhi.core.errors import Refused
from hengzhi.core.permissions import Permission
from hengzhi.organisations.models import Department
from hengzhi.register import trail

RATES: Mapping[LineKind, Permission] = {LineKind.PEER: RATE_PEERS, LineKind.LEADER: RATE_AS_LEADER}
MOST = 100


@transaction.atomic
def open_round(edition: Edition, line: str, *, closes_on: date, actor, at: datetime) -> Round:
    """Open the round of a line; raises Refused where it has been opened or the line is not scored by others."""
    must_hold(actor, MANAGE)
    must_be_open(edition)
    found = edition.scheme.line_by_code.get(line)
    if found is None or found.kind not in RATED:
        raise Refused(_("Only lines that others score have rounds."))
    if Round.objects.filter(edition=edition, line=line).exists():
        raise Refused(_("The round “%(line)s” has been opened already.") % {"line": found.name})
    if closes_on < local_day(at):
        raise Refused(_("%(day)s has passed; name a day to come.") % {"day": closes_on})
    opened = Round.objects.create(edition=edition, line=line, closes_on=closes_on, opened_at=at)
    _note(opened, "round_opened", MANAGE, actor=actor, at=at, closes_on=f"{closes_on:%Y-%m-%d}")
    return opened


@transaction.atomic
def give_scores(opened: Round, scores: Mapping[Department, Decimal | None], *, actor, at: datetime) -> int:
    """Keep somebody's scores of departments; None takes one back. Return how many stand now.

    A department scores through any of its people and not itself. Raises Refused where the round is closed, without
    permission, or for a score that is not 0 to 100.
    """
    line = line_of(opened)
    voice = voice_of(actor, line)
    must_be_open(opened.edition)
    if not Round.objects.select_for_update().filter(pk=opened.pk, closed_at=None).exists():
        raise Refused(_("The round is closed; scores can no longer be given."))
    before = own_scores(opened, voice)
    for about, score in scores.items():
        _check(line, voice, about, score)
        if score == before.get(about.pk):
            continue
        if score is None:
            Ballot.objects.filter(round=opened, voice=voice, about=about).delete()
        else:
            Ballot.objects.update_or_create(
                round=opened, voice=voice, about=about, defaults={"score": score, "given_by": actor, "given_at": at}
            )
    count = Ballot.objects.filter(round=opened, voice=voice).count()
    _note(opened, "round_scored", RATES[line.kind], actor=actor, at=at, scores=str(count))
    return count


@transaction.atomic
def close_round(opened: Round, *, actor, at: datetime) -> None:
    """Close a round: its scores count from now and can be seen. Raises Refused where it is closed."""
    must_hold(actor, MANAGE)
    must_be_open(opened.edition)
    if not Round.objects.filter(pk=opened.pk, closed_at=None).update(closed_at=at):
        raise Refused(_("The round is closed already."))
    _note(opened, "round_closed", MANAGE, actor=actor, at=at, scores=str(opened.ballots.count()))


def line_of(opened: Round) -> Line:
    """Return the line of the scheme a round is about."""
    return opened.edition.scheme.line_by_code[opened.line]


def voice_of(actor, line: Line) -> str:
    """Return for whom somebody scores: the department among peers, oneself as a leader. Raises Refused."""
    must_hold(actor, RATES[line.kind])
    if line.kind is LineKind.LEADER:
        return actor.username
    if actor.department is None:
        raise Refused(_("Departments score each other; your role belongs to none."))
    return actor.department.code


def _note(opened: Round, action: str, permission: Permission, *, actor, at: datetime, **facts: str) -> None:
    """Write down what was done to a round; how many scores were given, never which: those of others stay shut."""
    about = {"edition": opened.edition.code, "line": str(line_of(opened).name)}
    trail.note_act(action, permission, actor=actor, at=at, facts={**about, **facts})


def _check(line: Line, voice: str, about: Department, score: Decimal | None) -> None:
    if line.kind is LineKind.PEER and about.code == voice:
        raise Refused(_("A department does not score itself."))
    if not line.is_for(about.code):
        raise Refused(_("%(department)s is not scored on this line.") % {"department": about.name})
    if score is not None and not 0 <= score <= MOST:
        words = {"department": about.name, "score": score}
        raise Refused(_("%(department)s: %(score)s is not between 0 and 100.") % words)
