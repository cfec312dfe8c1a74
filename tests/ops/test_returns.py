"""Returns loaded in bulk are the same as returns that went through the services."""

from datetime import date

import docx
import pytest
from django.core.files.base import ContentFile
from django.db import transaction

from hengzhi.accounts.models import User
from hengzhi.core.periods import period
from hengzhi.core.reference import work_calendar
from hengzhi.evidence.formats import format_of
from hengzhi.evidence.models import Evidence
from hengzhi.evidence.store import damaged, opened
from hengzhi.ops.demonstration.people import make_people
from hengzhi.ops.demonstration.returns.load import load_returns
from hengzhi.organisations.models import Department
from hengzhi.register.clock_changes import ask_extension, decide_extension
from hengzhi.register.models import Record
from hengzhi.returns.checks import findings
from hengzhi.returns.models import Form, Return, Value, Version
from hengzhi.returns.queries import entries_of, surroundings
from hengzhi.returns.rounds import owed
from hengzhi.returns.services import (
    accept_return,
    give_back,
    open_round,
    reopen_return,
    save_entries,
    submit_return,
)

PACK = "hongkou-2012"
FORMS = ("air-water", "brands-standards", "education", "energy", "quality-budget", "window-service", "work-safety")
CLOCK = ("name", "start_on", "due_on", "state", "stopped_on", "unit")
VERSION = ("number", "submitted_at", "submitted_by__username", "outcome", "decided_at", "decided_by__username", "reason")
ROW = ("form__version", "department__code", "due_on", "correct_by", "handed_in_on", "submitted_on", "accepted_on", "impossible", "unexplained")


class Undo(Exception):
    """Takes back what was loaded."""


def picture(record: Record) -> dict:
    """Return all that is known of a return but its number."""
    return {
        "record": (record.title, record.state, record.state_since, record.is_open, record.opened_at, record.due_on),
        "row": Return.objects.filter(pk=record.pk).values_list(*ROW).get(),
        "clocks": list(record.clocks.values_list(*CLOCK)),
        "versions": list(record.reported.versions.values_list(*VERSION)),
        "values": sorted(Value.objects.filter(version__of=record.pk).values_list("version__number", "item", "status", "number", "text", "note", "remark")),
        "shared": list(record.shared_with.values_list("code", flat=True)),
        "events": list(record.events.exclude(action__startswith="evidence_").values_list("at", "actor__username", "action", "source", "target", "note", "facts")),
        "extensions": list(record.clocks.filter(extensions__isnull=False).values_list("extensions__due_on", "extensions__state", "extensions__reason")),
    }


def loaded() -> list[tuple]:
    """Load all returns, take pictures of some and undo the loading."""
    found = []
    try:
        with transaction.atomic():
            load_returns(PACK)
            for record in Record.objects.filter(kind="return", reported__form_code__in=FORMS).order_by("opened_at", "code"):
                row = record.reported
                entries = [entries_of(version) for version in row.versions.order_by("number")]
                found.append((row.form, row.period, row.department.code, picture(record), entries))
            raise Undo
    except Undo:
        return found


def test_a_quarter_of_the_accepted_returns_carry_their_signed_paper_as_if_it_had_been_offered(packs):
    make_people(PACK)
    load_returns(PACK)
    accepted = Record.objects.filter(kind="return", state="accepted").count()
    files = list(Evidence.objects.select_related("record").order_by("pk"))

    assert accepted / 5 < len(files) < accepted / 3
    assert list(damaged()) == []
    one = files[0]
    with opened(one) as file:
        text = "\n".join(cell.text for table in docx.Document(file).tables for row in table.rows for cell in row.cells)
    assert "填报单位（盖章）" in text
    assert format_of(ContentFile(b"".join(opened(one).chunks())), one.name).media_type == one.media_type
    actions = list(one.record.events.order_by("pk").values_list("action", flat=True))
    assert actions.index("evidence_offered") == actions.index("submit") - 1
    assert actions.index("evidence_accepted") == actions.index("accept") - 1
    offered = one.record.events.get(action="evidence_offered")
    assert (offered.at, offered.actor, offered.facts["evidence"]) == (one.offered_at, one.offered_by, one.pk)


