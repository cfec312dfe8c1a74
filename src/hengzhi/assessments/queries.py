"""Reads over assessments, shaped for pages."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hengzhi.assessments.facts import BallotsFact, Fact, Inputs, JudgedFact, fact_from_json
from hengzhi.assessments.models import AssessmentSheet, Ballot, Edition, LineEntry, Objection, Round, SchemeVersion
from hengzhi.assessments.ranking import Result
from hengzhi.assessments.scheme import JUDGED, RATED, Line, Scheme
from hengzhi.assessments.sealing import assess, inputs_from_json, inputs_to_json, results_from_json
from hengzhi.organisations.models import Department
from hengzhi.programme.models import Measure
from hengzhi.register.models import Record
from hengzhi.snapshots.manifest import digest_of

KEPT = 16


@dataclass(frozen=True)
class Assessed:
    """An edition with what it stands on and what comes out: as locked, or as it would be locked now."""

    edition: Edition
    inputs: dict[str, Inputs]
    results: dict[str, Result]


def sheets_seen_by(user) -> QuerySet[Record]:
    """Return the assessment sheets somebody may know of, with what a page needs of them."""
    sheets = Record.objects.visible_to(user).filter(kind="assessment")
    return sheets.select_related(
        "department", "area", "assessment__edition__scheme_version", "assessment__edition__snapshot", "rule_set"
    )


def schemes_in_use() -> QuerySet[SchemeVersion]:
    """Return the schemes a new assessment may take."""
    return SchemeVersion.objects.filter(is_current=True)


def assessed(edition: Edition) -> Assessed:
    """Return the results of an edition: those sealed when it is locked, else those that its inputs give now."""
    if edition.is_locked:
        inputs = inputs_from_json(edition.sealed["inputs"])
        results = results_from_json(edition.scheme, edition.sealed["results"], inputs)
    else:
        inputs = inputs_of(edition)
        results = _assessed(_Question(digest_of([edition.scheme.digest, inputs_to_json(inputs)]), edition.scheme, inputs))
    return Assessed(edition, inputs, {result.standing.department: result for result in results})


class _Question:
    """What is assessed; the same question is one with the same digest."""

    def __init__(self, digest: str, scheme: Scheme, inputs: dict[str, Inputs]) -> None:
        self.digest = digest
        self.scheme = scheme
        self.inputs = inputs

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self.digest == other.digest


@lru_cache(maxsize=KEPT)
def _assessed(question: _Question) -> tuple[Result, ...]:
    return assess(question.scheme, question.inputs)


def inputs_of(edition: Edition) -> dict[str, Inputs]:
    """Return what every sheet of an open edition stands on: the snapshot's facts, and what people gave. Four queries."""
    scheme = edition.scheme
    entries = LineEntry.objects.filter(sheet__edition=edition).select_related("objection")
    by_sheet: dict[int, dict[str, LineEntry]] = {}
    for entry in entries:
        by_sheet.setdefault(entry.sheet_id, {})[entry.line] = entry
    ballots = _ballots(edition)
    sheets = edition.sheets.select_related("record__department").order_by("record__department__position")
    return {
        sheet.record.department.code: _inputs(
            scheme, sheet.record.department.code, edition.facts["departments"], by_sheet.get(sheet.pk, {}), ballots
        )
        for sheet in sheets
    }


def _inputs(scheme: Scheme, department: str, found: dict, entries: dict[str, LineEntry], ballots: dict) -> Inputs:
    facts: dict[str, Fact] = {}
    decided: dict[str, Decimal] = {}
    grounds: dict[str, str] = {}
    for line in scheme.lines_of(department):
        entry = entries.get(line.code)
        given, ground = final_score(entry)
        facts[line.code] = _fact(line, department, found, given, ballots)
        if given is not None and line.kind not in JUDGED:
            decided[line.code] = given
        if ground:
            grounds[line.code] = ground
    return Inputs(facts, decided, grounds)


def _fact(line: Line, department: str, found: dict, given: Decimal | None, ballots: dict) -> Fact:
    if line.kind in JUDGED:
        return JudgedFact(given)
    if line.kind in RATED:
        return BallotsFact(tuple(ballots.get((line.code, department), ())))
    return fact_from_json(found[department][line.code])


