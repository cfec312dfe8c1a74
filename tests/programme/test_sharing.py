"""Supporting departments see and report; nothing else leaks through sharing."""

import pytest

from factories import make_complaint, make_user
from hengzhi.complaints.permissions import DECIDE, MEDIATE
from hengzhi.core.errors import Refused
from hengzhi.programme.permissions import ACCEPT, PLAN, REPORT, SEE
from hengzhi.register.models import AuditEvent, Record, Sharing
from hengzhi.register.services import share
from programme.making import AT, department, make_task


@pytest.mark.parametrize(("role", "code", "sees"), [
    ("liaison", "commerce", True), ("liaison", "aic", True), ("liaison", "science", False), ("office", "qtsb", True),
    ("handler", "aic", False), ("leader", "government-office", True), ("administrator", "qtsb", False), ("", "aic", False),
])
def test_a_task_is_seen_by_its_lead_its_supporters_and_the_office(packs, role, code, sees):
    record = make_task()

    assert Record.objects.visible_to(make_user(role, code)).filter(pk=record.pk).exists() == sees


def test_each_task_is_listed_once_however_many_roles_and_departments_reach_it(packs):
    make_task(supporting=(department("aic"), department("science")))
    user = make_user("liaison", "aic")
    from hengzhi.accounts.models import Role
    from hengzhi.accounts.services import give_role

    give_role(user=user, role=Role.objects.get(code="liaison"), department=department("science"), starts_on=AT.date())

    assert Record.objects.visible_to(user).filter(kind="task").count() == 1


def test_sharing_gives_what_the_kind_says_and_no_more(packs):
    record, user = make_task(), make_user("liaison", "aic")

    assert [record.is_in_reach(user, permission) for permission in (SEE, REPORT, ACCEPT, PLAN)] == [True, True, False, False]


def test_a_shared_complaint_is_seen_and_waits_for_nobody_because_its_kind_shares_sight_alone(packs):
    record = make_complaint()
    Sharing.objects.create(record=record, department=department("commerce"))
    user = make_user("handler", "commerce")

    assert Record.objects.visible_to(user).get() == record
    assert not Record.objects.waiting_for(user).exists()
    assert [record.is_in_reach(user, permission) for permission in (record.kind_of.see, DECIDE, MEDIATE)] == [True, False, False]


def test_a_confidential_record_is_not_reached_through_sharing(packs):
    record = make_task()
    Record.objects.filter(pk=record.pk).update(confidentiality="confidential")
    record.refresh_from_db()
    lead, supporter = make_user("liaison", "commerce"), make_user("liaison", "aic")

    assert Record.objects.visible_to(lead).filter(pk=record.pk).exists()
    assert not Record.objects.visible_to(supporter).filter(pk=record.pk).exists()
    assert not record.is_in_reach(supporter, REPORT)
    with pytest.raises(Refused):
        share(record, [department("science")], actor=lead, at=AT)


def test_sharing_that_ends_shuts_the_record_again_and_stands_in_the_trail(packs):
    record, supporter = make_task(), make_user("liaison", "aic")

    share(record, [department("science")], actor=None, at=AT)

    assert not Record.objects.visible_to(supporter).filter(pk=record.pk).exists()
    assert AuditEvent.objects.get(record=record, action="shared").facts == {"added": "science", "removed": "aic"}


def test_a_shared_task_waits_for_its_supporters_too(packs):
    record = make_task("assign")

    assert [found.pk for found in Record.objects.waiting_for(make_user("liaison", "aic"))] == [record.pk]
    assert not Record.objects.waiting_for(make_user("liaison", "science")).exists()
