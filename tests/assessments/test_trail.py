"""What the trail keeps of rounds and renewed figures, and what it does not: a score before the round is closed."""

from decimal import Decimal

import pytest

from assessments import cases
from assessments.cases import AT, TASKS, entry_of, keep, opened, sheet_of
from factories import make_user, take
from hengzhi.assessments.services.editions import renew_facts
from hengzhi.assessments.services.rounds import close_round, give_scores, open_round
from hengzhi.assessments.services.scoring import verify_line
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Department
from hengzhi.register.audit import line_of
from hengzhi.register.models import AuditEvent


@pytest.fixture(autouse=True)
def _few_departments(packs):
    keep("qtsb", "aic", "fda")


@pytest.fixture
def office(packs):
    return make_user("office", "qtsb")


def written(*actions: str) -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(action__in=actions).order_by("pk"))


def test_a_round_leaves_who_opened_scored_and_closed_it(office):
    leader = make_user("leader", "government-office")
    opened_round = open_round(opened(), "leaders", closes_on=AT.date(), actor=office, at=AT)
    give_scores(opened_round, {Department.objects.get(code="aic"): Decimal("91.37")}, actor=leader, at=AT)
    close_round(opened_round, actor=office, at=AT)

    events = written("round_opened", "round_scored", "round_closed")

    line = str(opened_round.edition.scheme.line_by_code["leaders"].name)
    assert [(event.action, event.actor, event.at) for event in events] == [
        ("round_opened", office, AT), ("round_scored", leader, AT), ("round_closed", office, AT),
    ]
    assert {(event.facts["edition"], event.facts["line"]) for event in events} == {("2012-1", line)}
    assert [event.facts.get("scores") for event in events] == [None, "1", "1"]


def test_the_trail_tells_that_somebody_scored_and_neither_whom_nor_how(office):
    liaison, aic = make_user("liaison", "qtsb"), Department.objects.get(code="aic")
    opened_round = open_round(opened(), "peers", closes_on=AT.date(), actor=office, at=AT)
    give_scores(opened_round, {aic: Decimal("91.37")}, actor=liaison, at=AT)

    (event,) = written("round_scored")

    told = f"{event.note} {event.facts}"
    assert not any(word in told for word in ("91", "aic", aic.name_zh, aic.short_zh))
    assert set(event.facts) == {"edition", "line", "scores"}


def test_a_refused_score_leaves_no_trace_of_having_been_given(office):
    liaison = make_user("liaison", "qtsb")
    opened_round = open_round(opened(), "peers", closes_on=AT.date(), actor=office, at=AT)
    with pytest.raises(Refused):
        give_scores(opened_round, {Department.objects.get(code="qtsb"): Decimal(90)}, actor=liaison, at=AT)
    assert written("round_scored") == []


def test_renewed_figures_leave_the_snapshot_they_stand_on(office):
    edition, snapshot = opened(), cases.snapshot(tasks=TASKS[:1])
    renew_facts(edition, snapshot, actor=office, at=AT)

    (event,) = written("figures_renewed")

    assert (event.actor, event.facts) == (office, {"edition": "2012-1", "snapshot": snapshot.id})


def test_the_page_of_the_trail_names_what_was_done(office):
    opened_round = open_round(opened(), "leaders", closes_on=AT.date(), actor=office, at=AT)
    give_scores(opened_round, {}, actor=make_user("leader", "government-office"), at=AT)
    close_round(opened_round, actor=office, at=AT)
    renew_facts(opened_round.edition, cases.snapshot(tasks=TASKS[:1]), actor=office, at=AT)

    events = written("round_opened", "round_scored", "round_closed", "figures_renewed")

    assert [line_of(event).what for event in events] == ["开始评分", "提交评分", "结束评分", "更新考核数据"]
    assert {name for event in events for name, _value in line_of(event).facts} == {
        "考核", "项目", "截止日期", "有效评分数", "数据快照",
    }


def test_the_trail_says_of_a_veto_whether_the_fact_occurred(office):
    record = take(sheet_of(opened(), "qtsb"), "proceed", actor=office, at=AT)
    verify_line(entry_of(record, "incident"), Decimal(0), "", actor=office, at=AT)
    verify_line(entry_of(record, "criticism"), Decimal(2), "通报1次", actor=office, at=AT)

    assert [event.note.partition("：")[2] for event in written("line_verified")] == ["无", "2 通报1次"]
