"""The records of the demonstration district: its published totals, and that nothing in them breaks a rule."""

import csv
import re
from collections import Counter
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from itertools import islice, pairwise
from pathlib import Path

import pytest

import hengzhi
from hengzhi.core.calendar import Limit, Unit, WorkCalendar, deadline, workdays_between
from hengzhi.ops.demonstration.cases import Case, generate_cases
from hengzhi.ops.demonstration.enterprises import Enterprise, generate_enterprises
from hengzhi.ops.demonstration.parameters import Parameters, Rules, read_parameters, read_rules
from hengzhi.organisations.codes import check_licence_number, check_organisation_code

PACKS = Path(hengzhi.__file__).parent / "packs"
SHANGHAI = timezone(timedelta(hours=8))
TODAY = date(2012, 12, 28)
NOON = datetime(2012, 12, 28, 12, tzinfo=SHANGHAI)
YEARS = range(2009, 2013)
STATES = {
    "complaint": {
        "": {"accept", "decline"}, "accept": {"settle", "end", "send_for_testing"}, "send_for_testing": {"note_test"},
        "note_test": {"settle"}, "settle": {"perform", "close_unperformed"}, "perform": {"confirm", "close"},
        "confirm": {"close"}, "end": {"close"}, "decline": {"close"}, "close": set(), "close_unperformed": set(),
    },
    "tipoff": {
        "": {"accept", "decline"}, "accept": {"file_case", "decide_no_case"}, "file_case": {"close"},
        "decide_no_case": {"close"}, "decline": {"close"}, "close": set(),
    },
}
OUTCOME_LIMIT = {"complaint": "mediate", "tipoff": "check"}
OUTCOMES = ("settle", "end", "file_case", "decide_no_case")
WORDLESS = {"accept", "close", "perform", "confirm"}


def rows(path: str) -> list[dict[str, str]]:
    return list(csv.DictReader((PACKS / path).read_text(encoding="utf-8").splitlines()))


@lru_cache(maxsize=1)
def calendar() -> WorkCalendar:
    days: dict[str, dict[date, str]] = {"off": {}, "work": {}}
    for row in rows("national/calendar/days.csv"):
        days[row["kind"]][date.fromisoformat(row["day"])] = row["name"]
    published = frozenset(int(row["year"]) for row in rows("national/calendar/years.csv"))
    return WorkCalendar(days["off"], days["work"], published)


@lru_cache(maxsize=1)
def parameters() -> Parameters:
    return read_parameters(PACKS / "hongkou-2012")


@lru_cache(maxsize=1)
def rules() -> dict[str, tuple[Rules, ...]]:
    return read_rules([PACKS / "national", PACKS / "shanghai", PACKS / "hongkou-2012"], "aic")


@lru_cache(maxsize=1)
def cases() -> tuple[Case, ...]:
    return tuple(generate_cases(parameters(), rules(), calendar(), TODAY))


@lru_cache(maxsize=1)
def enterprises() -> tuple[Enterprise, ...]:
    return generate_enterprises(parameters())


def digest(some) -> str:
    return sha256("\n".join(map(repr, some)).encode()).hexdigest()


def day_of(at: datetime) -> date:
    return at.astimezone(SHANGHAI).date()


def rule_of(case: Case) -> Rules:
    return next(found for found in rules()[case.kind] if found.code == case.rule_set)


def due(case: Case, limit: str, start: date) -> date:
    return deadline(start, rule_of(case).limits[limit], calendar()).due_on


def taken(case: Case, *steps: str):
    """Return the event of one of these steps, or None."""
    return next((event for event in case.events if event.step in steps), None)


def share(hits: int, of: int) -> float:
    return 100 * hits / of


def test_the_published_totals_are_accepted_to_the_record():
    accepted = Counter(case.kind for case in cases() if taken(case, "accept"))

    assert accepted == {"complaint": 42_932, "tipoff": 5_945}


