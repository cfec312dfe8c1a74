"""How cases were handled: a handler who stands out against the others, and none where all work alike."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from alarms.world import TODAY, enter
from factories import make_user
from hengzhi.alarms.conduct import conduct
from hengzhi.alarms.models import Question, WatchRule
from hengzhi.complaints.models import Complaint
from hengzhi.register.models import AuditEvent, Clock, Record

NUMBERS = {"false_alarms_a_year": 0.2, "days": 91, "least": 10, "least_ratio": 1.5}
RULES = {
    Question.LAST_DAY: WatchRule(code=Question.LAST_DAY, numbers=NUMBERS),
    Question.COPIED: WatchRule(code=Question.COPIED, numbers=NUMBERS | {"least_letters": 12, "least_likeness": 0.9}),
    Question.ROUND_SUMS: WatchRule(code=Question.ROUND_SUMS, numbers=NUMBERS | {"round_yuan": 100}),
}
MANY = 40


@pytest.fixture
def handlers(packs):
    return [make_user("handler"), make_user("handler")]


def handled(handler, count=MANY) -> list[Record]:
    """Enter records of a handler, received sixty days ago."""
    records = enter(*({"day": TODAY - timedelta(days=60), "details": "某事"} for _n in range(count)))
    Record.objects.filter(pk__in=[record.pk for record in records]).update(handler=handler)
    return records


def concluded(records, days_before_due):
    """Let the mediation of records end on a day, so many days before it fell due."""
    clocks = Clock.objects.filter(record__in=records)
    clocks.update(
        name="mediate", state=Clock.State.MET, stopped_on=TODAY - timedelta(days=5),
        due_on=TODAY - timedelta(days=5) + timedelta(days=days_before_due),
    )


def noted(records, handler, words):
    at = timezone.make_aware(timezone.datetime(2012, 12, 20, 10))
    AuditEvent.objects.bulk_create(
        AuditEvent(at=at, actor=handler, record=record, action="end", target="ended", note=words(n)) for n, record in enumerate(records)
    )


def recovered(records, yuan):
    for n, record in enumerate(records):
        Complaint.objects.filter(record=record).update(
            outcome="settled", recovered_yuan=yuan(n), concluded_on=TODAY - timedelta(days=5)
        )


def test_one_whose_conclusions_gather_on_the_last_day_is_asked_about(handlers):
    one, other = (handled(handler) for handler in handlers)
    concluded(one[:25], 0)
    concluded(one[25:], 9)
    concluded(other[:2], 0)
    concluded(other[2:], 9)

    (finding,) = conduct(TODAY, RULES)

    assert (finding.question, finding.person, finding.observed, finding.out_of) == (Question.LAST_DAY, handlers[0].pk, 25, MANY)
    assert (finding.other_hits, finding.others, finding.expected) == (2, MANY, 2.0)
    assert set(finding.records) == {record.pk for record in one[:25]}


def test_checking_a_clue_of_a_complaint_is_no_conclusion(handlers):
    one, other = (handled(handler) for handler in handlers)
    concluded(one, 0)
    Clock.objects.filter(record__in=one).update(name="check")
    concluded(other, 9)

    assert conduct(TODAY, RULES) == []


def test_where_all_conclude_on_the_last_day_nobody_stands_out(handlers):
    for handler in handlers:
        concluded(handled(handler), 0)

    assert conduct(TODAY, RULES) == []


def test_one_handler_alone_is_compared_with_nobody(handlers):
    concluded(handled(handlers[0]), 0)

    assert conduct(TODAY, RULES) == []


def test_one_whose_notes_read_the_same_on_different_matters_is_asked_about(handlers):
    one, other = (handled(handler) for handler in handlers)
    noted(one, handlers[0], lambda n: f"经调解双方达成一致，商家退款{n}元，双方签字确认。")
    noted(other, handlers[1], lambda n: f"{chr(0x4E00 + 37 * n)}{chr(0x5200 + 41 * n)}一事已核，{chr(0x6000 + 53 * n) * 6}另行处理。")

    (finding,) = conduct(TODAY, RULES)

    assert (finding.question, finding.person, finding.observed) == (Question.COPIED, handlers[0].pk, MANY)


def test_short_notes_are_forms_of_words_and_no_copies(handlers):
    one, other = (handled(handler) for handler in handlers)
    noted(one, handlers[0], lambda n: "已回访，办结。")
    noted(other, handlers[1], lambda n: "")

    assert conduct(TODAY, RULES) == []


def test_one_who_enters_round_sums_is_asked_about(handlers):
    one, other = (handled(handler) for handler in handlers)
    recovered(one, lambda n: Decimal(100 * (n + 1)))
    recovered(other, lambda n: Decimal(137 * (n + 1)) + Decimal("0.5"))

    (finding,) = conduct(TODAY, RULES)

    assert (finding.question, finding.person, finding.observed, finding.other_hits) == (Question.ROUND_SUMS, handlers[0].pk, MANY, 0)


def test_few_cases_raise_no_question(handlers):
    one, other = handled(handlers[0], 9), handled(handlers[1])
    concluded(one, 0)
    concluded(other, 9)

    assert conduct(TODAY, RULES) == []
