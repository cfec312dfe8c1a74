"""The demonstration's assessment: 32 departments over 146 tasks, the year's returns and 40 indicators, locked and published."""

import time

import pytest

from hengzhi.assessments.models import Objection
from hengzhi.assessments.queries import assessed
from hengzhi.assessments.scheme import LineKind
from hengzhi.assessments.sealing import assess
from hengzhi.assessments.services.editions import compute_facts
from hengzhi.assessments.verification import breaches
from hengzhi.ops.demonstration.assessment import load_assessment
from hengzhi.ops.demonstration.people import make_people
from hengzhi.ops.demonstration.programme.load import load_plan
from hengzhi.ops.demonstration.returns.load import load_returns

PACK = "hongkou-2012"
LIMIT_SECONDS = 2


@pytest.fixture
def edition(packs):
    make_people(PACK)
    load_plan(PACK)
    load_returns(PACK)
    edition = load_assessment(PACK)
    edition.refresh_from_db()
    return edition


def test_the_year_is_assessed_within_two_seconds_and_locked_with_every_department_ranked(edition):
    assessment = assessed(edition)
    tasks = edition.snapshot.manifest["tables"]["tasks"]["rows"]
    indicators = {line.indicator for line in edition.scheme.lines if line.kind is LineKind.INDICATOR}
    start = time.process_time()
    compute_facts(edition.scheme, edition.year, edition.snapshot)
    again = assess(edition.scheme, assessment.inputs)
    seconds = time.process_time() - start

    assert (len(assessment.results), tasks, len(indicators)) == (32, 146, 40)
    assert seconds < LIMIT_SECONDS
    assert edition.is_published
    assert breaches(edition) == []
    assert {result.standing.department: result for result in again} == assessment.results
    assert all(result.range.is_exact and result.range.best <= result.rank <= result.range.worst for result in again)
    assert Objection.objects.exclude(outcome="").count() == 3
