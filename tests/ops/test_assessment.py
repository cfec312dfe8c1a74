"""The demonstration's assessment: 32 departments over 146 tasks, the year's returns and 40 indicators, locked and published."""

import time

import pytest
from django.test import Client
from django.urls import reverse

from factories import make_user
from hengzhi.assessments.models import Objection
from hengzhi.assessments.queries import assessed, inputs_of
from hengzhi.assessments.scheme import LineKind
from hengzhi.assessments.sealing import assess
from hengzhi.assessments.services.editions import compute_facts
from hengzhi.assessments.verification import breaches
from hengzhi.core.errors import HengzhiError
from hengzhi.ops.commands import trace_code
from hengzhi.ops.demonstration.assessment import load_assessment
from hengzhi.ops.demonstration.people import make_people
from hengzhi.ops.demonstration.programme.load import load_plan
from hengzhi.ops.demonstration.returns.load import load_returns
from hengzhi.reports.manifest import ManifestError, canonical, find_entry, read_manifest
from hengzhi.reports.origin import origin_of

PACK = "hongkou-2012"
LIMIT_SECONDS = 2
QUERIES = 9  # however many departments, tasks and indicators there are


@pytest.fixture
def edition(packs):
    make_people(PACK)
    load_plan(PACK)
    load_returns(PACK)
    edition = load_assessment(PACK)
    edition.refresh_from_db()
    return edition


@pytest.mark.long
def test_the_year_is_assessed_within_two_seconds_and_locked_with_every_department_ranked(
    edition, django_assert_max_num_queries
):
    assessment = assessed(edition)
    tasks = edition.snapshot.manifest["tables"]["tasks"]["rows"]
    indicators = {line.indicator for line in edition.scheme.lines if line.kind is LineKind.INDICATOR}
    start = time.process_time()
    with django_assert_max_num_queries(QUERIES):
        compute_facts(edition.scheme, edition.year, edition.snapshot)
        inputs_of(edition)
    again = assess(edition.scheme, assessment.inputs)
    seconds = time.process_time() - start

    assert (len(assessment.results), tasks, len(indicators)) == (32, 146, 40)
    assert seconds < LIMIT_SECONDS
    assert edition.is_published
    assert breaches(edition) == []
    assert {result.standing.department: result for result in again} == assessment.results
    assert all(result.range.is_exact and result.range.best <= result.rank <= result.range.worst for result in again)
    assert Objection.objects.exclude(outcome="").count() == 3


def test_a_code_printed_in_the_book_is_followed_back_by_its_manifest_alone_and_by_a_search(edition, tmp_path, capsys):
    client = Client()
    client.force_login(make_user("liaison", "tax"))
    text = client.get(reverse("reports:book-manifest", args=[edition.code])).content.decode()
    again = client.get(reverse("reports:book-manifest", args=[edition.code])).content.decode()
    manifest = read_manifest(text)
    codes = [figure["code"] for figure in manifest["figures"]]

    origins = [origin_of(manifest, find_entry(manifest, code)) for code in codes[:5]]

    assert again == text
    assert len(codes) > 100
    assert [(origin.same, origin.rows.count > 0) for origin in origins] == [(True, True)] * 5
    path = tmp_path / "manifest.json"
    path.write_text(text, encoding="utf-8")
    assert (trace_code(codes[0], path), trace_code(codes[0].lower(), None)) == (0, 0)
    assert capsys.readouterr().out.count(origins[0].rows.sample[0]) == 2
    with pytest.raises(HengzhiError):
        trace_code("F-NONSENSE0", None)
    with pytest.raises(ManifestError):
        read_manifest(text.replace(f'"rows": {origins[0].rows.count}', '"rows": 999'))
    assert canonical(manifest).decode() == text
