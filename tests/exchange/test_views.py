"""The pages of imports: from the upload to the result, and who sees them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

from factories import make_user
from hengzhi.exchange.contract import imports
from hengzhi.exchange.models import ImportRun, State
from hengzhi.jobs.models import Job
from hengzhi.jobs.run import Stop
from hengzhi.jobs.worker import Worker
from hengzhi.register.models import Record

from .sheets import HEADINGS, as_csv, as_xlsx, line, lines

LIST = reverse("exchange:list")
UPLOAD = reverse("exchange:upload", args=["complaints"])


@pytest.fixture
def client(supervisor):
    return signed_in(supervisor)


def signed_in(user) -> Client:
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return client


def send(client: Client, file: io.BytesIO, name: str = "list.csv"):
    return client.post(UPLOAD, {"file": SimpleUploadedFile(name, file.getvalue())})


def work() -> None:
    assert Worker(Stop()).turn()


def uploaded(client: Client, file: io.BytesIO) -> ImportRun:
    send(client, file)
    return ImportRun.objects.latest("pk")


def checked(client: Client, file: io.BytesIO) -> ImportRun:
    run = uploaded(client, file)
    client.post(address("columns", run), run.mapping)
    work()
    run.refresh_from_db()
    return run


def address(name: str, run: ImportRun) -> str:
    return reverse(f"exchange:{name}", args=[run.code])


def rows_in(response) -> list[list]:
    return list(CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response.streaming_content))).get_sheet_by_index(0).iter_rows())


def test_a_list_goes_from_the_upload_to_the_register(client):
    run = uploaded(client, as_csv([*lines(3), line("B", 类别="冰厢")]))
    page = client.get(run.get_absolute_url()).content.decode()
    assert "CSV, GB18030, separated by “,”" in page
    assert '<option value="2" selected>C · 渠道</option>' in page

    client.post(address("columns", run), run.mapping)
    assert "The rows are being checked." in client.get(run.get_absolute_url()).content.decode()
    work()
    page = client.get(run.get_absolute_url()).content.decode()
    assert "Import the 3 good rows" in page
    assert "冰厢" in page

    client.post(address("start", run), {"mode": "good"})
    assert "The rows are being brought in." in client.get(run.get_absolute_url()).content.decode()
    work()
    page = client.get(run.get_absolute_url()).content.decode()
    assert "The import is finished." in page
    assert "The refused rows, to be corrected and sent again" in page
    assert Record.objects.count() == 3


def test_without_a_script_the_page_asks_again_by_itself_only_while_work_goes_on(client):
    run = uploaded(client, as_csv(lines(1)))
    before = client.get(run.get_absolute_url()).content.decode()
    client.post(address("columns", run), run.mapping)
    during = client.get(run.get_absolute_url()).content.decode()
    work()
    after = client.get(run.get_absolute_url()).content.decode()

    assert ['http-equiv="refresh"' in page for page in (before, during, after)] == [False, True, False]
    assert ['hx-trigger="every 1s"' in page for page in (before, during, after)] == [False, True, False]


def test_with_a_script_only_the_part_that_changes_is_sent(client):
    run = checked(client, as_csv(lines(1)))

    part = client.get(run.get_absolute_url(), HTTP_HX_REQUEST="true").content.decode()

    assert part.lstrip().startswith('<div id="run"')
    assert "<html" not in part


def test_the_marked_file_can_be_corrected_and_sent_again(client):
    run = checked(client, as_xlsx([*lines(2), line("B", 类别="冰厢", 电话=13900002716)], top=2))

    heads, *rows = rows_in(client.get(address("marked", run)))

    assert heads == [*HEADINGS, "Row in the file sent", "To be corrected"]
    assert [row[-2:] for row in rows[:2]] == [[4.0, ""], [5.0, ""]]
    assert rows[2][-2:] == [6.0, "Category: wanted " + run.faults.get().wanted]
    rows[2][HEADINGS.index("类别")] = "家用电器"
    again = checked(client, as_xlsx(rows, heads))
    assert (again.wrong, again.mapping) == (0, run.mapping)


def test_the_wrong_rows_alone_can_be_had_before_and_after(client):
    run = checked(client, as_csv([*lines(2), line("B", 类别="冰厢")]))
    before = rows_in(client.get(address("refused", run)))
    client.post(address("start", run), {"mode": "good"})
    work()

    assert [row[0] for row in before] == ["来源编号", "B"]
    assert rows_in(client.get(address("refused", run))) == before


def test_a_marked_file_holds_no_formula(client):
    run = checked(client, as_csv([line("B", 类别='=HYPERLINK("http://x")', 事由="=1+1")]))

    content = b"".join(client.get(address("marked", run)).streaming_content)

    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    assert list(sheet.iter_rows())[1][3:5] == ["=1+1", '=HYPERLINK("http://x")']


def test_the_template_is_an_empty_list_that_can_be_sent(client):
    response = client.get(reverse("exchange:template", args=["complaints"]))
    rows = rows_in(response)

    with translation.override("en"):
        assert rows == [[column.label for column in imports()["complaints"].columns()]]
    run = uploaded(client, as_xlsx([], rows[0]))
    assert len(run.mapping) == len(rows[0])


@pytest.mark.parametrize(("file", "says"), [
    (io.BytesIO(b"\x00\x01"), "is neither UTF-8 nor GB18030 text"),
    (io.BytesIO(b"PK\x03\x04"), "list.csv"),
    (io.BytesIO(b",\n , \n"), "has no rows"),
])
def test_why_a_file_was_not_taken_stands_beside_where_it_was_chosen(client, file, says):
    response = send(client, file)

    assert response.status_code == 422
    assert says in response.content.decode()
    assert 'class="field wrong"' in response.content.decode()
    assert ImportRun.objects.count() == 0


def test_an_upload_without_a_file_or_too_large_is_not_taken(client, settings):
    assert "Choose a file first." in client.post(UPLOAD).content.decode()
    settings.HENGZHI_UPLOAD_MB = 1
    response = send(client, io.BytesIO(b"a,b\n" * 300_000))
    assert (response.status_code, "is larger than the 1 MB" in response.content.decode()) == (422, True)


def test_a_missing_required_column_is_said_beside_its_field(client):
    run = uploaded(client, as_csv([["A-1"]], ["来源编号"]))

    response = client.post(address("columns", run), run.mapping)

    assert response.status_code == 422
    assert "Choose the column of the file." in response.content.decode()
    assert Job.objects.count() == 0


def test_a_file_without_known_headings_says_so(client):
    run = uploaded(client, as_csv([["A-1", "2012-3-5"]], ["甲", "乙"]))

    assert "No heading of row 1 is known." in client.get(run.get_absolute_url()).content.decode()


def test_a_list_without_rows_cannot_be_started(client):
    run = checked(client, as_csv([]))

    assert "There is no row below the headings." in client.get(run.get_absolute_url()).content.decode()
    assert client.post(address("start", run), {"mode": "all"}).status_code == 422


def test_twin_headings_are_pointed_out(client):
    run = uploaded(client, as_csv([["A-1", "1", "2"]], ["来源编号", "电话", "电话"]))

    assert "“电话”" in client.get(run.get_absolute_url()).content.decode()


def test_the_very_same_file_is_recognised(client):
    run = checked(client, as_csv(lines(2)))
    client.post(address("start", run), {"mode": "all"})
    work()

    again = uploaded(client, as_csv(lines(2)))

    assert "You sent this very file before" in client.get(again.get_absolute_url()).content.decode()


def test_columns_can_be_matched_again_after_the_check(client):
    run = checked(client, as_csv(lines(1)))

    client.post(address("columns", run), {"again": "yes"})

    run.refresh_from_db()
    assert run.state == State.UPLOADED


def test_ending_it_stops_the_job_too(client):
    run = checked(client, as_csv(lines(1)))
    client.post(address("start", run), {"mode": "all"})

    client.post(address("end", run))

    run.refresh_from_db()
    assert (run.state, run.job.state, Record.objects.count()) == (State.CANCELLED, "cancelled", 0)
    assert "The import was ended early." in client.get(run.get_absolute_url()).content.decode()
    assert client.post(address("end", run)).status_code == 422


def test_a_run_whose_job_was_stopped_can_go_on(client):
    run = checked(client, as_csv(lines(1)))
    client.post(address("start", run), {"mode": "all"})
    run.refresh_from_db()
    client.post(reverse("jobs:cancel", args=[run.job.code]))
    assert "The work on this file was stopped before its end." in client.get(run.get_absolute_url()).content.decode()

    client.post(address("go-on", run))
    work()

    run.refresh_from_db()
    assert (run.state, run.added) == (State.DONE, 1)


def test_an_import_is_as_if_it_were_not_there_for_everybody_else(client):
    run = checked(client, as_csv(lines(1)))

    for role in ("supervisor", "handler", "administrator"):
        other = signed_in(make_user(role))
        pages = [other.get(address(name, run)) for name in ("run", "marked", "refused")]
        posts = [other.post(address(name, run)) for name in ("columns", "start", "go-on", "end")]
        assert [response.status_code for response in (*pages, *posts)] == [404] * 7


def test_who_may_import_nothing_finds_no_page_and_no_menu_entry(packs):
    client = signed_in(make_user("handler"))

    assert [client.get(LIST).status_code, send(client, as_csv(lines(1))).status_code] == [404, 404]
    assert LIST not in client.get("/desk/").content.decode()
    assert LIST in signed_in(make_user("intake")).get("/desk/").content.decode()


def test_a_role_that_ended_opens_no_old_import(client, supervisor):
    run = checked(client, as_csv(lines(1)))
    supervisor.role_terms.all().delete()

    assert client.post(address("start", run), {"mode": "all"}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_same_number_of_questions_however_long_they_are(client, count):
    for _ in range(count):
        run = checked(client, as_csv([line(f"B-{n}", 类别="冰厢") for n in range(count)]))
    client.get(LIST)

    with CaptureQueriesContext(connection) as listed:
        client.get(LIST)
    with CaptureQueriesContext(connection) as shown:
        client.get(run.get_absolute_url())

    assert (len(listed), len(shown)) == (6, 8)
