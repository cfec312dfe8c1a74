"""Liaison stations: kept by the department that looks after them, cases settled without anybody's name."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_user
from hengzhi.core.errors import Refused
from hengzhi.core.packs import load_packs
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Area, Department
from hengzhi.register.models import Record
from hengzhi.register.services import move
from hengzhi.stations.models import Liaison, Station, StationCase, Training
from hengzhi.stations.queries import cover, listed
from hengzhi.stations.services import close_station, end_liaison, name_liaison, record_training, set_up_station, take_up_case
from hengzhi.stations.tables import case_rows

AT = datetime(2012, 6, 1, 2, 0, tzinfo=UTC)
DAY = date(2012, 6, 1)


@pytest.fixture
def keeper(packs):
    return make_user("handler")


def make_station(actor, **overrides) -> Station:
    given = {
        "code": f"T{Station.objects.count():03d}", "name": "某社区联络点", "place": "community", "area": Area.objects.get(name_zh="四川北路街道"),
        "department": Department.objects.get(code="aic"), "address": "某路1号", "starts_on": date(2012, 1, 1),
    }
    return set_up_station(station=Station(**(given | overrides)), actor=actor, at=AT)


def make_case(actor, station, **overrides) -> Record:
    given = {"station": station, "category": "home-appliances", "disputed_yuan": Decimal("300.00"), **overrides}
    return take_up_case(case=StationCase(**given), subject="电饭煲漏电", actor=actor, at=AT, calendar=work_calendar())


def take(record, name, actor, **facts):
    move(record, name, actor=actor, at=AT, calendar=work_calendar(), note="理由", facts=facts)


def test_a_dispute_is_settled_at_the_source_and_counted(keeper):
    record = make_case(keeper, make_station(keeper))

    take(record, "settle_at_source", keeper, recovered_yuan="120")

    record.refresh_from_db()
    assert (record.state, record.is_open, record.station_case.ended_on) == ("settled_at_source", False, DAY)
    row = next(iter(case_rows()))
    assert row[-2:] == (Decimal("300.00"), Decimal("120.00"))


@pytest.mark.parametrize("found", ["-1", "1300", "x"])
def test_an_impossible_recovery_is_refused(keeper, found):
    record = make_case(keeper, make_station(keeper))

    with pytest.raises(Refused):
        take(record, "settle_at_source", keeper, recovered_yuan=found)


def test_passing_on_needs_a_reason_and_ends_the_case(keeper):
    record = make_case(keeper, make_station(keeper))

    with pytest.raises(Refused):
        move(record, "pass_on", actor=keeper, at=AT, calendar=work_calendar())
    take(record, "pass_on", keeper)

    assert Record.objects.get(pk=record.pk).state == "passed_on"


def test_only_the_department_that_looks_after_it_changes_a_station(keeper):
    station, stranger = make_station(keeper), make_user("handler", "qtsb")

    for change in (
        lambda: make_station(stranger), lambda: close_station(station=station, on=DAY, actor=stranger, at=AT),
        lambda: name_liaison(liaison=Liaison(station=station, name="某", starts_on=DAY), actor=stranger, at=AT),
        lambda: make_case(stranger, station),
    ):
        with pytest.raises(Refused):
            change()

    assert Station.objects.get(pk=station.pk).ends_on is None


def test_a_station_closes_only_without_open_cases_and_ends_its_liaisons(keeper):
    station = make_station(keeper)
    name_liaison(liaison=Liaison(station=station, name="某", starts_on=DAY), actor=keeper, at=AT)
    record = make_case(keeper, station)

    with pytest.raises(Refused, match="1"):
        close_station(station=station, on=DAY, actor=keeper, at=AT)
    take(record, "give_up", keeper)
    close_station(station=station, on=DAY, actor=keeper, at=AT)

    assert station.liaisons.get().ends_on == DAY
    with pytest.raises(Refused, match="2012-06-01"):
        make_case(keeper, station)


def test_training_needs_somebody_who_came_and_a_day_that_was(keeper):
    station = make_station(keeper)
    liaison = name_liaison(liaison=Liaison(station=station, name="某", starts_on=DAY), actor=keeper, at=AT)
    training = {"topic": "消保法", "hours": 2, "department": keeper.department}

    with pytest.raises(Refused):
        record_training(training=Training(held_on=DAY, **training), attended=[], actor=keeper, at=AT)
    with pytest.raises(Refused, match="2012-07-01"):
        record_training(training=Training(held_on=date(2012, 7, 1), **training), attended=[liaison], actor=keeper, at=AT)
    record_training(training=Training(held_on=DAY, **training), attended=[liaison], actor=keeper, at=AT)

    assert [one.name for one in Training.objects.get().attended.all()] == ["某"]


def test_the_cover_names_subdistricts_without_a_station(keeper):
    Liaison.objects.all().delete()
    Station.objects.all().delete()
    station = make_station(keeper)
    make_case(keeper, station)
    end_liaison(liaison=name_liaison(liaison=Liaison(station=station, name="某", starts_on=DAY), actor=keeper, at=AT), on=DAY, actor=keeper, at=AT)

    lines = {line.area.name_zh: (line.stations, line.liaisons, line.cases) for line in cover(date(2012, 7, 1))}

    assert lines["四川北路街道"] == (1, 0, 1)
    assert lines["曲阳路街道"] == (0, 0, 0)


def test_a_pack_brings_stations_with_their_liaisons_and_again_adds_none(packs):
    count = (Station.objects.count(), Liaison.objects.count())

    load_packs(["hongkou-2012"])

    assert count == (Station.objects.count(), Liaison.objects.count()) == (25, 25)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_number_of_queries(keeper, rows, django_assert_num_queries):
    for _row in range(rows):
        make_station(keeper, place="scenic")
    client = Client()
    client.force_login(keeper)

    with django_assert_num_queries(11):
        page = client.get(reverse("stations:list") + "?place=scenic")

    assert len(page.context["page"].object_list) == rows
    assert len(listed(DAY, q="某社区")) == rows


def test_the_pages_lead_from_setting_up_to_a_settled_case(keeper):
    client = Client()
    client.force_login(keeper)
    area = Area.objects.get(name_zh="四川北路街道")
    given = {"code": "X1", "name": "新联络点", "place": "market", "area": area.pk, "department": keeper.department.pk, "address": "某路2号", "starts_on": "2012-05-01"}

    client.post(reverse("stations:new"), given)
    station = Station.objects.get(code="X1")
    client.post(reverse("stations:liaison-add", args=[station.pk]), {"name": "王芳", "starts_on": "2012-05-01"})
    client.post(reverse("stations:training-new"), {"held_on": "2012-05-02", "topic": "调解", "hours": "2", "attended": station.liaisons.get().pk})
    client.post(reverse("stations:case-new"), {"station": station.pk, "subject": "短斤缺两", "category": "home-appliances", "disputed_yuan": "20"})
    record = Record.objects.get(kind="station_case")
    client.post(reverse("stations:step", args=[record.code, "settle_at_source"]), {"settle_at_source-recovered_yuan": "20"})

    page = client.get(reverse("stations:station", args=[station.pk])).content.decode()
    assert all(words in page for words in ("王芳", "调解", "短斤缺两", "20.00"))
    assert client.get(reverse("stations:trainings")).status_code == 200
    assert client.post(reverse("stations:new"), given).status_code == 422