def test_each_year_accepts_what_the_pack_says():
    accepted = Counter((case.kind, day_of(taken(case, "accept").at).year) for case in cases() if taken(case, "accept"))

    assert accepted == {(kind, year): parameters().years(kind)[year] for kind in STATES for year in YEARS}


def test_a_little_more_than_twenty_million_yuan_is_recovered():
    recovered = sum(taken(case, "settle").facts["recovered_yuan"] for case in cases() if taken(case, "settle"))

    assert recovered == Decimal("20256512.00")


def test_the_same_seed_makes_the_same_records():
    again = generate_cases(parameters(), rules(), calendar(), TODAY)

    assert digest(islice(again, 4_000)) == digest(cases()[:4_000])


def test_another_seed_makes_other_records_with_the_same_totals():
    other = Parameters({**parameters().shares, "seed": 7}, parameters().wording, parameters().words)

    year = list(generate_cases(other, rules(), calendar(), date(2009, 12, 31)))

    assert digest(year[:1_000]) != digest(cases()[:1_000])
    assert sum(bool(taken(case, "accept")) for case in year) == 9_856 + 1_318


def test_codes_count_each_kind_and_year_in_order_of_receipt():
    for kind, prefix in (("complaint", "T"), ("tipoff", "J")):
        for year in YEARS:
            found = [case for case in cases() if case.kind == kind and day_of(case.received_at).year == year]

            assert [case.code for case in found] == [f"{prefix}{year}-{number:05d}" for number in range(1, len(found) + 1)]


def test_records_come_in_order_of_receipt():
    assert all(first.received_at <= second.received_at for first, second in pairwise(cases()))


def test_the_steps_of_a_record_follow_its_receipt_and_each_other():
    for case in cases():
        instants = [case.received_at, *(event.at for event in case.events)]

        assert all(first < second for first, second in pairwise(instants)), case.code


def test_every_step_is_one_the_workflow_has():
    for case in cases():
        steps = ["", *(event.step for event in case.events)]

        assert all(step in STATES[case.kind][before] for before, step in pairwise(steps)), case.code


def test_nothing_happens_after_noon_of_the_day_it_is():
    latest = max(max((event.at for event in case.events), default=case.received_at) for case in cases())

    assert NOON - timedelta(hours=1) < latest <= NOON


def test_steps_are_taken_on_working_days_in_office_hours():
    moments = {event.at.astimezone(SHANGHAI) for case in cases() for event in case.events}

    assert all(calendar().is_workday(at.date()) for at in moments)
    assert all(time(9) <= at.time() <= time(11, 30) or time(13) <= at.time() <= time(17) for at in moments)


def test_only_what_comes_over_the_internet_comes_on_a_day_off():
    off = Counter(case.channel for case in cases() if not calendar().is_workday(day_of(case.received_at)))

    assert set(off) == {"website", "portal"}


def test_work_waits_in_every_state_some_late_some_due_today():
    waiting = Counter((case.kind, case.events[-1].step if case.events else "") for case in cases())
    undecided = [due(case, "decide", day_of(case.received_at)) for case in cases() if not case.events]
    accepted = [case for case in cases() if case.events and case.events[-1].step == "accept"]
    running = [due(case, OUTCOME_LIMIT[case.kind], day_of(case.events[0].at)) for case in accepted]

    assert not [(kind, step) for kind in STATES for step in STATES[kind] if not waiting[kind, step] and step != "note_test"]
    for deadlines in (undecided, running):
        assert min(deadlines) < TODAY < max(deadlines)
        assert TODAY in deadlines


def test_each_record_has_the_rule_set_of_its_day():
    assert {(case.kind, case.rule_set) for case in cases()} == {("complaint", "R1996"), ("tipoff", "HK2009T")}
    assert all(rule_of(case).holds(day_of(case.received_at)) for case in cases())


