"""Handing in by page and by spreadsheet, deciding, the collection: what each page does and whom it lets."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from factories import make_user
from hengzhi.evidence.models import Evidence
from hengzhi.register.models import AuditEvent, Record
from hengzhi.returns.models import Value, Version
from returns.makers import WORK_SAFETY, fill, hand_in, make_return

NAMES = ("code", "state", "status", "number", "text", "note")


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def liaison(packs):
    return make_user("liaison", "work-safety")


@pytest.fixture
def office(packs):
    return make_user("office", "qtsb")


def page(name: str, record: Record, /, **given) -> str:
    return reverse(f"returns:{name}", kwargs={"code": record.code, **given})


def typed(cells: dict, notes: dict | None = None) -> dict:
    said = {f"note_{item}": note for item, note in (notes or {}).items()}
    return {f"value_{item}": value for item, value in cells.items()} | said


def state_of(record: Record) -> list:
    """Return all that is kept of a return but its number and the time."""
    record.refresh_from_db()
    values = Value.objects.filter(version__of=record.reported).order_by("item")
    versions = record.reported.versions.values_list("number", "submitted_by", "outcome")
    return [record.state, list(versions), list(values.values_list("item", "status", "number", "text", "note"))]


def workbook(cells: dict, *, client: Client, record: Record, notes: dict | None = None) -> SimpleUploadedFile:
    """Return the workbook of a return as its page gives it, filled in."""
    got = CalamineWorkbook.from_filelike(BytesIO(b"".join(client.get(page("sheet", record)).streaming_content)))
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for line, row in enumerate(got.get_sheet_by_index(0).to_python(skip_empty_area=False)):
        filled = list(row)
        if row[0] in cells:
            filled[4], filled[6] = cells[row[0]], (notes or {}).get(row[0], "")
        sheet.write_row(line, 0, filled)
    book.close()
    return SimpleUploadedFile("return.xlsx", file.getvalue())


def test_a_liaison_officer_hands_in_with_evidence_in_the_browser(liaison):
    record = make_return()
    client = client_of(liaison)

    offered = client.post(reverse("evidence:offer", args=[record.code]), {"files": SimpleUploadedFile("台账.txt", "检查台账".encode())})
    answer = client.post(page("enter", record), typed(WORK_SAFETY) | {"submit": "yes"})

    assert (offered.status_code, answer.status_code, answer.url) == (302, 302, record.get_absolute_url())
    record.refresh_from_db()
    assert (record.state, Evidence.objects.get().record) == ("submitted", record)
    assert "Handed in" in client.get(record.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("cells", "notes"), [
    (WORK_SAFETY, {}),
    ({**WORK_SAFETY, "checked": "1,210", "hazards": ""}, {"hazards": "基层未报齐"}),
])
def test_page_and_spreadsheet_end_in_the_same_state(liaison, cells, notes):
    by_page, by_sheet = make_return(span="2012-Q1"), make_return(span="2012-Q2")
    client = client_of(liaison)

    client.post(page("enter", by_page), typed(cells, notes) | {"submit": "yes"})
    file = workbook(cells, client=client, record=by_sheet, notes=notes)
    assert client.post(page("upload", by_sheet), {"file": file}).status_code == 302
    client.post(reverse("returns:step", args=[by_sheet.code, "submit"]))

    assert state_of(by_page)[0] == "submitted"
    assert state_of(by_sheet) == state_of(by_page)


def test_a_workbook_sent_back_untouched_changes_nothing(liaison):
    record = fill(make_return("quality-work", "work-safety"), {"meetings": "0", "on_track": "是", "main_work": "=1+1", "trained": ""})
    before = state_of(record)
    client = client_of(liaison)
    content = b"".join(client.get(page("sheet", record)).streaming_content)

    assert client.post(page("upload", record), {"file": SimpleUploadedFile("a.xlsx", content)}).status_code == 302
    assert state_of(record) == before


def test_a_wrong_cell_is_named_with_its_place_and_marked_and_the_others_are_kept(liaison):
    record = make_return()
    client = client_of(liaison)

    file = workbook({**WORK_SAFETY, "checked": "约200"}, client=client, record=record)
    answer = client.post(page("upload", record), {"file": file})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("“约200” is not a number") == 2
    assert "(E7)" in text
    kept = dict(Value.objects.values_list("item", "status"))
    assert (kept["checked"], kept["hazards"]) == ("missing", "given")
    marked = client.post(page("sheet", record), typed({**WORK_SAFETY, "checked": "约200"}))
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(marked.streaming_content))).get_sheet_by_index(0).to_python()
    assert next(row[4] for row in rows if row[0] == "checked") == "约200"


@pytest.mark.parametrize(("spoil", "says"), [
    (lambda rows: rows[4].__setitem__(0, "accidnts"), "Row 5: the form has no item “accidnts”. Did you mean “accidents”?"),
    (lambda rows: rows[5].__setitem__(0, "accidents"), "Row 6: item “accidents” stands twice"),
    (lambda rows: rows[3].__setitem__(4, "值"), "The headings “Item code” and “This period” were not found"),
    (lambda rows: rows[0].__setitem__(1, "B2012-99999"), "The workbook is that of B2012-99999"),
    (lambda rows: rows[4].__setitem__(5, "maybe"), "Row 5: “maybe” says neither yes nor no"),
])
def test_a_workbook_of_something_else_is_refused_with_the_reason(liaison, spoil, says):
    record = make_return()
    client = client_of(liaison)
    content = BytesIO(b"".join(client.get(page("sheet", record)).streaming_content))
    rows = CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python(skip_empty_area=False)
    spoil(rows)
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for line, row in enumerate(rows):
        sheet.write_row(line, 0, row)
    book.close()

    answer = client.post(page("upload", record), {"file": SimpleUploadedFile("a.xlsx", file.getvalue())})

    assert (answer.status_code, says in answer.content.decode()) == (422, True)
    assert set(Value.objects.values_list("status", flat=True)) == {"missing"}


def test_a_draft_is_kept_behind_the_page_with_the_time(liaison):
    record = make_return()

    answer = client_of(liaison).post(page("enter", record), typed({"checked": "210", "hazards": "x"}), headers={"hx-request": "true"})

    text = answer.content.decode()
    assert (answer.status_code, "Draft kept" in text, "<html" in text) == (200, True, False)
    assert "“x” is not a number" in text
    assert Value.objects.get(item="checked").number == 210
    assert AuditEvent.objects.filter(record=record).count() == 1


def test_handing_in_shows_every_error_on_top_and_beside_its_field(liaison):
    record = make_return()

    answer = client_of(liaison).post(page("enter", record), typed({**WORK_SAFETY, "hazards_removed": "96"}) | {"submit": "yes"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert text.count("“Of them removed” 96 items must not be more than “Hazards found” 95 items.") == 2
    assert 'href="#value_hazards_removed"' in text


def test_the_office_sends_back_single_items_with_remarks(liaison, office):
    record = hand_in(make_return(), actor=liaison)
    answer = client_of(office).post(
        page("step", record, name="give_back"), {"note": "请核对", "correct_by": "2013-01-08", "remark_checked": "与台账不符"}
    )

    assert answer.status_code == 302
    text = client_of(liaison).get(page("enter", record)).content.decode()
    assert ("与台账不符" in text, record.reported.versions.count()) == (True, 2)


def test_what_is_refused_keeps_what_was_typed(liaison, office):
    record = hand_in(make_return(), actor=liaison)

    answer = client_of(office).post(page("step", record, name="give_back"), {"note": "", "correct_by": "2013-01-08", "remark_checked": "与台账不符"})

    text = answer.content.decode()
    assert (answer.status_code, "与台账不符" in text, "Give the reason." in text) == (422, True, True)


def test_a_corrected_version_shows_what_differs(liaison, office):
    record = hand_in(make_return(), actor=liaison)
    client = client_of(office)
    client.post(page("step", record, name="give_back"), {"note": "请核对", "correct_by": "2013-01-08"})
    hand_in(record, {"checked": "180"}, actor=liaison, at=datetime(2012, 4, 6, 2, tzinfo=UTC))

    text = client.get(page("detail", record)).content.decode()
    assert "1 change from version 1" in text
    assert "was 210" in text


def test_several_are_accepted_after_a_preview_that_says_why_not(liaison, office):
    ready, draft = hand_in(make_return(), actor=liaison), make_return(span="2012-Q2")
    client = client_of(office)

    preview = client.post(reverse("records:bulk"), {"act": "accept-return", "code": [ready.code, draft.code]}).content.decode()
    assert Record.objects.get(pk=ready.pk).state == "submitted"
    assert "“Accept” is not possible while the record is “to hand in”" in preview
    client.post(reverse("records:bulk"), {"act": "accept-return", "code": [ready.code, draft.code], "confirmed": "yes"})

    assert [Record.objects.get(pk=record.pk).state for record in (ready, draft)] == ["accepted", "draft"]


def test_nobody_accepts_what_they_handed_in(packs):
    from hengzhi.accounts.models import Role
    from hengzhi.accounts.services import give_role

    both = make_user("liaison", "work-safety")
    give_role(user=both, role=Role.objects.get(code="office"), department=None, starts_on=date(2009, 1, 1))
    record = hand_in(make_return(), actor=both)

    answer = client_of(both).post(page("step", record, name="accept"))

    assert (answer.status_code, "handed" in answer.content.decode(), Record.objects.get(pk=record.pk).state) == (422, True, "submitted")


@pytest.mark.parametrize("role", ["liaison", "handler"])
def test_a_return_of_another_department_is_as_if_it_were_not_there(packs, role):
    record = hand_in(make_return())
    client = client_of(make_user(role, "commerce"))

    expected = 404 if role == "liaison" else 403
    for name in ("detail", "enter", "sheet"):
        assert client.get(page(name, record)).status_code == expected
    assert client.post(page("step", record, name="accept")).status_code == expected
    if role == "liaison":
        assert record.code not in client.get(reverse("returns:list") + "?view=all").content.decode()
        assert record.code not in b"".join(client.get(reverse("returns:export", args=["csv"]) + "?view=all").streaming_content).decode()
        preview = client_of(make_user("office", "qtsb")).post(reverse("records:bulk"), {"act": "accept-return", "code": [record.code]})
        assert record.code in preview.content.decode()


def test_a_leader_sees_how_departments_hand_in_and_no_return(packs):
    record = hand_in(make_return())
    client = client_of(make_user("leader", "government-office"))

    text = client.get(reverse("returns:overview")).content.decode()
    assert "1/1" in text
    assert record.code not in text
    assert client.get(page("detail", record)).status_code == 403
    assert client.get(reverse("returns:list")).url == reverse("returns:overview")


def test_a_round_is_shown_before_it_is_opened(office):
    client, asked = client_of(office), {"form": "work-safety", "period": "2012-Q4"}

    preview = client.post(reverse("returns:round"), asked).content.decode()
    assert ("2012-10-01 – 2012-12-31" in preview, Record.objects.filter(kind="return").count()) == (True, 0)
    client.post(reverse("returns:round"), asked | {"confirmed": "yes"})
    assert Record.objects.get(kind="return").reported.period == "2012-Q4"
    wrong = client.post(reverse("returns:round"), {"form": "work-safety", "period": "2012-11"})
    assert (wrong.status_code, "The form has other periods; write one such as 2012-Q4." in wrong.content.decode()) == (422, True)


def test_reminders_name_the_department_what_it_owes_and_who_speaks_for_it(office, liaison):
    make_return()

    text = client_of(office).get(reverse("returns:reminders")).content.decode()
    assert ("Work Safety Bureau" in text, liaison.name in text, "262 days late" in text) == (True, True, True)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("list", 11), ("overview", 11)])
def test_lists_take_as_many_queries_for_one_as_for_three(office, liaison, django_assert_num_queries, count, name, queries):
    for quarter in range(1, count + 1):
        hand_in(make_return(span=f"2012-Q{quarter}"), actor=liaison)
    client = client_of(office)
    client.get(reverse("returns:overview"))

    with django_assert_num_queries(queries):
        client.get(reverse(f"returns:{name}"))


@pytest.mark.parametrize("department", ["work-safety", "tax"])
def test_filling_in_takes_constant_queries_with_history_and_peers(packs, django_assert_num_queries, department):
    for quarter in range(1, 4 if department == "tax" else 2):
        record = make_return("quality-work", department, f"2012-Q{quarter}")
    client = client_of(make_user("liaison", department))
    client.get(page("enter", record))

    with django_assert_num_queries(10):
        client.get(page("enter", record))


def test_versions_are_kept_whole(liaison, office):
    record = hand_in(make_return(), actor=liaison)
    client = client_of(office)
    client.post(page("step", record, name="give_back"), {"note": "请核对", "correct_by": "2013-01-08"})

    text = client.get(page("detail", record) + "?version=1").content.decode()
    assert ("请核对" in text, Version.objects.get(number=1).outcome, Version.objects.get(number=1).submitted_by) == (True, "returned", liaison)