def final_score(entry: LineEntry | None) -> tuple[Decimal | None, str]:
    """Return what people gave a line in the end and why: the decision on an objection before the verification it is about.

    A correcting edition takes the decision over; a verification made after it is what the correction is about.
    """
    if entry is None:
        return None, ""
    objection = getattr(entry, "objection", None)
    is_upheld = objection is not None and objection.outcome == Objection.Outcome.UPHELD
    if is_upheld and not (entry.verified_at and entry.verified_at > objection.decided_at):
        return objection.score, objection.ground
    return entry.verified_score, entry.verified_note


def _ballots(edition: Edition) -> dict[tuple[str, str], list[Decimal]]:
    """Return the scores of closed rounds by line and department, in rising order."""
    rows = Ballot.objects.filter(round__edition=edition, round__closed_at__isnull=False)
    found: dict[tuple[str, str], list[Decimal]] = {}
    for line, about, score in rows.order_by("score", "pk").values_list("round__line", "about__code", "score"):
        found.setdefault((line, about), []).append(score)
    return found


def departments_of(assessment: Assessed) -> dict[str, Department]:
    """Return the departments of an edition by code, in their order."""
    found = {department.code: department for department in Department.objects.filter(code__in=assessment.results)}
    return {code: found[code] for code in sorted(found, key=lambda code: found[code].position)}


def sheets_of(edition: Edition) -> dict[str, tuple[str, str]]:
    """Return the number and the state of every sheet, by department."""
    rows = edition.sheets.values_list("record__department__code", "record__code", "record__state")
    return {department: (code, state) for department, code, state in rows}


def entries_of(sheet: AssessmentSheet) -> dict[str, LineEntry]:
    """Return the lines of a sheet with their objections, evidence and improvements, by code; three queries."""
    rows = sheet.entries.select_related("objection__raised_by", "objection__decided_by", "verified_by")
    return {entry.line: entry for entry in rows.prefetch_related("evidence", "improvements__task")}


def rounds_of(edition: Edition) -> dict[str, Round]:
    """Return the rounds of an edition by line."""
    return {opened.line: opened for opened in edition.rounds.all()}


def own_scores(opened: Round, voice: str) -> dict[int, Decimal]:
    """Return the scores given with a voice, by the department they are about; only who speaks with it is shown them."""
    return dict(Ballot.objects.filter(round=opened, voice=voice).values_list("about", "score"))


def turnout(rounds: Iterable[Round]) -> dict[int, int]:
    """Return how many voices have given scores in each round; who said what stays shut."""
    rows = Ballot.objects.filter(round__in=list(rounds)).order_by().values_list("round", "voice").distinct()
    found: dict[int, int] = {}
    for opened, _voice in rows:
        found[opened] = found.get(opened, 0) + 1
    return found


def self_scores_of(edition: Edition) -> dict[tuple[str, str], Decimal]:
    """Return the departments' own scores, by department and line."""
    rows = LineEntry.objects.filter(sheet__edition=edition, self_score__isnull=False)
    found = rows.values_list("sheet__record__department__code", "line", "self_score")
    return {(department, line): score for department, line, score in found}


def measures_for(year: int) -> QuerySet[Measure]:
    """Return the measures of the plans of a year and the next, which improvements can go into; the next year's first."""
    found = Measure.objects.filter(goal__plan__in=(year, year + 1)).select_related("goal")
    return found.order_by("-goal__plan", "goal__position", "position")


def names_of_items(codes: Collection[str], user) -> dict[str, str]:
    """Return what tasks, returns and single values are called, by code; of what `user` may not know of, the code."""
    sought = {*codes, *(code.rpartition("-")[0] for code in codes)}
    records = Record.objects.visible_to(user).filter(code__in=sought).select_related("reported__form")
    known = {record.code: record for record in records}
    return {code: _name_of(code, known) for code in codes}


def _name_of(code: str, known: Mapping[str, Record]) -> str:
    if code in known:
        return f"{code} {known[code].title}"
    of, _dash, item = code.rpartition("-")
    if of not in known or not hasattr(known[of], "reported"):
        return code
    name = known[of].reported.form.structure.by_code[item].name
    return _("%(record)s: %(item)s") % {"record": f"{of} {known[of].title}", "item": name}
