"""Users and roles from a spreadsheet: what is wrong is named, nobody gets two accounts or gives themselves a role."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest

from factories import make_user
from hengzhi.accounts.models import PasswordLink, RoleTerm, Tries, User, Visit
from hengzhi.accounts.services.passwords import make_link
from hengzhi.core.present import present
from hengzhi.exchange.contract import imports
from hengzhi.exchange.models import ImportRun, Mode
from hengzhi.exchange.running import check_run, run_import
from hengzhi.exchange.services import map_columns, receive, start
from hengzhi.jobs.catalogue import kind_named
from hengzhi.register.models import AuditEvent

AT = datetime(2012, 12, 28, 2, 0, tzinfo=UTC)
HEADINGS = "登录名,姓名,职务,邮箱,角色,单位,起始日期,截止日期\n"
LIN = "lin,林新人,科员,lin@example.cn,承办人,区工商分局,2013-1-4,\n"


@pytest.fixture
def administrator(packs):
    return make_user("administrator", "qtsb", username="admin")


def checked(actor: User, rows: str) -> ImportRun:
    file = io.BytesIO((HEADINGS + rows).encode("gb18030"))
    run = receive(target=imports()["users"], file=file, name="users.csv", actor=actor, at=AT)
    map_columns(run, run.mapping)
    check_run(run, at=AT)
    return run


def brought_in(actor: User, rows: str) -> ImportRun:
    run = checked(actor, rows)
    start(run, Mode.GOOD)
    run_import(run, at=AT)
    return run


def test_users_come_in_with_their_roles_and_without_a_password(administrator):
    run = brought_in(administrator, LIN + "lin,林新人,科员,,质量分析员,上海市虹口区质量技术监督局,2013-01-04,2013-12-31\n")

    user = User.objects.get(username="lin")
    assert (run.added, run.refused, user.name, user.title, user.email, user.has_usable_password()) == (
        2, 0, "林新人", "科员", "lin@example.cn", False,
    )
    assert list(user.role_terms.values_list("role__code", "department__code", "starts_on", "ends_on")) == [
        ("handler", "aic", date(2013, 1, 4), None), ("analyst", "qtsb", date(2013, 1, 4), date(2013, 12, 31)),
    ]
    given = AuditEvent.objects.filter(actor=administrator, facts__user="林新人 lin").values_list("action", flat=True)
    assert list(given) == ["user_added", "role_given", "role_given"]


def test_the_second_time_nothing_is_added(administrator):
    brought_in(administrator, LIN)

    again = checked(administrator, LIN)

    assert (again.known, again.wrong, RoleTerm.objects.filter(user__username="lin").count()) == (1, 0, 1)


def test_a_role_that_has_ended_is_given_anew(administrator):
    brought_in(administrator, LIN.replace("2013-1-4,", "2012-1-4,2012-6-30"))

    run = brought_in(administrator, LIN)

    assert (run.added, RoleTerm.objects.filter(user__username="lin").count()) == (1, 2)


@pytest.mark.parametrize(("change", "column"), [
    (("lin,", "ad min,"), "username"), (("lin,林", "admin,林"), "username"), (("承办人", "承包人"), "role"),
    (("区工商分局", "区某局"), "department"), (("lin@", "lin"), "email"), (("2013-1-4,", "2013-1-4,2012-12-1"), "ends_on"),
    (("林新人", ""), "name"), (("lin,林", "wu,林"), "name"),
])
def test_a_wrong_cell_is_named(administrator, change, column):
    make_user("handler", username="wu", name="吴调解")

    run = checked(administrator, LIN.replace(*change))

    assert list(run.faults.values_list("row", "column")) == [(2, column)]


def test_only_who_manages_accounts_brings_users_in(packs):
    from hengzhi.core.errors import Refused

    with pytest.raises(Refused):
        checked(make_user("supervisor"), LIN)


def test_at_night_what_is_over_is_cleared_and_what_is_not_stays(packs, client):
    user, long_ago = make_user("handler"), present() - timedelta(days=3)
    for back in (present(), long_ago):
        Visit.objects.create(user=user, session_key=f"k{back}", began_at=back, seen_at=back)
        Tries.objects.create(kind="name", digest=f"d{back}", last_at=back)
        PasswordLink.objects.create(user=user, digest=f"l{back}", expires_at=back + timedelta(days=2))
    make_link(make_user("handler"), actor=None, at=present())

    class Run:
        def progress(self, done, total):
            """Report to nobody."""

    kind_named("staff.clear").function(Run())

    assert [model.objects.count() for model in (Visit, Tries, PasswordLink)] == [1, 1, 2]