def test_grounds_are_those_of_the_rule_set_and_have_a_note():
    for case in cases():
        for event in case.events:
            assert event.facts.get("refusal_ground", rule_of(case).refusal[0]) in rule_of(case).refusal
            if "termination_ground" in event.facts:
                assert event.facts["termination_ground"] in rule_of(case).termination
            assert event.note or event.step in WORDLESS, case.code


@pytest.mark.parametrize(("year", "low", "high"), [(2009, 96, 97.5), (2010, 96.5, 98), (2011, 97, 98.5), (2012, 97.5, 99)])
def test_decisions_grow_more_punctual(year, low, high):
    deadlines = {case.code: due(case, "decide", day_of(case.received_at)) for case in cases()}
    fell_due = [case for case in cases() if deadlines[case.code].year == year and deadlines[case.code] < TODAY]

    in_time = sum(bool(case.events) and day_of(case.events[0].at) <= deadlines[case.code] for case in fell_due)

    assert low < share(in_time, len(fell_due)) < high


@pytest.mark.parametrize(("year", "low", "high"), [(2009, 91, 94.5), (2010, 91.5, 95), (2011, 92, 95.5), (2012, 93.5, 97)])
def test_outcomes_grow_more_punctual(year, low, high):
    ended = [case for case in cases() if taken(case, *OUTCOMES) and day_of(taken(case, *OUTCOMES).at).year == year]

    in_time = sum(
        day_of(taken(case, *OUTCOMES).at) <= due(case, OUTCOME_LIMIT[case.kind], day_of(case.events[0].at)) for case in ended
    )

    assert low < share(in_time, len(ended)) < high


def test_time_expires_no_sooner_than_the_limit():
    for case in cases():
        if (ended := taken(case, "end")) and ended.facts["termination_ground"] == "time-expired":
            last = due(case, "mediate", day_of(case.events[0].at))

            assert workdays_between(day_of(ended.at), last, calendar()) <= 0, case.code


def test_refusals_and_settlements_are_as_common_as_the_pack_says():
    decided = [case for case in cases() if case.events and case.kind == "complaint"]
    ended = [case for case in decided if taken(case, "settle", "end")]

    assert 4.2 < share(sum(bool(taken(case, "decline")) for case in decided), len(decided)) < 5.0
    assert 61 < share(sum(bool(taken(case, "settle")) for case in ended), len(ended)) < 64
    assert 0.8 < share(sum("turned_into_case" in taken(case, *OUTCOMES).facts for case in ended), len(ended)) < 1.4


@pytest.mark.parametrize(("field", "weights"), [("area", "areas"), ("category", "category")])
def test_areas_and_categories_are_as_common_as_the_pack_says(field, weights):
    wanted = parameters().shares[weights]
    wanted = wanted if isinstance(wanted, dict) else {entry["code"]: entry["weight"] for entry in wanted}
    complaints = [case for case in cases() if case.kind == "complaint"]
    found = Counter(getattr(case, field) for case in complaints)

    for code, weight in wanted.items():
        assert share(found[code], len(complaints)) == pytest.approx(share(weight, sum(wanted.values())), abs=1.0)


def test_march_has_most_complaints_and_february_fewest():
    months = Counter(day_of(case.received_at).month for case in cases() if case.kind == "complaint")

    assert (months.most_common()[0][0], months.most_common()[-1][0]) == (3, 2)


def test_areas_are_the_eight_subdistricts_of_2012():
    valid = {
        row["code"] for row in rows("shanghai/areas.csv")
        if row["level"] == "subdistrict" and (row["valid_from"] or "0") <= "2012-12-31" <= (row["valid_to"] or "9")
    }

    assert len(valid) == 8
    assert {case.area for case in cases()} == valid
    assert all(enterprises()[case.enterprise].area == case.area for case in cases())


