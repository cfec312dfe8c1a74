"""Asking: once, brought up to date until somebody answers, of the right office, and looking at everything."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from alarms.world import TODAY, enter, make_finding
from factories import make_user, take
from hengzhi.alarms.models import CONDUCT, Alarm, Look, Question
from hengzhi.alarms.services import ask, look, watched_rules
from hengzhi.core.reference import work_calendar
from hengzhi.notices.models import Notice
from hengzhi.organisations.models import Enterprise
from hengzhi.register.models import Record
from notices.makers import swept, told

AT = datetime(2012, 12, 28, 1, 0, tzinfo=UTC)


def asked(finding, on=TODAY):
    return ask(finding, on=on, at=AT, actor=None, calendar=work_calendar())


@pytest.fixture
def records(packs):
    return enter({}, {}, {})


@pytest.fixture
def supervisor(packs):
    return make_user("supervisor")


def test_a_finding_becomes_a_question_with_a_due_date_and_its_sentence_in_the_trail(records):
    assert asked(make_finding(records)) is True

    alarm = Alarm.objects.select_related("record").get()
    assert (alarm.record.code, alarm.record.state, alarm.record.department.code) == ("Y2012-00001", "open", "aic")
    assert (alarm.record.area.code, alarm.record.confidentiality) == ("310109017", "normal")
    assert alarm.record.due_on == date(2013, 1, 7)
    assert alarm.record.clocks.get().name == "answer"
    assert "14" in alarm.record.events.get().note
    assert [line.record for line in alarm.behind.all()] == records


def test_a_new_question_is_told_to_those_who_answer_it_and_to_nobody_else(records, supervisor):
    elsewhere, handler = make_user("supervisor", "qtsb"), make_user("handler")
    before = len(told(supervisor))

    asked(make_finding(records))
    swept(AT)

    assert told(supervisor)[before:].count("alarm.raised") == 1
    assert "alarm.raised" not in told(elsewhere) + told(handler)
    assert Notice.objects.get(user=supervisor, kind="alarm.raised").record.kind == "alarm"


def test_the_same_signal_is_not_asked_twice_but_brought_up_to_date(records):
    asked(make_finding(records[:1]))

    assert asked(make_finding(records, observed=18), TODAY + timedelta(days=3)) is False

    alarm = Alarm.objects.get()
    assert (alarm.observed, alarm.first_seen_on, alarm.last_seen_on) == (18, TODAY, TODAY + timedelta(days=3))
    assert alarm.behind.count() == 3


@pytest.mark.parametrize(("step", "answer"), [("explain", "explained"), ("act", "action"), ("dismiss", "false_alarm")])
def test_an_answered_question_keeps_its_numbers_while_the_signal_goes_on(records, supervisor, step, answer):
    asked(make_finding(records))
    take(Record.objects.get(kind="alarm"), step, actor=supervisor, at=AT)

    assert asked(make_finding(records, observed=18), TODAY + timedelta(days=3)) is False

    alarm = Alarm.objects.get()
    assert (alarm.answer, alarm.observed, alarm.last_seen_on) == (answer, 14, TODAY + timedelta(days=3))


def test_an_answered_question_is_asked_anew_when_the_excess_doubles(records, supervisor):
    asked(make_finding(records))
    take(Record.objects.get(kind="alarm"), "explain", actor=supervisor, at=AT)

    assert asked(make_finding(records, observed=23), TODAY + timedelta(days=3)) is True
    assert Alarm.objects.count() == 2


def test_a_signal_that_comes_back_after_four_weeks_is_asked_anew(records):
    asked(make_finding(records))

    assert asked(make_finding(records), TODAY + timedelta(days=28)) is False
    assert asked(make_finding(records), TODAY + timedelta(days=57)) is True


def test_a_dispute_that_grows_is_the_same_question(records):
    business = Enterprise.objects.create(code="E1", name="某会所")
    dispute = make_finding(records[:2], question=Question.DISPUTE, signal="dispute:1", enterprise=business.pk, words=("会费不退",))
    asked(dispute)
    grown = replace(dispute, signal="dispute:0", records=tuple(record.pk for record in records), observed=3)

    assert asked(grown, TODAY + timedelta(days=1)) is False
    assert asked(replace(dispute, signal="dispute:9", enterprise=None), TODAY) is True


def test_taking_a_question_up_names_the_case_and_closing_ends_it(records, supervisor):
    asked(make_finding(records))
    record = Record.objects.get(kind="alarm")

    take(record, "take_up", actor=supervisor, at=AT, taken_up_as="沪工商虹案〔2012〕118号")
    take(record, "close", actor=supervisor, at=AT)

    assert (record.state, record.is_open, record.alarm.taken_up_as) == ("closed", False, "沪工商虹案〔2012〕118号")


@pytest.mark.parametrize("question", CONDUCT)
def test_a_question_about_somebodys_work_is_confidential_and_does_not_name_them_in_its_title(records, question):
    handler = make_user("handler", name="吴某人")

    asked(make_finding(records, question=question, signal="x", person=handler.pk, out_of=40, other_hits=2, others=40))

    record = Record.objects.get(kind="alarm")
    assert (record.confidentiality, record.department.code) == ("confidential", "aic")
    assert "吴某人" not in record.title + record.search_text.words


def test_a_question_about_who_could_answer_it_goes_to_the_office(records, supervisor):
    office = make_user("office", "qtsb")
    asked(make_finding(records, question=Question.COPIED, signal="x", person=supervisor.pk, out_of=40, other_hits=2, others=40))

    record = Record.objects.get(kind="alarm")
    assert record.department.code == "qtsb"
    seen = [Record.objects.visible_to(user).filter(kind="alarm").count() for user in (supervisor, office)]
    assert seen == [0, 1]


def history(business, area="310109017"):
    """A category with one record every fifth day in each of three subdistricts for two years."""
    areas = ("310109017", "310109010", "310109019")
    return [
        {"day": TODAY - timedelta(days=100 + 5 * n + m), "area": areas[m], "details": ""} for n in range(130) for m in range(3)
    ]


@pytest.fixture
def planted(packs):
    """A business complained of twelve times in the last fortnight, all in one subdistrict."""
    business = Enterprise.objects.create(code="E1", name="某电器行")
    enter(*history(business), *({"day": TODAY - timedelta(days=n % 14), "enterprise": business} for n in range(12)))
    return business


def looked(on=TODAY, rules=None):
    return look(on=on, at=AT, actor=None, calendar=work_calendar(), rules=rules or watched_rules())


def test_looking_asks_about_what_is_planted_and_notes_the_look(planted):
    told = []

    done = look(on=TODAY, at=AT, actor=None, calendar=work_calendar(), rules=watched_rules(), progress=told.append)

    alarm = Alarm.objects.get()
    assert (alarm.question, alarm.enterprise, alarm.observed, alarm.behind.count()) == ("enterprise", planted, 12, 12)
    assert (done.day, done.opened, done.still_there, done.texts) == (TODAY, 1, 0, 0)
    assert (Look.objects.get(), told) == (done, [0, 1, 2, 3])


def test_looking_twice_on_a_day_asks_nothing_twice(planted):
    looked()

    assert (looked().opened, Alarm.objects.count(), Record.objects.filter(kind="alarm").count()) == (0, 1, 1)


def test_looking_at_an_empty_register_finds_nothing(packs):
    done = looked()

    assert (done.series, done.texts, done.opened) == (0, 0, 0)


def test_what_is_switched_off_is_not_watched(planted):
    rules = {code: rule for code, rule in watched_rules().items() if code == Question.LAST_DAY}

    assert looked(rules=rules).opened == 0
