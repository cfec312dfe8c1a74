"""What everybody reads of an assessment: nothing before its publication, then what the scheme makes public and no more."""

import csv
import io
import json
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from assessments import cases
from assessments.cases import AT, TASKS, keep, opened
from assessments.flow import locked, published
from factories import make_user
from hengzhi.assessments.models import Edition
from hengzhi.assessments.queries import assessed
from hengzhi.assessments.services.locking import withdraw_edition
from hengzhi.assessments.services.schemes import store_scheme
from hengzhi.core.errors import Refused

LIST_QUERIES, PAGE_QUERIES = 1, 2
DONE = [("RW-3", "qtsb", "done", cases.DUE, cases.DUE, cases.DUE) if row[0] == "RW-3" else row for row in TASKS]


@pytest.fixture(autouse=True)
def _few_departments(packs):
    keep("qtsb", "aic", "fda", "tax")


def scheme(*public: str):
    return store_scheme(replace(cases.scheme(), code=f"cases-{len(public)}", public=public))


def read(edition: Edition, view: str = "page", **given):
    return Client().get(reverse(f"results:{view}", kwargs={"code": edition.code, **given}))


def table(edition: Edition) -> list[list[str]]:
    text = b"".join(read(edition, "open-data", form="csv").streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def document(edition: Edition) -> dict:
    return json.loads(read(edition, "open-data", form="json").content)


def test_nothing_is_public_before_the_publication():
    edition = locked(opened())

    assert read(edition).status_code == read(edition, "open-data", form="json").status_code == 404
    assert edition.code not in Client().get(reverse("results:list")).content.decode()


def test_departments_and_grades_are_public_and_scores_are_not_unless_the_scheme_says_so():
    edition = published(opened(scheme_version=scheme()))
    total = str(assessed(edition).results["qtsb"].standing.total)

    page = read(edition).content.decode()

    assert edition.code in Client().get(reverse("results:list")).content.decode()
    assert "质量技术监督" in page
    assert total not in page
    assert {len(row) for row in table(edition)} == {4}
    assert total not in str(table(edition))
    assert {tuple(row) for row in document(edition)["results"]} == {("department", "name", "grade")}


def test_departments_of_a_grade_are_not_ordered_by_their_scores_where_these_are_not_public():
    edition = published(opened(scheme_version=scheme()))

    shown = [row.result.grade for row in read(edition).context["results"]]
    positions = [(row.result.grade, row.department.position) for row in read(edition).context["results"]]

    assert shown == sorted(shown)
    assert positions == sorted(positions)


def test_totals_and_ranks_are_public_where_the_scheme_says_so():
    edition = published(opened(scheme_version=scheme("total", "rank")))
    results = assessed(edition).results

    expected = [(code, results[code].standing.grade, str(results[code].standing.total), results[code].rank) for code in results]

    written = {(code, grade, total, str(rank or "")) for code, grade, total, rank in expected}
    assert {(row[1], row[3], row[4], row[5]) for row in table(edition)[1:]} == written
    found = [(one["department"], one["grade"], one["total"], one["rank"]) for one in document(edition)["results"]]
    assert set(found) == set(expected)
    ranks = [rank for *_rest, rank in found if rank]
    assert ranks == sorted(ranks)
    assert len(ranks) >= 1


def test_a_correction_says_in_words_what_it_changed_and_the_first_edition_that_it_was_replaced():
    first = published(opened(scheme_version=scheme("total", "rank")))
    second = opened(scheme_version=scheme("total", "rank"), snapshot=cases.snapshot(tasks=DONE), cause="任务三的验收日期登记有误")
    assert "任务三" not in read(first).content.decode()
    assert read(first).context["following"] is None
    before, after = (assessed(one).results["qtsb"].standing for one in (first, published(second)))

    page = read(second).context["changes"]

    assert [said for said in page if "质量技术监督" in said] == [page[0]]
    assert f"{before.total}" in page[0]
    assert f"{after.total}" in page[0]
    assert "任务三的验收日期登记有误" in read(second).content.decode()
    assert read(first).context["following"] == second
    assert document(first)["superseded_by"] == second.code
    assert document(second)["corrects"]["changes"][0]["after"]["total"] == str(after.total)


def test_a_correction_of_scores_alone_changes_nothing_public_where_scores_are_not():
    first = published(opened(scheme_version=scheme()))
    second = published(opened(scheme_version=scheme(), snapshot=cases.snapshot(tasks=DONE), cause="更正"))
    grades = [{code: one.standing.grade for code, one in assessed(edition).results.items()} for edition in (first, second)]

    assert grades[0] == grades[1]
    assert (read(second).context["changes"], read(second).context["is_compared"]) == ([], True)


def test_a_withdrawn_edition_shows_when_and_why_and_no_result():
    edition, office = published(opened()), make_user("office", "qtsb")

    withdraw_edition(edition, "评分口径有误，另行公布", actor=office, at=AT)

    page = read(edition).content.decode()
    assert "评分口径有误，另行公布" in page
    assert "质量技术监督" not in page
    assert "results" not in document(edition)
    assert document(edition)["withdrawn_on"] == "2012-12-28"
    assert read(edition, "open-data", form="csv").status_code == 404
    assert edition.sheets.first().record.events.filter(action="publication_withdrawn", note="评分口径有误，另行公布").count() == 1


def test_what_was_withdrawn_is_not_told_by_the_correction_either():
    first = published(opened())
    withdraw_edition(first, "有误", actor=make_user("office", "qtsb"), at=AT)

    second = published(opened(snapshot=cases.snapshot(tasks=DONE), cause="更正"))

    assert (read(second).context["changes"], read(second).context["is_compared"]) == ([], False)


def test_only_what_is_published_is_withdrawn_once_with_a_reason_by_who_may():
    edition, office = locked(opened()), make_user("office", "qtsb")
    with pytest.raises(Refused):
        withdraw_edition(edition, "有误", actor=office, at=AT)
    edition = _publish(edition, office)

    for actor, reason in ((make_user("liaison", "qtsb"), "有误"), (office, " ")):
        with pytest.raises(Refused):
            withdraw_edition(edition, reason, actor=actor, at=AT)
    withdraw_edition(edition, "有误", actor=office, at=AT)
    with pytest.raises(Refused):
        withdraw_edition(edition, "有误", actor=office, at=AT)


def _publish(edition: Edition, office) -> Edition:
    client = Client()
    client.force_login(office)
    asked = client.get(reverse("assessments:publish", args=[edition.code]))
    assert asked.context["results"]
    assert not Edition.objects.get().is_published
    client.post(reverse("assessments:publish", args=[edition.code]))
    return Edition.objects.get()


@pytest.mark.parametrize("codes", [("qtsb",), ("qtsb", "aic", "fda")])
def test_public_pages_ask_the_same_number_of_queries_for_any_number_of_departments(codes, django_assert_num_queries):
    keep(*codes)
    edition = published(opened())
    read(edition)

    with django_assert_num_queries(PAGE_QUERIES):
        read(edition)
    with django_assert_num_queries(LIST_QUERIES):
        Client().get(reverse("results:list"))