def test_every_code_is_in_its_list_and_valid_on_the_day():
    lists = {(row["list"], row["code"]): row for row in rows("national/complaints/codes.csv")}
    problems = {"complaint": "problem", "tipoff": "tipoff-problem"}
    used = {
        (name, code, day_of(case.received_at).isoformat())
        for case in cases()
        for name, code in (
            ("channel", case.channel), ("category", case.category), ("object", case.object),
            (problems[case.kind], case.problem), *([("claim", case.claim)] if case.kind == "complaint" else ()),
        )
    }

    invalid = {
        (name, code) for name, code, day in used
        if not (lists[name, code]["valid_from"] or "0") <= day <= (lists[name, code]["valid_to"] or "9")
    }

    assert invalid == set()
    assert all(lists["category", case.category]["group"] == case.object for case in cases())
    assert {case.claim for case in cases() if case.kind == "tipoff"} == {""}


def test_no_text_has_a_gap_and_titles_vary():
    texts = [text for case in cases() for text in (case.subject, case.details, *(event.note for event in case.events))]
    most = Counter(case.subject for case in cases()).most_common(1)[0][1]

    assert texts
    assert not [text for text in texts if re.search(r"[{}]|，，|。。|None", text)]
    assert all(4 <= len(case.subject) <= 40 and len(case.details) >= 15 for case in cases())
    assert most <= 30


def test_every_problem_of_a_category_has_words_of_its_own():
    wording, shares = parameters().wording, parameters().shares
    for category in shares["category"]:
        generic = wording["generic"][category["object"]]
        own = set(wording["common"].get(category["code"], {}))
        own |= {problem for line in wording["line"] if line["category"] == category["code"] for problem in line["problems"]}

        assert set(category.get("problems", shares["problems"][category["object"]])) <= own | set(generic), category["code"]


def test_money_comes_back_only_by_settlement_and_never_more_than_was_in_dispute():
    for case in cases():
        for event in case.events:
            assert ("recovered_yuan" in event.facts) == (event.step == "settle")
        if settled := taken(case, "settle"):
            assert 0 <= settled.facts["recovered_yuan"] <= (case.disputed_yuan or 0), case.code


def test_of_an_agreement_no_more_is_performed_than_agreed_and_no_more_confirmed_than_performed():
    settled = [case for case in cases() if taken(case, "settle")]
    performed = [case for case in settled if taken(case, "perform")]
    confirmed = [case for case in performed if taken(case, "confirm")]

    for case in performed:
        assert taken(case, "perform").facts["paid_yuan"] <= taken(case, "settle").facts["recovered_yuan"], case.code
    for case in confirmed:
        assert taken(case, "confirm").facts["confirmed_yuan"] <= taken(case, "perform").facts["paid_yuan"], case.code
    assert 96 < share(len(performed), len(settled)) < 98
    assert 62 < share(len(confirmed), len(performed)) < 70


def test_only_who_was_reached_is_satisfied_or_not():
    calls = [call for case in cases() for call in case.call_backs]

    assert all(bool(call.performed) == (call.satisfaction is not None) for call in calls)
    assert 88 < share(sum(call.satisfaction is not None for call in calls), len(calls)) < 94


def test_a_share_of_mediations_met_and_results_fit_who_came_and_how_it_ended():
    mediated = [case for case in cases() if taken(case, "settle") or taken(case, "end")]
    met = [case for case in mediated if case.meetings]
    results = {case.code: [meeting.result for meeting in case.meetings] for case in met}

    assert 30 < share(len(met), len(mediated)) < 45
    for case in met:
        last = case.meetings[-1]
        outcome = taken(case, "settle") or taken(case, "end")
        assert (last.result == "agreed") == bool(taken(case, "settle")), case.code
        assert taken(case, "accept").at < last.planned_at < last.starts_at < last.noted_at < outcome.at, case.code
        for meeting in case.meetings:
            assert (meeting.attended == "both") == (meeting.result in {"agreed", "not_agreed"}), case.code
    assert 3 < share(sum(len(one) > 1 for one in results.values()), len(results)) < 30


