"""After the lock nothing that feeds a score can change; a later correction opens another edition with a difference list."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction

from assessments import cases
from assessments.cases import AT, TASKS, entry_of, keep, opened, sheet_of
from assessments.flow import locked, published, rate, settle_all
from factories import make_user, take
from hengzhi.accounts.models import User
from hengzhi.assessments.differences import differences
from hengzhi.assessments.models import AssessmentSheet, Ballot, Edition, LineEntry, Objection, Round, SchemeVersion
from hengzhi.assessments.queries import assessed
from hengzhi.assessments.scheme import Scheme
from hengzhi.assessments.services.editions import renew_facts
from hengzhi.assessments.services.locking import lock_edition
from hengzhi.assessments.services.objections import raise_objection
from hengzhi.assessments.services.schemes import SameVersion, store_scheme
from hengzhi.assessments.services.scoring import verify_line
from hengzhi.assessments.verification import breaches
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.indicators.models import Target
from hengzhi.register.models import Record


@pytest.fixture(autouse=True)
def _few_departments(packs):
    keep("qtsb", "aic", "fda", "tax")


@pytest.fixture
def sealed(packs) -> Edition:
    """Return a locked edition in which every table that feeds a score has a row."""
    edition, office = opened(), make_user("office", "qtsb")
    liaison = make_user("liaison", "qtsb")
    rate(edition, "leaders", {"qtsb": "90"}, make_user("leader", "government-office"), office)
    record = take(sheet_of(edition, "qtsb"), "proceed", actor=office, at=AT)
    for line in record.assessment.judged:
        verify_line(entry_of(record, line), Decimal(0), "", actor=office, at=AT)
    take(record, "verify", actor=office, at=AT)
    objection = raise_objection(entry_of(record, "mechanism"), asked_score=Decimal(5), reason="有", actor=liaison, at=AT)
    Objection.objects.filter(pk=objection.pk).update(
        outcome="upheld", score=5, ground="属实", decided_by=office, decided_at=AT
    )
    return locked(edition, office=office)


WRITES = {
    "a line is verified": lambda: LineEntry.objects.filter(line="mechanism").update(
        verified_score=6, verified_by=User.objects.first(), verified_at=AT
    ),
    "a line is removed": lambda: LineEntry.objects.filter(line="tasks").delete(),
    "a decision is changed": lambda: Objection.objects.update(score=6),
    "a decision is removed": lambda: Objection.objects.all().delete(),
    "an independent score is changed": lambda: Ballot.objects.update(score=100),
    "an independent score is removed": lambda: Ballot.objects.all().delete(),
    "an independent score is added": lambda: Ballot.objects.bulk_create([_another_ballot()]),
    "a round is opened again": lambda: Round.objects.update(closed_at=None),
    "a sheet is changed": lambda: AssessmentSheet.objects.update(decided_on=None),
    "the facts are changed": lambda: Edition.objects.update(facts={}),
    "the results are changed": lambda: Edition.objects.update(sealed={}),
    "the seal is changed": lambda: Edition.objects.update(seal="0" * 64),
    "the lock is taken off": lambda: Edition.objects.update(locked_at=None),
    "the edition is removed": lambda: Edition.objects.all()._raw_delete("default"),
    "the scheme is changed": lambda: SchemeVersion.objects.filter(code="cases").update(body={}),
}


def _another_ballot() -> Ballot:
    ballot = Ballot.objects.first()
    ballot.pk, ballot.voice = None, "another"
    return ballot


@pytest.fixture
def unmarked(packs):
    """Take off the tests' own marker, which lets rows be removed."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM register_trail_may_be_emptied")


def let_through(names) -> list[str]:
    """Return which of the writes the database lets through, each tried and taken back."""
    done = []
    for name in names:
        try:
            with transaction.atomic():
                WRITES[name]()
                done.append(name)
                transaction.set_rollback(True)
        except DatabaseError as refusal:
            if "locked" not in str(refusal) and "never changes" not in str(refusal):
                raise
    return done


def test_the_database_refuses_whatever_would_change_a_locked_score(sealed, unmarked):
    assert let_through(WRITES) == []


