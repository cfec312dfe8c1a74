"""What is watched comes from packs, checked whole."""

import pytest

from hengzhi.alarms.models import Question, WatchRule
from hengzhi.alarms.packfiles import read_watch, write_watch
from hengzhi.core.packs import PackErrors, packs_folder

GOOD = '[district]\nfalse_alarms_a_year = 0.5\nleast = 20\nleast_ratio = 1.2\nreason = { zh = "总量", en = "volume" }\nsource = "x"\n'


def written(tmp_path, text):
    path = tmp_path / "watch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_pack_watches_every_question(packs):
    entries = read_watch(packs_folder() / "national/alarms/watch.toml")

    assert {entry["code"] for entry in entries} == set(Question.values) == set(WatchRule.objects.values_list("code", flat=True))


def test_a_district_changes_one_question_and_leaves_the_others(packs, tmp_path):
    write_watch(read_watch(written(tmp_path, GOOD + "is_watched = false\n")))

    rule = WatchRule.objects.get(code="district")
    assert (rule.is_watched, rule.numbers["false_alarms_a_year"], WatchRule.objects.count()) == (False, 0.5, len(Question.values))


@pytest.mark.parametrize(("change", "says"), [
    (("[district]", "[distrikt]"), "Did you mean “district”?"), (("least = 20\n", ""), "least_ratio"),
    (("least = 20", "least = -1"), "above zero"), (("least = 20", "least = true"), "above zero"),
    (('source = "x"', "source = 3"), "source is 3"), (("least = 20", "least = 20\nmost = 5"), "most"),
])
def test_a_wrong_table_is_named(tmp_path, change, says):
    with pytest.raises(PackErrors, match=says.replace("?", r"\?")):
        read_watch(written(tmp_path, GOOD.replace(*change)))
