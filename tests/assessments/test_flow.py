"""Self-score, verification, objection, decision: who may do what, when, and what they are told otherwise."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.cases import AT, entry_of, keep, opened, sheet_of
from assessments.flow import rate, score_itself, settle_all, verify
from factories import make_user, take
from hengzhi.assessments.models import Ballot, Edition, Objection
from hengzhi.assessments.queries import assessed, inputs_of, own_scores
from hengzhi.assessments.services.objections import decide_objection, raise_objection
from hengzhi.assessments.services.rounds import close_round, give_scores, open_round
from hengzhi.assessments.services.scoring import SelfScore, save_self_scores, verify_line
from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.register.models import Clock, Record


@pytest.fixture(autouse=True)
def _few_departments(packs):
    keep("qtsb", "aic", "fda", "tax")


@pytest.fixture
def edition(packs) -> Edition:
    return opened()


@pytest.fixture
def people(packs) -> dict:
    return {
        "liaison": make_user("liaison", "qtsb"), "office": make_user("office", "qtsb"),
        "leader": make_user("leader", "government-office"),
    }


def test_an_edition_opens_a_sheet_with_its_lines_and_an_agreed_clock_for_every_department(packs):
    Department.objects.update(valid_to=None)
    edition = opened()
    record = sheet_of(edition, "qtsb")

    assert Record.objects.filter(assessment__edition=edition).count() == 32
    assert [entry.line for entry in record.assessment.entries.all()] == [
        line.code for line in edition.scheme.lines_of("qtsb")
    ]
    assert list(record.clocks.values_list("name", "due_on", "state")) == [
        ("self_score", edition.self_score_due_on, Clock.State.RUNNING),
    ]


def test_a_sheet_is_handed_in_only_with_every_judged_line_scored(edition, people):
    record = sheet_of(edition, "qtsb")
    save_self_scores(record, [SelfScore("mechanism", Decimal(5))], actor=people["liaison"], at=AT)

    with pytest.raises(Refused, match="4"):
        take(record, "submit", actor=people["liaison"], at=AT)

    assert score_itself(record, people["liaison"]).state == "submitted"


@pytest.mark.parametrize(("line", "score"), [("mechanism", "6.01"), ("mechanism", "-1"), ("incident", "0.5")])
def test_a_score_out_of_range_is_refused_naming_the_line(edition, people, line, score):
    record = sheet_of(edition, "qtsb")

    with pytest.raises(Refused, match=edition.scheme.line_by_code[line].name.zh):
        save_self_scores(record, [SelfScore(line, Decimal(score))], actor=people["liaison"], at=AT)


def test_a_department_scores_only_itself_and_only_before_handing_in(edition, people):
    other, own = sheet_of(edition, "aic"), sheet_of(edition, "qtsb")

    with pytest.raises(Refused):
        save_self_scores(other, [SelfScore("mechanism", Decimal(5))], actor=people["liaison"], at=AT)
    score_itself(own, people["liaison"])
    with pytest.raises(Refused):
        save_self_scores(own, [SelfScore("mechanism", Decimal(6))], actor=people["liaison"], at=AT)


def test_a_score_in_the_place_of_a_rule_needs_a_reason_and_counts(edition, people):
    record = take(sheet_of(edition, "qtsb"), "proceed", actor=people["office"], at=AT)
    entry = entry_of(record, "tasks")

    with pytest.raises(Refused):
        verify_line(entry, Decimal(20), " ", actor=people["office"], at=AT)
    verify_line(entry, Decimal(20), "任务三因法规修订暂缓", actor=people["office"], at=AT)

    scored = assessed(edition).results["qtsb"].standing.line("tasks")
    assert (scored.computed, scored.score) == (Decimal("9.38"), Decimal("20.00"))
    assert inputs_of(edition)["qtsb"].grounds["tasks"] == "任务三因法规修订暂缓"


def test_an_upheld_objection_replaces_the_verified_score(edition, people):
    record = verify(score_itself(sheet_of(edition, "qtsb"), people["liaison"]), people["office"], mechanism="3")
    objection = raise_objection(
        entry_of(record, "mechanism"), asked_score=Decimal(5), reason="会议纪要已补", actor=people["liaison"], at=AT
    )

    with pytest.raises(Refused):
        take(record, "settle", actor=people["leader"], at=AT)
    decide_objection(
        objection, outcome="upheld", score=Decimal("4.5"), ground="纪要属实", actor=people["leader"], at=AT
    )

    assert assessed(edition).results["qtsb"].standing.line("mechanism").score == Decimal("4.50")
    assert take(record, "settle", actor=people["leader"], at=AT).state == "decided"


def test_who_verified_or_told_the_scores_does_not_decide_on_objections(edition, people):
    record = verify(score_itself(sheet_of(edition, "qtsb"), people["liaison"]), people["office"])
    by_rule = raise_objection(
        entry_of(record, "tasks"), asked_score=Decimal(20), reason="任务三已完成", actor=people["liaison"], at=AT
    )
    judged = raise_objection(
        entry_of(record, "mechanism"), asked_score=Decimal(5), reason="有纪要", actor=people["liaison"], at=AT
    )

    for objection in (by_rule, judged):
        with pytest.raises(Refused):
            decide_objection(objection, outcome="dismissed", score=None, ground="无", actor=people["office"], at=AT)
    decide_objection(by_rule, outcome="dismissed", score=None, ground="未验收", actor=people["leader"], at=AT)

    assert Objection.objects.get(pk=by_rule.pk).outcome == "dismissed"
    assert assessed(edition).results["qtsb"].standing.line("tasks").score == Decimal("9.38")


def test_objections_end_with_their_day_and_are_raised_once_a_line(edition, people):
    record = verify(score_itself(sheet_of(edition, "qtsb"), people["liaison"]), people["office"])
    entry = entry_of(record, "mechanism")
    after = AT.replace(year=2013, month=1, day=21)

    with pytest.raises(Refused, match="2013-01-20"):
        raise_objection(entry, asked_score=Decimal(5), reason="有", actor=people["liaison"], at=after)
    raise_objection(entry, asked_score=Decimal(5), reason="有", actor=people["liaison"], at=after - timedelta(days=1))
    with pytest.raises(Refused):
        raise_objection(entry, asked_score=Decimal(6), reason="有", actor=people["liaison"], at=AT)


def test_scores_of_a_round_count_only_once_it_is_closed(edition, people):
    departments = {code: Department.objects.get(code=code) for code in ("aic", "fda")}
    opened_round = open_round(edition, "leaders", closes_on=AT.date(), actor=people["office"], at=AT)
    give_scores(opened_round, {departments["aic"]: Decimal(92)}, actor=people["leader"], at=AT)

    before = assessed(edition).results["aic"].standing.line("leaders").score
    close_round(opened_round, actor=people["office"], at=AT)

    assert before is None
    assert assessed(edition).results["aic"].standing.line("leaders").score == Decimal("6.44")
    with pytest.raises(Refused):
        give_scores(opened_round, {departments["fda"]: Decimal(92)}, actor=people["leader"], at=AT)


def test_nobody_reads_anothers_score_before_the_round_is_closed(edition, people):
    opened_round = open_round(edition, "peers", closes_on=AT.date(), actor=people["office"], at=AT)
    give_scores(opened_round, {Department.objects.get(code="fda"): Decimal(88)}, actor=people["liaison"], at=AT)

    assert [list(own_scores(opened_round, voice).values()) for voice in ("qtsb", "aic", "leader")] == [[Decimal(88)], [], []]


def test_a_department_speaks_with_one_voice_and_not_about_itself(edition, people):
    colleague = make_user("liaison", "qtsb")
    opened_round = open_round(edition, "peers", closes_on=AT.date(), actor=people["office"], at=AT)
    fda, own = Department.objects.get(code="fda"), Department.objects.get(code="qtsb")

    give_scores(opened_round, {fda: Decimal(88)}, actor=people["liaison"], at=AT)
    give_scores(opened_round, {fda: Decimal(70)}, actor=colleague, at=AT)

    assert list(Ballot.objects.values_list("voice", "score")) == [("qtsb", Decimal(70))]
    with pytest.raises(Refused):
        give_scores(opened_round, {own: Decimal(100)}, actor=colleague, at=AT)
    with pytest.raises(Refused):
        give_scores(opened_round, {fda: Decimal("100.5")}, actor=colleague, at=AT)
    with pytest.raises(Refused):
        give_scores(opened_round, {fda: Decimal(90)}, actor=people["leader"], at=AT)


def test_a_colleague_who_saves_the_page_keeps_what_the_department_scored_before(edition, people, client):
    opened_round = open_round(edition, "peers", closes_on=AT.date(), actor=people["office"], at=AT)
    give_scores(opened_round, {Department.objects.get(code="fda"): Decimal(88)}, actor=people["liaison"], at=AT)
    client.force_login(make_user("liaison", "qtsb"))

    page = client.get(f"/assessments/years/{edition.code}/rounds/peers/")
    shown = {field.name: field.value() or "" for field in page.context["form"]}
    client.post(page.request["PATH_INFO"], {**shown, "aic": "75"})

    kept = Ballot.objects.order_by("about__code").values_list("about__code", "score")
    assert list(kept) == [("aic", Decimal(75)), ("fda", Decimal(88))]
    assert Ballot.objects.get(about__code="fda").given_by == people["liaison"]


def test_a_locked_edition_needs_all_sheets_settled_and_all_rounds_closed(edition, people):
    from hengzhi.assessments.services.locking import lock_edition, obstacles

    open_round(edition, "peers", closes_on=AT.date(), actor=people["office"], at=AT)
    score_itself(sheet_of(edition, "qtsb"), people["liaison"])

    assert len(obstacles(edition)) == 3
    with pytest.raises(Refused):
        lock_edition(edition, actor=people["office"], at=AT, calendar=work_calendar())
    settle_all(edition, people["office"])
    assert len(obstacles(edition)) == 1


def test_peer_scores_below_the_wanted_number_give_no_basis(edition, people):
    rate(edition, "peers", {"aic": "90"}, people["liaison"], people["office"])

    assert assessed(edition).results["aic"].standing.line("peers").score is None