def test_those_still_in_mediation_have_meetings_ahead():
    ahead = [meeting for case in cases() for meeting in case.meetings if meeting.result == "planned"]

    assert 5 < len(ahead) < 400
    assert all(meeting.noted_at is None and meeting.starts_at.date() > date(2012, 12, 28) for meeting in ahead)


def test_some_long_mediations_wait_for_a_test():
    assert 150 < sum(bool(taken(case, "send_for_testing")) for case in cases()) < 1_500


def test_people_have_numbers_nobody_has_and_secret_tipoffs_stay_with_the_supervisor():
    people = [case.person for case in cases() if case.person]

    assert len(people) > 45_000
    assert all(re.fullmatch(r"1390000\d{4}", person.phone) for person in people)
    assert all(case.person for case in cases() if case.kind == "complaint" or case.confidential)
    assert {event.actor for case in cases() if case.confidential for event in case.events} == {"supervisor"}


def test_actors_are_people_of_the_pack():
    logins = {row["login"] for row in rows("hongkou-2012/people.csv")}

    assert {event.actor for case in cases() for event in case.events} | {case.handler for case in cases()} <= logins


def test_businesses_have_names_of_their_own_and_valid_numbers():
    made = enterprises()

    assert len(made) == 1_200
    for field in ("code", "name_zh", "licence_number", "organisation_code"):
        assert len({getattr(one, field) for one in made}) == 1_200
    assert not [one for one in made if check_licence_number(one.licence_number)]
    assert not [one for one in made if check_organisation_code(one.organisation_code)]


def test_every_ware_is_sold_in_every_subdistrict():
    lines = [*parameters().wording["line"], *parameters().wording["tipoff"]]
    sold = {
        (line["category"], line.get("tag"), one.area)
        for line in lines for one in enterprises()
        if one.trade == line["category"] and (not one.sells or line.get("tag") in one.sells)
    }

    assert sold == {(line["category"], line.get("tag"), area) for line in lines for area in parameters().shares["areas"]}


def test_the_leading_group_has_thirty_two_departments():
    departments = {row["code"] for row in rows("hongkou-2012/departments.csv")}

    assert len(departments) == len(rows("hongkou-2012/departments.csv")) == 32
    assert {row["department"] for row in rows("hongkou-2012/people.csv")} <= departments


@pytest.mark.parametrize(
    ("start", "limit", "due_on"),
    [
        (date(2013, 4, 26), Limit(7, Unit.WORKING), date(2013, 5, 8)),
        (date(2013, 9, 13), Limit(15, Unit.WORKING), date(2013, 10, 11)),
        (date(2013, 9, 13), Limit(60, Unit.NATURAL), date(2013, 11, 12)),
        (date(2026, 2, 11), Limit(45, Unit.WORKING), date(2026, 4, 22)),
        (date(2026, 8, 5), Limit(60, Unit.NATURAL), date(2026, 10, 8)),
    ],
)
def test_the_shipped_calendar_gives_the_known_deadlines(start, limit, due_on):
    assert deadline(start, limit, calendar()).due_on == due_on


def test_the_shipped_rules_give_the_limits_of_their_time():
    bodies = ("aic", "qtsb", "market-regulation")
    shipped = [found for body in bodies for found in read_rules([PACKS / "national"], body)["complaint"]]

    limits = {found.code: [found.limits.get(name) for name in ("decide", "mediate")] for found in shipped}

    assert limits == {
        "R1996": [Limit(5, Unit.NATURAL), Limit(60, Unit.NATURAL)],
        "R1998Q": [Limit(7, Unit.NATURAL), None],
        "R2014": [Limit(7, Unit.WORKING), Limit(60, Unit.NATURAL)],
        "R2020": [Limit(7, Unit.WORKING), Limit(45, Unit.WORKING)],
        "R2026": [Limit(7, Unit.WORKING), Limit(60, Unit.NATURAL)],
    }
