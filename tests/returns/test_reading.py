"""A form is checked whole; everything that is wrong is named."""

import pytest

from hengzhi.core.packs import PackErrors
from hengzhi.organisations.models import Department
from hengzhi.returns.models import Form
from hengzhi.returns.packfiles import write_forms
from hengzhi.returns.reading import form_of, read_form, storable

GOOD = """
version = 1
name = { zh = "甲表", en = "Form A" }
period = "quarter"
opens_days_before = 0
due_workdays = 5
source = { zh = "《统计法》", en = "Statistics Law" }
valid_from = 2011-01-01

[[handed_in_by]]
kind = "bureau"
from = 2011-01-01

[[item]]
code = "tested"
name = { zh = "抽检", en = "Tested" }
unit = { zh = "件", en = "samples" }
type = "whole"
scope = { zh = "口径", en = "scope" }
source = { zh = "出处", en = "source" }

[[item]]
code = "passed"
name = { zh = "合格", en = "Passed" }
unit = { zh = "件", en = "samples" }
type = "whole"
scope = { zh = "口径", en = "scope" }
source = { zh = "出处", en = "source" }

[[check]]
kind = "compare"
item = "passed"
is = "<="
other = "tested"
hard = true
"""


def read(tmp_path, text, name="a.toml"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_form(path)[0]


def test_a_form_stored_and_read_again_is_the_same(tmp_path):
    file = read(tmp_path, GOOD, "a.2.toml")

    assert file.form.code == "a"
    assert form_of("a", storable(file.content)) == file.form


@pytest.mark.parametrize(("old", "new", "says"), [
    ('period = "quarter"', 'period = "week"', "period is 'week'; write one of month, quarter, year"),
    ("due_workdays = 5", 'due_workdays = "five"', "due_workdays is 'five'; write a whole number"),
    ('other = "tested"', 'other = "tasted"', "“tasted” is no item of the form; name one. Did you mean “tested”?"),
    ('kind = "compare"', 'kind = "eval"', "kind is 'eval'; write one of range, sum"),
    ("hard = true", "hard = true\nformula = 'a+b'", "“formula” means nothing; leave it out"),
    ('code = "passed"', 'code = "tested"', "item tested stands twice; keep one"),
    ('[[handed_in_by]]\nkind = "bureau"\nfrom = 2011-01-01', "", "nobody hands the form in"),
    ('type = "whole"\nscope', 'type = "formula"\nscope', "type is 'formula'; write one of whole"),
    ('is = "<="', 'is = "like"', "is is 'like'; write one of <"),
])
def test_what_is_wrong_is_named_with_what_is_wanted(tmp_path, old, new, says):
    assert old in GOOD

    with pytest.raises(PackErrors) as wrong:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert says in str(wrong.value)


def test_a_department_nobody_knows_is_named(db, tmp_path):
    file = read(tmp_path, GOOD.replace('kind = "bureau"', 'department = "spurt"'))

    with pytest.raises(PackErrors, match="“spurt” is no department"):
        write_forms([file])


def test_a_form_in_use_changes_only_with_a_new_version(packs, tmp_path):
    from returns.makers import make_return

    write_forms([read(tmp_path, GOOD)])
    write_forms([read(tmp_path, GOOD.replace("due_workdays = 5", "due_workdays = 6"))])
    make_return("a", "sport", "2012-Q1")

    with pytest.raises(PackErrors, match="write version = 2"):
        write_forms([read(tmp_path, GOOD)])
    assert Form.objects.get(code="a").structure.due_workdays == 6
    assert Department.objects.filter(code="sport").exists()
