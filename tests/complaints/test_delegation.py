"""Mediation delegated to a liaison station of the register, and what the station's page shows of it."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.complaints.delegation import delegated_to_station, stations_for
from hengzhi.complaints.models import Complaint
from hengzhi.complaints.tables import COLUMNS, complaint_rows
from hengzhi.register.models import Record
from hengzhi.stations.models import Station

NAMES = [column.name for column in COLUMNS]


@pytest.fixture
def handler(packs):
    return make_user("handler")


@pytest.fixture
def station(packs):
    return Station.objects.order_by("pk").first()


def delegated(handler, station, *then, **facts) -> Record:
    record = take(make_complaint(), "accept", actor=handler)
    take(record, "delegate", actor=handler, delegated_station=station.pk)
    return take(record, *then, actor=handler, **facts) if then else record


def results(user, station) -> dict[str, int]:
    return dict(delegated_to_station(user, station).results)


def offered(record: Record) -> list[int]:
    return [key for _area, stations in stations_for(record) for key, _name in stations]


def test_the_handler_chooses_a_station_open_on_the_day(handler, station):
    client = Client()
    client.force_login(handler)
    record = take(make_complaint(), "accept", actor=handler)
    address = reverse("complaints:step", kwargs={"code": record.code, "name": "delegate"})
    assert station.pk in offered(record)
    Station.objects.filter(pk=station.pk).update(ends_on=station.starts_on)

    refused = client.post(address, {"delegate-delegated_station": station.pk})

    assert (refused.status_code, station.pk in offered(record), Record.objects.get(pk=record.pk).state) == (422, False, "mediation")
    other = offered(record)[0]
    assert client.post(address, {"delegate-delegated_station": other}).status_code == 302
    assert Complaint.objects.get(record=record).delegated_station_id == other


def test_stations_of_the_complaints_own_area_come_first(handler):
    record = make_complaint()

    assert stations_for(record)[0][0] == record.area.name


def test_a_station_s_page_shows_what_was_delegated_to_it_and_what_came_of_it(handler, station):
    settled = delegated(handler, station, "settle", recovered_yuan="120")
    delegated(handler, station, "end", termination_ground="no-agreement")
    back = delegated(handler, station, "take_back")
    take(back, "settle", actor=handler, recovered_yuan="50")
    delegated(handler, station)
    client = Client()
    client.force_login(handler)

    shown = client.get(reverse("stations:station", args=[station.pk])).content.decode()

    found = delegated_to_station(handler, station)
    assert [count for _name, count in found.results] == [1, 1, 1, 1]
    assert (found.count, found.recovered_yuan) == (4, 120)
    assert settled.code in shown


def test_who_may_not_see_the_complaints_sees_no_numbers_of_them(handler, station):
    record = delegated(handler, station)
    stranger = make_user("handler", "qtsb")

    assert (results(handler, station) != {}, results(stranger, station)) == (True, {})
    client = Client()
    client.force_login(stranger)
    assert record.code not in client.get(reverse("stations:station", args=[station.pk])).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_station_s_page_asks_the_same_number_of_queries_for_any_number_of_complaints(
    handler, station, rows, django_assert_num_queries
):
    for _row in range(rows):
        delegated(handler, station)
    delegated_to_station(handler, station)

    with django_assert_num_queries(2):
        assert len(delegated_to_station(handler, station).records) == rows


def test_another_body_takes_the_station_s_place_and_reopening_takes_both_back(handler, station):
    record = delegated(handler, station, "take_back")
    take(record, "delegate_elsewhere", actor=handler, delegated_to="区消保委")
    row = Complaint.objects.get(record=record)
    assert (row.delegate, row.delegated_station, row.taken_back_on) == ("区消保委", None, None)

    take(record, "settle", actor=handler, recovered_yuan="1")
    take(record, "reopen", actor=make_user("supervisor"))

    assert Complaint.objects.get(record=record).delegate == ""


def test_the_snapshot_says_which_station_from_when_and_until_when(handler, station):
    delegated(handler, station, "take_back")

    row = dict(zip(NAMES, next(complaint_rows()), strict=True))

    day = date(2012, 3, 5)
    assert (row["delegated_on"], row["delegated_station"], row["taken_back_on"]) == (day, station.code, day)


def test_old_text_becomes_the_one_open_station_of_that_name_and_nothing_else(handler, station):
    migration = import_module("hengzhi.complaints.migrations.0009_match_stations")
    texts = {station.name: station.pk, "区消保委": None, "": None}
    records = {}
    for text in texts:
        records[text] = take(make_complaint(), "accept", actor=handler)
        if text:
            take(records[text], "delegate_elsewhere", actor=handler, delegated_to=text)
    take(records[station.name], "take_back", actor=handler)
    Complaint.objects.update(taken_back_on=None)

    migration.match(apps, None)

    rows = Complaint.objects.in_bulk([record.pk for record in records.values()])
    assert {text: rows[record.pk].delegated_station_id for text, record in records.items()} == texts
    assert rows[records["区消保委"].pk].delegated_to == "区消保委"
    assert [rows[record.pk].taken_back_on for record in records.values()] == [RECEIVED_AT.date(), None, None]
    migration.unmatch(apps, None)
    assert Complaint.objects.get(pk=records[station.name].pk).delegated_to == station.name
