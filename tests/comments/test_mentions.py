"""Names are read out of a remark as people write them, and nothing is learnt of who may not see the record."""

import pytest
from django.utils.translation import override

from hengzhi.accounts.models import User
from hengzhi.comments.mentions import mentioned
from hengzhi.core.errors import Refused

READERS = [
    User(pk=1, username="liwei", name="李伟"), User(pk=2, username="liwei2", name="李伟民"),
    User(pk=3, username="wang.fang", name="王芳"), User(pk=4, username="wf", name="王芳"),
]
USERS = [*READERS, User(pk=5, username="liweiguo", name="李伟国")]


@pytest.mark.parametrize(("text", "keys"), [
    ("请看", []), ("@李伟请看一下", [1]), ("@李伟民请看", [2]), ("＠李伟，@李伟民。", [1, 2]), ("@liwei,@liwei2", [1, 2]),
    ("@wang.fang 王芳", [3]), ("问@李伟 和 @liwei", [1]), ("写到 a@liwei.cn", []), ("@ 李伟", []), ("@wf请看", [4]), ("价格@", []),
])
def test_names_are_found(text, keys):
    assert [user.pk for user in mentioned(text, USERS, READERS)] == keys


@pytest.mark.parametrize(("text", "says"), [
    ("@赵四请看", "“@赵四请看”: nobody who may see this record has this name. Correct the name, or leave out the @."),
    ("@李伟国请看", "“@李伟国请看”: nobody who may see this record has this name. Correct the name, or leave out the @."),
    ("@liweix", "“@liweix”: nobody who may see this record has this name. Correct the name, or leave out the @."),
    ("@王芳", "“@王芳”: several who may see this record have this name. Write one of: @wang.fang @wf"),
])
def test_a_name_nobody_or_several_have_is_refused(text, says):
    with override("en"), pytest.raises(Refused) as refused:
        mentioned(text, USERS, READERS)

    assert str(refused.value) == says
