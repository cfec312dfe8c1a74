"""The columns of a list: chosen once, remembered for a user and a list, kept in the address and in saved views."""

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_complaint, make_user
from hengzhi.records.models import SavedView

LIST = reverse("complaints:list")
COLUMNS = reverse("records:columns")


@pytest.fixture
def client(packs):
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user("handler", username="wu"))
    make_complaint()
    return client


def heads(client, address=LIST) -> list[str]:
    page = client.get(address)
    return [column.key for column in page.context["columns"].offered if column.key in page.context["columns"].shown]


def test_chosen_columns_are_shown_kept_in_the_address_and_remembered(client):
    answer = client.post(COLUMNS, {"page": LIST, "query": "view=all&q=冰箱", "key": ["channel", "due"]})

    assert answer.url == f"{LIST}?view=all&q=%E5%86%B0%E7%AE%B1&columns=channel,due"
    assert heads(client, answer.url) == heads(client) == ["due", "channel"]
    page = client.get(LIST).content.decode()
    assert ("<th scope=\"col\">Channel</th>" in page, "<th scope=\"col\">Area</th>" in page) == (True, False)


def test_columns_are_each_users_own(client):
    other = Client()
    other.force_login(make_user("handler"))
    client.post(COLUMNS, {"page": LIST, "query": "", "key": []})

    assert (heads(client), len(heads(other))) == ([], 6)


def test_an_address_with_columns_wins_over_what_is_remembered_and_knows_only_real_ones(client):
    client.post(COLUMNS, {"page": LIST, "query": "", "key": ["due"]})

    assert heads(client, f"{LIST}?columns=area,nonsense") == ["area"]


def test_a_saved_view_keeps_its_columns(client):
    client.post(reverse("records:view-save"), {"page": "complaints:list", "name": "渠道", "query": "view=all&columns=channel"})
    client.post(COLUMNS, {"page": LIST, "query": "", "key": ["due"]})

    assert heads(client, SavedView.objects.get().address) == ["channel"]


@pytest.mark.parametrize("page", ["https://elsewhere.example/", "//elsewhere.example", "/no/such/list/", "", "/" + "x" * 90])
def test_a_list_that_is_not_ours_is_refused(client, page):
    assert client.post(COLUMNS, {"page": page, "query": "", "key": ["due"]}).status_code == 422


def test_an_export_has_all_columns_whatever_is_shown(client):
    client.post(COLUMNS, {"page": LIST, "query": "", "key": []})

    lines = b"".join(client.get(reverse("complaints:export", args=["csv"])).streaming_content).decode().splitlines()
    assert len(lines[0].split(",")) == 17
