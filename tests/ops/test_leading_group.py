"""The demonstration's leading group: as published, and the same every time."""

import pytest
from django.db import transaction

from hengzhi.accounts.models import User
from hengzhi.core.clock import now
from hengzhi.core.periods import period
from hengzhi.core.reference import site
from hengzhi.indicators.catalogue import definitions
from hengzhi.indicators.evaluate import Address, evaluate
from hengzhi.indicators.trace import Trail
from hengzhi.leading_group.models import DocumentAnswer, Group, GroupDocument, Member
from hengzhi.leading_group.queries import completeness_of, cover_on, roll_on
from hengzhi.leading_group.tables import answer_rows, group_rows
from hengzhi.ops.demonstration.leading_group.load import load_group
from hengzhi.ops.demonstration.people import make_people
from hengzhi.ops.demonstration.programme.load import load_plan
from hengzhi.organisations.queries import area_rows
from hengzhi.register.models import AuditEvent, Record
from hengzhi.snapshots.services import take_snapshot

PACK = "hongkou-2012"
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def office(django_db_setup, django_db_blocker):
    """Load the plan and the group once for all tests of this file, and take them back."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_people(PACK)
        load_plan(PACK)
        load_group(PACK)
        yield User.objects.get(username="office")
        transaction.set_rollback(True)


def test_the_group_of_2012_is_as_published_and_followed_an_earlier_one(office):
    roll = roll_on(office, site().day)

    assert (roll.departments, len(roll.members)) == (32, 32)
    assert [(member.role, member.post) for member in roll.heads] == [("head", "区长"), ("executive", "副区长")]
    assert roll.group.record.department.code == "qtsb"
    assert [(row[4], row[6]) for row in group_rows()] == [(20, True), (32, True)]
    assert Group.objects.count() == 2


def test_every_member_department_answered_the_implementation_opinion(office):
    opinion = GroupDocument.objects.get(genre="opinion")
    answers = [row for row in answer_rows() if row[4] == "opinion"]

    assert (opinion.number, opinion.record.state) == ("虹质安〔2012〕3号", "concluded")
    assert (len({row[2] for row in answers}), {row[5] for row in answers}) == (32, {"accepted"})
    assert DocumentAnswer.objects.filter(document=opinion).exclude(tasks=None).values("pk").distinct().count() == 32


def test_the_indicators_give_the_published_number_from_a_snapshot(office):
    snapshot = take_snapshot(at=now(), areas=area_rows())
    asked = {name: definitions()[name] for name in ("leading_group_departments", "leading_group_answered")}
    evaluated = evaluate(snapshot.manifest, asked)

    given = {name: evaluated.value(name, area="310109", period=period("2012")) for name in asked}

    assert given["leading_group_departments"].value == 32
    answered = given["leading_group_answered"]
    assert (answered.numerator, answered.denominator) == (32, 32)
    with Trail(snapshot.manifest) as trail:
        codes = trail.codes_behind(asked["leading_group_departments"], Address("leading_group_departments", "310109", period("2012"), "", ""))
    assert [record.kind for record in Record.objects.filter(code__in=codes)] == ["group"]


def test_the_completeness_list_of_the_latest_document_names_who_is_missing(office):
    record = Record.objects.get(kind="document", state="issued")

    missing = [answer.record.department.code for answer in completeness_of(record, office).missing]

    assert missing == ["population", "urban-management", "financial-services", "police", "tax"]


def test_decisions_are_carried_out_by_tasks_of_the_plan_and_add_none(office):
    decisions = Record.objects.filter(kind="decision")

    assert Record.objects.filter(kind="task").count() == 146
    assert all(record.decision.tasks.exists() for record in decisions)
    assert all((record.state == "carried_out") == (not record.decision.tasks.filter(done_on=None).exists()) for record in decisions)
    assert {record.state for record in decisions} == {"taken", "carried_out"}


def test_the_matrix_is_full_but_for_the_gaps_of_the_pack(office):
    cover = cover_on(site().day, [member.department for member in roll_on(office, site().day).members])

    assert len(cover.gaps) == 5
    assert [department.code for department in cover.unburdened] == ["population"]


def test_nothing_happens_after_the_demonstrations_day_and_all_is_marked_synthetic(office):
    ours = Record.objects.filter(kind__in=["group", "meeting", "decision", "document", "answer"])

    assert set(ours.values_list("synthetic", flat=True)) == {True}
    assert max(AuditEvent.objects.filter(record__in=ours).values_list("at", flat=True)).date() <= site().day
    assert len(set(Member.objects.filter(group__ends_on=None).values_list("name", flat=True))) == 35
