"""What the schedule makes due is proposed, confirmed by somebody, and erased by a job; a hold keeps it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.kinds import TIPOFF_KIND
from hengzhi.core.errors import Refused
from hengzhi.core.packs import PackErrors
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.packfiles import read_retention, write_retention
from hengzhi.register.vault import erasing
from hengzhi.register.vault.erasing import erase_confirmed
from hengzhi.register.vault.holds import lift_hold, set_hold
from hengzhi.register.vault.models import LegalHold, Person, Proposal, RetentionRule
from hengzhi.register.vault.retention import confirm, propose, years_after
from racing import race

CLOSED_AT = RECEIVED_AT
DUE_AT = datetime(2015, 3, 5, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def supervisor(packs):
    return make_user("supervisor")


def closed(**given) -> Record:
    record, actor = make_complaint(**given), make_user("supervisor")
    ground = record.rule_set.grounds["refusal"][0]["code"]
    take(record, "decline", actor=actor, at=CLOSED_AT, refusal_ground=ground)
    return take(record, "close", actor=actor, at=CLOSED_AT)


def erased() -> int:
    return Person.objects.filter(erased_at__isnull=False).count()


@pytest.mark.parametrize(("at", "count"), [(DUE_AT - DAY, 0), (DUE_AT, 1), (DUE_AT + DAY, 1)])
def test_an_identity_is_due_on_the_day_three_years_after_its_record_was_closed(packs, at, count):
    closed()
    make_complaint()

    assert propose(at=at) == count

    assert list(Proposal.objects.values_list("due_on", flat=True)) == [date(2015, 3, 5)] * count
    assert erased() == 0


def test_each_kind_and_part_has_its_own_time(packs):
    closed(kind=TIPOFF_KIND, problem="other-violation")

    assert [propose(at=DUE_AT), propose(at=DUE_AT.replace(year=2017))] == [0, 1]


def test_the_29th_of_february_ends_on_the_28th():
    assert years_after(date(2012, 2, 29), 3) == date(2015, 2, 28)
    assert years_after(date(2015, 2, 28), -3) == date(2012, 2, 28)


def test_what_is_confirmed_is_erased_with_the_ground_and_who_confirmed(supervisor):
    record = closed()
    propose(at=DUE_AT)

    assert erase_confirmed(at=DUE_AT) == 0
    confirm(actor=supervisor, at=DUE_AT, count=1)
    assert erase_confirmed(at=DUE_AT) == 1

    person = record.people.get().person
    assert (person.erased_at, person.erased_by, person.erased_ground) == (DUE_AT, supervisor, "schedule")
    assert (bytes(person.sealed), person.key_id, person.mask, person.index.count()) == (b"", "", "", 0)
    event = AuditEvent.objects.get(action="identity_erased")
    assert (event.actor, event.record, event.note, event.facts["ground"]) == (supervisor, record, "", "schedule")
    assert Proposal.objects.count() == 0
    assert propose(at=DUE_AT) == 0


def test_a_hold_keeps_a_person_until_its_last_day_or_until_it_is_lifted(supervisor):
    one, other = closed(), closed()
    set_hold(record=one, reason="行政复议2015-7", until=date(2015, 6, 1), actor=supervisor, at=DUE_AT)
    hold = set_hold(record=other, reason="诉讼", until=None, actor=supervisor, at=DUE_AT)

    assert [propose(at=at) for at in (DUE_AT, datetime(2015, 6, 1, tzinfo=UTC), datetime(2015, 6, 2, tzinfo=UTC))] == [0, 0, 1]
    lift_hold(hold, reason="结案", actor=supervisor, at=DUE_AT)
    assert propose(at=datetime(2015, 6, 2, tzinfo=UTC)) == 2
    trail = AuditEvent.objects.filter(action__startswith="hold").values_list("action", "note")
    assert list(trail) == [("hold_set", "行政复议2015-7"), ("hold_set", "诉讼"), ("hold_lifted", "结案")]


def test_a_hold_set_after_confirming_still_keeps_the_person(supervisor):
    record = closed()
    propose(at=DUE_AT)
    confirm(actor=supervisor, at=DUE_AT, count=1)
    set_hold(record=record, reason="诉讼", until=None, actor=supervisor, at=DUE_AT)

    assert erase_confirmed(at=DUE_AT) == 0

    assert (erased(), Proposal.objects.count()) == (0, 0)


@pytest.mark.parametrize(("role", "department"), [("handler", "aic"), ("auditor", "audit"), ("administrator", "aic"), ("supervisor", "qtsb")])
def test_who_may_not_hold_or_erase_is_refused(supervisor, role, department):
    record, stranger = closed(), make_user(role, department)
    hold = set_hold(record=record, reason="诉讼", until=None, actor=supervisor, at=DUE_AT)
    propose(at=DUE_AT + DAY)

    with pytest.raises(Refused):
        set_hold(record=record, reason="诉讼", until=None, actor=stranger, at=DUE_AT)
    with pytest.raises(Refused):
        lift_hold(hold, reason="结案", actor=stranger, at=DUE_AT)
    with pytest.raises(Refused):
        confirm(actor=stranger, at=DUE_AT, count=1)
    assert LegalHold.objects.filter(lifted_at__isnull=True).count() == 1


@pytest.mark.parametrize("wrong", [{"reason": " "}, {"until": date(2015, 3, 4)}])
def test_a_hold_without_reason_or_in_the_past_is_refused(supervisor, wrong):
    with pytest.raises(Refused):
        set_hold(**({"record": closed(), "reason": "诉讼", "until": None, "actor": supervisor, "at": DUE_AT} | wrong))


def test_a_list_that_has_changed_is_not_confirmed(supervisor):
    closed()
    propose(at=DUE_AT)

    for count in (0, 2):
        with pytest.raises(Refused):
            confirm(actor=supervisor, at=DUE_AT, count=count)

    assert not Proposal.objects.filter(confirmed_at__isnull=False).exists()


def test_only_the_chosen_ones_are_confirmed(supervisor):
    for _record in range(3):
        closed()
    propose(at=DUE_AT)
    chosen = list(Proposal.objects.values_list("pk", flat=True)[:2])

    assert confirm(actor=supervisor, at=DUE_AT, keys=chosen, count=2) == 2

    assert erase_confirmed(at=DUE_AT) == 2
    assert Proposal.objects.count() == 1


def test_a_killed_run_goes_on_where_it_stopped(supervisor, monkeypatch):
    monkeypatch.setattr(erasing, "BATCH", 2)
    for _record in range(5):
        closed()
    propose(at=DUE_AT)
    confirm(actor=supervisor, at=DUE_AT, count=5)

    def killed(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        erase_confirmed(at=DUE_AT, progress=killed)

    assert erased() == 2
    assert erase_confirmed(at=DUE_AT) == 3
    assert AuditEvent.objects.filter(action="identity_erased").count() == 5


def test_of_two_who_confirm_at_once_one_is_told(committed):
    supervisors = [make_user("supervisor"), make_user("supervisor")]
    closed()
    propose(at=DUE_AT)

    results = race(*[lambda actor=actor: confirm(actor=actor, at=DUE_AT, count=1) for actor in supervisors])

    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert erase_confirmed(at=DUE_AT) == 1


@pytest.mark.parametrize(("text", "says"), [
    ('[[retention]]\nkind="complant"\nroles=["agent"]\nyears=3\nsource="x"', "complaint"),
    ('[[retention]]\nkind="complaint"\nroles=["agnet"]\nyears=3\nsource="x"', "Did you mean “agent”"),
    ('[[retention]]\nkind="complaint"\nroles=["agent"]\nyears="three"\nsource="x"', "write a whole number"),
    ('[[retention]]\nkind="complaint"\nyears=3\nsource="x"', "no part in a record"),
    ('[[retention]]\nkind="complaint"\nroles=["agent"]\nyears=3', "no source"),
    ('[[retention]]\nkind="complaint"\nroles=["agent"]\nyears=3\nsource="x"\nassumed=true', "assumed, but not why"),
])
def test_a_wrong_schedule_is_named(tmp_path, text, says):
    path = tmp_path / "retention.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(PackErrors) as error:
        read_retention(path)

    assert says in str(error.value)


def test_a_districts_own_schedule_takes_the_place_of_the_national_one(packs):
    write_retention([{"kind": "complaint", "roles": ["complainant"], "years": 10, "source": "本区档案保管期限表"}])

    rule = RetentionRule.objects.get(kind="complaint", role="complainant")
    assert (rule.years, rule.source, rule.note) == (10, "本区档案保管期限表", "")
