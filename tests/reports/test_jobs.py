"""A report is built as a job of who asked for it."""

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_complaint, make_user
from hengzhi.jobs.models import Job, State
from hengzhi.jobs.run import Stop
from hengzhi.jobs.worker import Worker
from hengzhi.reports.models import Report
from hengzhi.reports.services import STEPS


@pytest.fixture
def analyst(packs):
    client = Client()
    client.force_login(make_user("analyst"))
    return client


def ask(client, year):
    """Ask for a report, let a worker run what there is, and return the page one is led to."""
    answer = client.post(reverse("reports:build"), {"year": year})
    Worker(Stop()).turn()
    return client.get(answer.url)


def test_a_report_is_built_in_as_many_steps_as_announced_and_leads_to_its_page(analyst):
    make_complaint()

    page = ask(analyst, "2012")

    job, report = Job.objects.get(), Report.objects.get()
    assert (job.state, job.result, job.done, job.total) == (State.DONE, f"/reports/{report.id}/", STEPS - 1, STEPS)
    assert job.result in page.content.decode()


def test_a_year_without_records_is_refused_on_the_page_that_asked(analyst):
    make_complaint()

    page = ask(analyst, "1999")

    job = Job.objects.get()
    assert (job.state, "1999" in job.reason) == (State.REFUSED, True)
    assert job.reason in page.content.decode()


def test_no_year_is_refused_at_once(analyst):
    assert (analyst.post(reverse("reports:build")).status_code, Job.objects.count()) == (422, 0)


def test_the_list_shows_the_reader_their_own_job_only(analyst):
    analyst.post(reverse("reports:build"), {"year": "2012"})
    other = Client()
    other.force_login(make_user("office"))
    job = Job.objects.get()

    asked = [(client, reverse("reports:list") + query) for client in (analyst, other) for query in ("", f"?job={job.code}")]
    shown = [client.get(address).context["job"] for client, address in asked]

    assert shown == [job, job, None, None]
