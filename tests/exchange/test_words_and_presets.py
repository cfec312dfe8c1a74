"""Words of a file are said once for all rows and remembered; how a list was understood is kept under a name."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import RECEIVED_AT, make_user
from hengzhi.complaints.models import Complaint
from hengzhi.core.errors import Refused
from hengzhi.core.packs import PackErrors
from hengzhi.exchange.contract import imports
from hengzhi.exchange.models import ImportRun, Preset
from hengzhi.exchange.packfiles import read_preset
from hengzhi.exchange.presets import delete_preset, presets_for, save_preset
from hengzhi.exchange.services import receive, say_words
from hengzhi.register.models import AuditEvent

from .sheets import HEADINGS, as_csv, line
from .test_views import UPLOAD, address, checked, rows_in, signed_in, uploaded, work

LIST = reverse("exchange:list")


@pytest.fixture
def client(supervisor):
    return signed_in(supervisor)


def words_page(run: ImportRun, given: dict[str, str]) -> dict[str, str]:
    """Return what the form of words sends when these words are chosen."""
    return {
        f"word-{place}": given.get(entry["word"], entry["means"]) for place, entry in enumerate(run.met)
    }


def strange(count: int = 3) -> list[list[object]]:
    return [line(f"A-{number}", 类别="家电", 渠道="热线") for number in range(count)]


def said(client, run: ImportRun, **given: str) -> ImportRun:
    client.post(address("words", run), words_page(run, given))
    work()
    run.refresh_from_db()
    return run


def test_an_unknown_word_is_asked_about_once_however_many_rows_have_it(client):
    run = checked(client, as_csv([*strange(3), line("B", 类别="家俱")]))

    page = client.get(run.get_absolute_url()).content.decode()

    assert [(entry["column"], entry["word"], entry["count"]) for entry in run.met] == [
        ("channel", "热线", 3), ("category", "家电", 3), ("category", "家俱", 1),
    ]
    assert (run.wrong, run.faults.count()) == (4, 3)
    assert "3 words our lists do not have" in page


def test_a_word_said_once_holds_for_all_rows_and_they_come_in(client):
    run = said(client, checked(client, as_csv(strange(3))), 家电="Household appliances", 热线="12315 hotline")

    assert (run.wrong, run.right) == (0, 3)
    assert [entry["means"] for entry in run.met] == ["12315 hotline", "Household appliances"]
    client.post(address("start", run), {"mode": "all"})
    work()
    assert set(Complaint.objects.values_list("category", "channel")) == {("home-appliances", "phone-12315")}


def test_what_was_said_is_remembered_for_the_next_list_of_the_same_person_alone(client):
    said(client, checked(client, as_csv(strange())), 家电="Household appliances", 热线="12315 hotline")

    again = checked(client, as_csv([line("C-1", 类别="家 电", 渠道="热线")], separator=";"))
    other = checked(signed_in(make_user("supervisor")), as_csv(strange()))

    assert (again.wrong, other.wrong) == (0, 3)


def test_a_meaning_can_be_taken_back_and_nothing_outside_the_list_is_a_meaning(client):
    run = said(client, checked(client, as_csv(strange())), 家电="Household appliances", 热线="12315 hotline")
    said(client, run, 家电="")
    assert run.wrong == 3

    with pytest.raises(Refused):
        say_words(run, [("category", "家电", "no such thing")], on=RECEIVED_AT.date())
    with pytest.raises(Refused):
        say_words(run, [("subject", "冰箱", "Household appliances")], on=RECEIVED_AT.date())


def test_the_marked_workbook_still_marks_every_row(client):
    run = checked(client, as_csv([*strange(3), line("B")]))

    assert len(rows_in(client.get(address("refused", run)))) == 1 + 3


def test_empty_required_cells_are_no_words(client):
    run = checked(client, as_csv([line("A", 类别="")]))

    assert (run.met, run.wrong) == ([], 1)


def test_a_preset_keeps_headings_and_words_and_serves_somebody_else(client):
    other_headings = [{"类别": "大类", "渠道": "途径"}.get(heading, heading) for heading in HEADINGS]
    run = uploaded(client, as_csv(strange(), headings=other_headings))
    places = {**run.mapping, "category": HEADINGS.index("类别"), "channel": HEADINGS.index("渠道")}
    client.post(address("columns", run), places)
    work()
    run.refresh_from_db()
    said(client, run, 家电="Household appliances", 热线="12315 hotline")
    assert client.post(address("preset", run), {"name": "某系统"}).status_code == 302
    preset = Preset.objects.get(name_zh="某系统")

    other = signed_in(make_user("supervisor"))
    assert "某系统" in other.get(LIST).content.decode()
    shuffled = [list(reversed(row)) for row in strange()]
    file = as_csv(shuffled, headings=list(reversed(other_headings)))
    other.post(UPLOAD, {"file": SimpleUploadedFile("x.csv", file.getvalue()), "preset": preset.pk})
    theirs = ImportRun.objects.latest("pk")
    other.post(address("columns", theirs), theirs.mapping)
    work()
    theirs.refresh_from_db()

    assert (theirs.preset, theirs.wrong, theirs.total) == (preset, 0, 3)
    assert AuditEvent.objects.filter(action="preset_saved").count() == 1


def test_a_preset_is_saved_anew_by_who_saved_it_and_taken_for_others(client, supervisor):
    run = checked(client, as_csv([line("A")]))
    given = {"name": "本单位", "at": RECEIVED_AT}
    first = save_preset(run, actor=supervisor, **given)

    assert save_preset(run, actor=supervisor, **given) == first
    with pytest.raises(Refused):
        save_preset(run, actor=make_user("supervisor"), **given)
    with pytest.raises(Refused):
        delete_preset(first, actor=make_user("supervisor"), at=RECEIVED_AT)
    delete_preset(first, actor=supervisor, at=RECEIVED_AT)
    assert not Preset.objects.filter(pk=first.pk)


def test_the_preset_of_the_platform_s_forms_reads_its_own_headings_and_words(supervisor):
    target = imports()["complaints"]
    preset = presets_for(target).get(code="12315-forms")
    values = dict(zip(HEADINGS, line("A", 渠道="话务", 类别="家用电子电器", 问题="售后"), strict=True))
    ours = {column.name: column.zh for column in target.columns()}
    headings = [preset.columns[name] for name, zh in ours.items() if zh in values and name in preset.columns]
    cells = [values[zh] for name, zh in ours.items() if zh in values and name in preset.columns]

    file = as_csv([cells], headings=headings)
    run = receive(target=target, file=file, name="x.csv", actor=supervisor, at=RECEIVED_AT, preset=preset)

    assert set(run.mapping) >= {column.name for column in target.columns() if column.is_required}
    assert "未用真实导出表核对" in preset.note_zh


def test_what_a_preset_says_as_a_code_is_shown_by_its_name(client):
    preset = Preset.objects.get(code="12315-forms")
    file = as_csv([line("A", 渠道="话务")])
    client.post(UPLOAD, {"file": SimpleUploadedFile("x.csv", file.getvalue()), "preset": preset.pk})
    run = ImportRun.objects.latest("pk")
    client.post(address("columns", run), run.mapping)
    work()

    page = client.get(run.get_absolute_url()).content.decode()

    assert '<option value="12315 hotline" selected>12315 hotline</option>' in page


def test_every_word_of_the_shipped_presets_stands_for_something_there_is(packs):
    target = imports()["complaints"]
    columns = {column.name: column for column in target.columns()}
    sender = None
    for preset in presets_for(target):
        for name, words in preset.words.items():
            for meaning in words.values():
                assert columns[name].read(meaning, {}, sender), (preset, name, meaning)


@pytest.mark.parametrize(("text", "says"), [
    ('target = "complaint"\nsource = "x"', "target is 'complaint'"),
    ('target = "complaints"\nsource = "x"\n[columns]\nnmae = "姓名"', "there is no “nmae”"),
    ('target = "complaints"\nsource = "x"\n[words.name]\n"a" = "b"', "there is no “name”"),
    ('target = "complaints"', "no source"),
])
def test_a_wrong_preset_file_is_refused_with_what_is_wrong(packs, tmp_path, text, says):
    path = tmp_path / "some.toml"
    path.write_text('name = { zh = "甲", en = "A" }\nnote = { zh = "", en = "" }\n' + text)

    with pytest.raises(PackErrors, match=says):
        read_preset(path)
