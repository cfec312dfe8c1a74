"""A pack is checked whole, and an error says file, line, what was found and what is wanted."""

import pytest

from hengzhi.core.errors import HengzhiError
from hengzhi.core.models import CodeItem, Site
from hengzhi.core.packs import PackErrors, find_pack, load_packs
from hengzhi.organisations.models import Area, Department

HEAD = "list,code,zh,en,group,valid_from,valid_to,position,source\n"


@pytest.fixture
def pack(tmp_path, settings):
    """Give a pack of one file, whose text a test writes."""
    settings.HENGZHI_PACKS = tmp_path
    (tmp_path / "here/things").mkdir(parents=True)
    head = 'code = "here"\nversion = "1"\nname = { zh = "此", en = "here" }\n'
    (tmp_path / "here/pack.toml").write_text(head, encoding="utf-8")

    def write(text: str, encoding: str = "utf-8"):
        (tmp_path / "here/things/codes.csv").write_text(text, encoding=encoding)

    return write


@pytest.mark.parametrize(("text", "says"), [
    (HEAD + "a,b,c,d,,2012-02-30,,1,s\n", "line 2: valid_from is “2012-02-30”; write an existing day as YYYY-MM-DD"),
    (HEAD + "a,b,c,d,,,,one,s\n", "line 2: position is “one”; write a whole number"),
    (HEAD + "a,,c,d,,,,1,s\n", "line 2: code is “”; a value is wanted"),
    (HEAD + "a,b,c,d,,,,1\n", "line 2: the line has fewer cells than the heading; wanted 9 cells"),
    (HEAD + "a,b,c,d,,,,1,s\na,b,x,y,,,,2,s\n", "line 3: a, b stands already at line 2; keep one of the two"),
    ("list,code\n", "line 1: columns are list,code; wanted list,code,zh,en,group,valid_from,valid_to,position,source"),
    ("", "line 1: columns are none"),
])
@pytest.mark.django_db
def test_what_is_wrong_is_named_with_file_and_line_and_nothing_is_written(pack, text, says):
    pack(text)

    with pytest.raises(PackErrors) as caught:
        load_packs(["here"])

    assert str(caught.value).startswith("here/things/codes.csv " + says)
    assert not CodeItem.objects.filter(list="a").exists()


@pytest.mark.django_db
def test_a_file_in_another_encoding_is_named(pack):
    pack(HEAD + "a,b,投诉,d,,,,1,s\n", "gb18030")

    with pytest.raises(PackErrors, match=r"byte \d+ is not UTF-8; save the file as UTF-8"):
        load_packs(["here"])


@pytest.mark.django_db
def test_every_error_of_every_file_is_told_at_once(pack):
    pack(HEAD + "a,b,c,d,,,,x,s\na,c,c,d,,,,y,s\n")

    with pytest.raises(PackErrors) as caught:
        load_packs(["here"])

    assert len(caught.value.errors) == 2


@pytest.mark.django_db
def test_loading_twice_changes_nothing(pack):
    pack(HEAD + "a,b,c,d,,,,1,s\n")

    load_packs(["here"])
    load_packs(["here"])

    assert list(CodeItem.objects.filter(list="a").values_list("code", "zh")) == [("b", "c")]


def test_a_mistyped_pack_gets_a_suggestion():
    with pytest.raises(HengzhiError, match="Did you mean “hongkou-2012”"):
        find_pack("hongkou-2021")


def test_the_demonstration_district_loads_with_its_32_departments_and_8_subdistricts(packs):
    loaded = load_packs(["hongkou-2012"])
    site = Site.objects.get()

    assert [pack.code for pack in loaded] == ["national", "shanghai", "hongkou-2012"]
    assert (site.name_zh, site.synthetic) == ("上海市虹口区", True)
    assert Department.objects.valid_on(site.day).count() == 32
    names = Area.objects.valid_on(site.day).filter(parent__code=site.area_code).values_list("name_zh", flat=True)
    assert len(names) == 8
    assert "提篮桥街道" in names


def test_tilanqiao_became_north_bund_in_2018(packs):
    old = Area.objects.get(name_zh="提篮桥街道")

    assert old.valid_to.year == 2018
    assert "北外滩街道" in old.successors.values_list("name_zh", flat=True)
