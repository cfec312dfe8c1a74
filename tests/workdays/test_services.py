"""Publishing a year moves what leaned on it, says what moved, and touches nothing else."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_complaint, make_user, take
from hengzhi.core.calendar import deadline
from hengzhi.core.errors import Refused
from hengzhi.core.models import CalendarDay, CalendarYear
from hengzhi.core.packs import load_packs
from hengzhi.core.reference import work_calendar
from hengzhi.register.clock_changes import pause, resume
from hengzhi.register.clocks import limit_of
from hengzhi.register.models import Clock
from hengzhi.workdays.days import read_days
from hengzhi.workdays.services import preview, publish

SPRING = "2027-02-05 ~ 2027-02-12 休 春节\n2027-02-20 班 春节\n2027-02-21 班 春节"
PUBLISHED_AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def administrator(packs):
    return make_user("administrator")


@pytest.fixture
def running(packs):
    """Return a complaint received on 3 February 2027, a year nobody has published: decided within 7 working days."""
    return make_complaint(at=datetime(2027, 2, 3, 2, 0, tzinfo=UTC))


def spring(actor, text=SPRING, source="国务院办公厅关于2027年部分节假日安排的通知"):
    return publish(2027, read_days(text, 2027), source=source, actor=actor, at=PUBLISHED_AT)


def test_a_provisional_due_date_moves_when_its_year_is_published(administrator, running):
    before = running.clocks.get()
    assert (before.provisional, before.due_on) == (True, date(2027, 2, 12))

    publication = spring(administrator)

    after = running.clocks.get()
    running.refresh_from_db()
    assert (after.provisional, after.due_on, running.due_on) == (False, date(2027, 2, 20), date(2027, 2, 20))
    assert [(move.due_before, move.due_after) for move in publication.moves.all()] == [(date(2027, 2, 12), date(2027, 2, 20))]
    assert running.events.get(action="clock_moved").facts["to"] == "2027-02-20"


def test_a_preview_says_the_same_and_does_nothing(administrator, running):
    foreseen = preview(2027, read_days(SPRING, 2027))

    assert [(move.due_before, move.due_after) for move in foreseen.moves] == [(date(2027, 2, 12), date(2027, 2, 20))]
    assert running.clocks.get().due_on == date(2027, 2, 12)
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert not CalendarDay.objects.filter(day__year=2027).exists()


def test_stopped_clocks_and_other_years_stay_as_they_were(administrator, running):
    old = make_complaint()
    take(running, "accept", actor=make_user("handler"), at=datetime(2027, 2, 4, 2, 0, tzinfo=UTC))
    kept = list(Clock.objects.exclude(state="running").values()) + list(old.clocks.values())

    spring(administrator)

    assert list(Clock.objects.exclude(state="running").values()) + list(old.clocks.values()) == kept


def test_every_clock_then_equals_one_counted_afresh(administrator):
    for day in range(1, 28):
        make_complaint(at=datetime(2027, 1 + day % 3, day, 2, 0, tzinfo=UTC), identity=None)

    spring(administrator)

    clocks = list(Clock.objects.select_related("rule_set"))
    fresh = [deadline(clock.start_on, limit_of(clock), work_calendar()) for clock in clocks]
    assert [(clock.due_on, clock.skipped, clock.provisional) for clock in clocks] == [
        (due.due_on, [day.isoformat() for day in due.skipped], due.provisional) for due in fresh
    ]


def test_pauses_are_counted_again_too(administrator, running):
    handler = make_user("handler")
    take(running, "accept", actor=handler, at=datetime(2027, 2, 4, 2, 0, tzinfo=UTC))
    words = {"actor": handler, "calendar": work_calendar()}
    pause(running, "mediate", cause="testing", document="检〔2027〕1号", actor=handler, at=datetime(2027, 2, 8, 2, 0, tzinfo=UTC))
    resume(running, "mediate", at=datetime(2027, 2, 18, 2, 0, tzinfo=UTC), **words)

    spring(administrator)

    clock = running.clocks.get(name="mediate")
    assert (clock.provisional, len(clock.paused)) == (False, 10)


def test_a_correction_is_a_new_edition_and_packs_leave_it_alone(administrator, running):
    spring(administrator)

    corrected = spring(administrator, SPRING.replace("2027-02-12", "2027-02-11"))

    assert corrected.revision == 2
    assert corrected.changes == [["2027-02-12", "off", ""]]
    assert work_calendar().edition.endswith("/2")
    load_packs(["national"])
    assert not work_calendar().is_workday(date(2027, 2, 11))


def test_only_who_may_publishes_and_only_with_a_source(administrator, running):
    with pytest.raises(Refused):
        spring(make_user("handler"))
    with pytest.raises(Refused):
        spring(administrator, source=" ")

    assert running.clocks.get().provisional


def test_the_administrator_previews_and_publishes_on_the_page(administrator, running):
    client = Client()
    client.force_login(administrator)
    page = reverse("workdays:edit", args=[2027])
    given = {"source": "国办通知", "days": SPRING}

    seen = client.post(page, given)
    done = client.post(page, given | {"publish": "yes"}, follow=True)
    wrong = client.post(page, given | {"days": "春节"})

    assert seen.context["preview"].counted == 1
    assert running.clocks.get().due_on == date(2027, 2, 20)
    assert running.code not in done.content.decode()  # an administrator sees no records, but is told that one moved
    assert done.context["hidden"] == 1
    assert wrong.status_code == 422


def test_who_sees_the_record_finds_it_among_what_moved(administrator, running):
    publication = spring(administrator)
    client = Client()
    client.force_login(make_user("handler"))

    page = client.get(reverse("workdays:publication", args=[publication.pk]))
    rows = b"".join(client.get(reverse("workdays:publication-export", args=[publication.pk, "csv"])).streaming_content)

    assert running.code in page.content.decode()
    assert running.code in rows.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_of_moves_asks_the_same_number_of_queries(administrator, many, django_assert_num_queries):
    for _each in range(many):
        make_complaint(at=datetime(2027, 2, 3, 2, 0, tzinfo=UTC), identity=None)
    publication = spring(administrator)
    client = Client()
    client.force_login(make_user("handler"))

    with django_assert_num_queries(8):
        client.get(reverse("workdays:publication", args=[publication.pk]))