def test_before_the_lock_the_same_writes_go_through(packs, unmarked):
    edition, office = opened(), make_user("office", "qtsb")
    rate(edition, "leaders", {"qtsb": "90"}, make_user("leader", "government-office"), office)
    writes = [name for name in WRITES if "scheme" not in name]

    assert let_through(writes) == writes


def test_what_feeds_the_score_from_outside_changes_nothing_after_the_lock(sealed):
    before = assessed(sealed).results

    Target.objects.update(value=1)
    with pytest.raises(Refused):
        renew_facts(sealed, cases.snapshot(tasks=TASKS[:1]), actor=make_user("office", "qtsb"), at=AT)

    assert assessed(Edition.objects.get()).results == before
    assert breaches(sealed) == []


def test_a_locked_edition_shows_what_was_sealed_and_computes_the_same_again(sealed):
    shown = assessed(sealed).results["qtsb"]

    assert shown.standing.line("mechanism").score == Decimal("5.00")
    assert shown.standing.line("leaders").score == Decimal("6.30")
    assert Record.objects.filter(state="locked").count() == 4
    assert breaches(sealed) == []


def test_changed_seals_facts_and_files_are_found(sealed):
    sealed.sealed["results"][0]["total"] = "99.99"
    assert len(breaches(sealed)) == 1
    sealed.refresh_from_db()
    sealed.facts["departments"]["qtsb"]["tasks"]["items"].pop()
    assert len(breaches(sealed)) == 1


def test_a_sheet_is_neither_locked_nor_published_by_itself(packs):
    edition, office = opened(), make_user("office", "qtsb")
    settle_all(edition, office)

    with pytest.raises(Refused):
        take(sheet_of(edition, "qtsb"), "lock", actor=office, at=AT)
    lock_edition(edition, actor=office, at=AT, calendar=work_calendar())
    with pytest.raises(Refused):
        take(sheet_of(edition, "qtsb"), "publish", actor=office, at=AT)


def test_an_edition_is_published_once_and_its_sheets_with_it(packs):
    edition = published(opened())

    assert edition.published_by is not None
    assert set(Record.objects.filter(kind="assessment").values_list("state", "is_open")) == {("published", False)}


def test_a_scheme_in_use_is_not_changed_under_its_version(sealed):
    body = cases.scheme().to_json()
    changed = Scheme.from_json({**body, "veto_grade": "C"})

    with pytest.raises(SameVersion):
        store_scheme(changed)
    assert store_scheme(Scheme.from_json({**body, "veto_grade": "C", "version": 2})).version == 2


def test_a_correction_needs_a_lock_before_it_and_a_cause(packs):
    office = make_user("office", "qtsb")
    first = opened(actor=office)

    with pytest.raises(Refused):
        opened(actor=office, cause="数据更正")
    locked(first, office=office)
    with pytest.raises(Refused):
        opened(actor=office)


def test_a_correction_takes_over_what_people_gave_and_lists_the_differences(sealed):
    corrected = [("RW-3", "qtsb", "done", cases.DUE, cases.DUE, cases.DUE) if row[0] == "RW-3" else row for row in TASKS]

    second = opened(snapshot=cases.snapshot(tasks=corrected), cause="任务三的验收日期登记有误")
    found = differences(list(assessed(sealed).results.values()), list(assessed(second).results.values()))

    assert (second.number, second.previous, second.code) == (2, sealed, "2012-2")
    assert set(Record.objects.filter(assessment__edition=second).values_list("state", flat=True)) == {"verified"}
    assert assessed(second).results["qtsb"].standing.line("mechanism").score == Decimal("5.00")
    changed = [(change.department, [(line.line.code, line.before, line.after, line.is_fact) for line in change.lines])
               for change in found if change.lines]
    assert changed == [("qtsb", [("tasks", Decimal("9.38"), Decimal("15.63"), True)])]


def test_a_correcting_edition_may_be_verified_anew_and_locked(sealed):
    office = make_user("office", "qtsb")
    second = opened(cause="更正", actor=office)
    record = sheet_of(second, "qtsb")

    verify_line(entry_of(record, "material"), Decimal(3), "", actor=office, at=AT)
    locked(second, office=office)

    assert assessed(second).results["qtsb"].standing.line("material").score == Decimal("3.00")
    assert assessed(sealed).results["qtsb"].standing.line("material").score == Decimal("0.00")