def test_all_periods_of_two_years_have_their_returns(packs):
    make_people(PACK)
    load_returns(PACK)

    for form in Form.objects.filter(valid_to=None):
        periods = set(Return.objects.filter(form_code=form.code).values_list("period", flat=True))
        wanted = {
            "year": {"2011", "2012"}, "quarter": {f"{year}-Q{quarter}" for year in (2011, 2012) for quarter in (1, 2, 3, 4)},
            "month": {f"{year}-{month:02d}" for year in (2011, 2012) for month in range(1, 13)} - {"2012-12"},
        }[form.structure.cadence]
        late = {"2012-Q4"} if form.code == "work-safety" else set()  # opens on the last day of its quarter, after the demonstration's
        assert periods == wanted - late, form.code


def by_hand(form, span: str, department: str, wanted: dict, entries: list) -> Record:
    """Do with the services what the picture says was done."""
    users = {user.username: user for user in User.objects.all()}
    owes = [one for one in owed(form.structure, period(span), Department.objects.all()) if one.department.code == department]
    first, *events = wanted["events"]
    record = open_round(form=form, span=period(span), wanted=owes, actor=None, at=first[0], calendar=work_calendar())[0]
    versions = iter(entries)
    for at, username, action, _source, _target, note, facts in events:
        common = {"actor": users.get(username), "at": at, "calendar": work_calendar()}
        match action:
            case "submit":
                save_entries(record, next(versions), actor=users[username], at=at)
                submit_return(record, **common)
            case "accept":
                accept_return(record, **common)
            case "give_back":
                remarks = {item: remark for number, item, *_rest, remark in wanted["values"] if remark and number == 1}
                give_back(record, reason=note, correct_by=date.fromisoformat(facts["correct_by"]), remarks=remarks, **common)
            case "reopen":
                reopen_return(record, reason=note, correct_by=date.fromisoformat(facts["correct_by"]), **common)
            case "extension_asked":
                asked = ask_extension(record, "hand_in", reason=note, due_on=date.fromisoformat(facts["to"]), actor=users[username], at=at)
            case "extension_granted":
                decide_extension(asked, granted=True, note=note, **common)
        record.refresh_from_db()
    return record


@pytest.fixture
def people(packs):
    make_people(PACK)


@pytest.mark.long
def test_a_return_loaded_in_bulk_is_the_same_as_one_taken_through_the_services(people):
    cases = loaded()

    assert {event[2] for *_head, wanted, _entries in cases for event in wanted["events"]} == {
        "open", "submit", "accept", "give_back", "reopen", "extension_asked", "extension_granted", "shared",
    }
    for form, span, department, wanted, entries in cases:
        assert picture(by_hand(form, span, department, wanted, entries)) == wanted


def test_two_years_of_returns_are_there_with_everything_that_happens_to_returns(people):
    assert load_returns(PACK) == 460

    assert Return.objects.values("department").distinct().count() == 32
    assert set(Record.objects.values_list("state", flat=True)) == {"draft", "submitted", "returned", "accepted"}
    assert set(Value.objects.filter(version__submitted_at__isnull=False).values_list("status", flat=True)) == {"given", "missing", "not_applicable"}
    assert Return.objects.filter(form_code="air-water").values("form__version").distinct().count() == 2
    numeric = {(form, item) for form, item in Value.objects.filter(number__isnull=False).values_list("version__of__form_code", "item")}
    assert len(numeric) >= 40


@pytest.mark.long
def test_no_return_that_counts_is_impossible(people):
    load_returns(PACK)
    wrong = []

    for version in Version.objects.in_force().select_related("of__form", "of__record")[::7]:
        found = findings(version.of.form.structure, entries_of(version), surroundings(version.of))
        wrong += [one.says for one in found if one.is_hard]

    assert wrong == []
