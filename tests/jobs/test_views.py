"""Who sees a job, what its page tells, and what an administrator decides."""

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_user
from hengzhi.jobs.models import Job, Schedule, State
from hengzhi.jobs.services import enqueue

LIST_QUERIES = 8
DETAIL_QUERIES = 5
ASKING = {"HX-Request": "true"}


@pytest.fixture
def office(packs):
    return make_user("office")


@pytest.fixture
def job(office, jobs, at):
    """Give a job that the office started."""
    return enqueue(jobs.note, {"word": "a"}, starter=office, at=at)


def as_user(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def dead(job):
    Job.objects.filter(pk=job.pk).update(state=State.DEAD, reason="broken", ended_at=job.created_at)
    return job


@pytest.mark.parametrize(("role", "status"), [
    ("office", 404), ("analyst", 404), ("leader", 404), ("auditor", 404), ("administrator", 200), ("", 404),
])
def test_nobody_but_the_starter_and_the_administrator_sees_a_job(job, role, status):
    stranger = as_user(make_user(role, "audit" if role == "auditor" else "aic"))

    answers = [stranger.get(job.get_absolute_url(), headers=headers).status_code for headers in ({}, ASKING)]
    stopped = stranger.post(reverse("jobs:cancel", args=[job.code])).status_code

    assert (answers, stopped) == ([status, status], 302 if status == 200 else 404)


def test_the_starter_sees_and_stops_a_job(office, job):
    client = as_user(office)

    page = client.get(job.get_absolute_url())
    answer = client.post(reverse("jobs:cancel", args=[job.code]), follow=True)

    assert "Note a" in page.content.decode()
    assert (answer.status_code, Job.objects.get().state) == (200, State.CANCELLED)
    assert client.post(reverse("jobs:cancel", args=[job.code])).status_code == 422


def test_a_page_that_asks_again_gets_what_changed_and_only_then(office, job):
    client = as_user(office)
    seen = f"{job.get_absolute_url()}?seen={job.stamp}"

    same = client.get(seen, headers=ASKING)
    Job.objects.update(state=State.RUNNING, worker="w", beat_at=job.created_at, done=2, total=6, text="Computing")
    changed = client.get(seen, headers=ASKING)

    assert same.status_code == 204
    assert (changed.status_code, changed.templates[0].name) == (200, "jobs/_progress.html")
    assert 'max="6" value="2"' in changed.content.decode()


@pytest.mark.parametrize(("asked", "goes"), [("?follow=1", "/noted/a/"), ("", None)])
def test_the_page_that_started_a_job_goes_to_its_result(office, job, asked, goes):
    Job.objects.update(state=State.DONE, result="/noted/a/")

    answer = as_user(office).get(job.get_absolute_url() + asked, headers=ASKING)

    assert answer.headers.get("HX-Redirect") == goes


def test_a_job_that_has_ended_asks_no_more(office, job):
    dead(job)

    assert "hx-get" not in as_user(office).get(job.get_absolute_url(), headers=ASKING).content.decode()


@pytest.mark.parametrize(("name", "state"), [("again", State.WAITING), ("discard", State.DISCARDED)])
def test_a_dead_letter_is_decided_on_after_a_question(job, name, state):
    client, address = as_user(make_user("administrator")), reverse("jobs:decide", args=[dead(job).code, name])

    question = client.get(address)
    before = Job.objects.get().state
    done = client.post(address)

    assert (question.status_code, before, done.url, Job.objects.get().state) == (200, State.DEAD, reverse("jobs:list"), state)
    assert client.post(address).status_code == 404


def test_the_starter_may_not_decide_on_a_dead_letter(office, job):
    address = reverse("jobs:decide", args=[dead(job).code, "again"])

    assert [as_user(office).get(address).status_code, as_user(office).post(address).status_code] == [403, 403]


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_jobs_take_the_same_queries_however_many_there_are(office, jobs, at, rows, django_assert_num_queries):
    for row in range(rows):
        job = dead(enqueue(jobs.note, {"word": f"{row}"}, starter=make_user("office"), at=at))
        Schedule.objects.create(job=f"tests.{row}", rule="daily 01:00", next_at=at)
    client = as_user(make_user("administrator"))
    client.get(reverse("jobs:list"))

    with django_assert_num_queries(LIST_QUERIES):
        page = client.get(reverse("jobs:list"))
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get(job.get_absolute_url())

    assert (len(page.context["page"]), page.content.decode().count("broken")) == (rows, rows)


@pytest.mark.parametrize(("view", "states"), [
    ("dead", {State.DEAD}), ("open", {State.WAITING, State.RUNNING}), ("", {State.DEAD}),
    ("ended", {State.DONE, State.REFUSED, State.CANCELLED, State.DISCARDED}),
])
def test_every_job_is_in_one_view(office, jobs, at, view, states):
    for state in State:
        job = enqueue(jobs.note, {"word": "a"}, starter=office, at=at)
        Job.objects.filter(pk=job.pk).update(state=state, worker="w", beat_at=at)

    page = as_user(make_user("administrator")).get(reverse("jobs:list"), {"view": view}).context["page"]

    assert {job.state for job in page} == states
