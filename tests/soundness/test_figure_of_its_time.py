"""A figure printed in a report is shown as it was made, whatever its indicator counts today.

The page of a figure took today's definition, so that the link in an old report led to another number.
"""

from dataclasses import replace

import pytest
from django.test import Client

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.indicators.address import Address
from hengzhi.indicators.catalogue import definitions
from hengzhi.indicators.services import store_definition
from hengzhi.organisations.queries import area_rows
from hengzhi.reports.services import build_report
from hengzhi.snapshots.services import take_snapshot

RECEIVED = Address("complaints_received", "310109", "2012")


@pytest.fixture
def client(packs):
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user("office"))
    return client


@pytest.fixture
def old(packs):
    """Give the definition and a snapshot of two complaints, one accepted; then let the indicator count what is accepted alone."""
    take(make_complaint(), "accept", actor=make_user("handler"))
    make_complaint()
    snapshot, before = take_snapshot(at=RECEIVED_AT, areas=area_rows()), definitions()["complaints_received"]
    accepted = definitions()["complaints_accepted"]
    store_definition(replace(before, version=before.version + 1, numerator=accepted.numerator, examples=()))
    return before, snapshot


def test_a_figure_is_shown_by_the_definition_it_was_made_with(client, old):
    definition, snapshot = old

    shown = client.get(RECEIVED.link(snapshot.id, definition.digest)).context

    assert (shown["figure"].value, shown["definition"], shown["recomputed"]["same"]) == (2, definition, True)
    assert shown["newer"].version == definition.version + 1


def test_a_figure_of_today_is_shown_by_the_definition_of_today(client, old):
    snapshot, today = old[1], definitions()["complaints_received"]

    shown = client.get(RECEIVED.link(snapshot.id, today.digest)).context

    assert (shown["figure"].value, shown["newer"]) == (1, None)


@pytest.mark.parametrize("digest", ["0" * 64, "0123", "' or 1=1"])
def test_a_definition_that_was_never_stored_leads_nowhere(client, old, digest):
    assert client.get(RECEIVED.link(old[1].id, digest)).status_code == 404


def test_the_links_of_a_report_name_the_definitions_it_was_made_with(packs):
    make_complaint()
    report = build_report(year=2012, at=RECEIVED_AT.replace(month=12, day=28))

    body = (report.folder / "body.html").read_text(encoding="utf-8")
    assert f"definition={definitions()['complaints_received'].digest[:16]}" in body
