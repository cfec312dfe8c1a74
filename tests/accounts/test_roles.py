"""Roles and deputyships: who gives them, how far they reach, what the trail keeps of them."""

from datetime import date

import pytest

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.accounts.models import Deputyship, Role, RoleTerm, User
from hengzhi.accounts.services.roles import appoint, end_deputyship, end_role, name_deputy
from hengzhi.accounts.services.users import disable_user
from hengzhi.complaints.permissions import DECIDE, SEE
from hengzhi.core.clock import today
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Department
from hengzhi.register.models import AuditEvent, Record
from hengzhi.register.pages import timeline

TODAY = date(2012, 12, 28)
NEW_YEAR = date(2013, 1, 10)


@pytest.fixture
def administrator(packs):
    return make_user("administrator", "qtsb", name="卫管理")


def fresh(user: User) -> User:
    """Return a user as the next request meets them: without what they remember of their roles."""
    return User.objects.get(pk=user.pk)


def appointed(user: User, actor: User, role: str = "handler", department: str | None = "aic", **given) -> RoleTerm:
    place = Department.objects.get(code=department) if department else None
    days = {"starts_on": TODAY, "ends_on": None, **given}
    return appoint(user=user, role=Role.objects.get(code=role), department=place, actor=actor, **days)


def acts_for(absent: User, deputy: User, actor: User | None = None, **given) -> list[Deputyship]:
    terms = list(absent.role_terms.select_related("user", "role", "department"))
    days = {"starts_on": TODAY, "ends_on": NEW_YEAR, **given}
    return name_deputy(terms=terms, deputy=deputy, actor=actor or absent, on=TODAY, **days)


def trail() -> list[tuple]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", "actor__name", "facts"))


def test_giving_and_ending_a_role_is_in_the_trail(administrator):
    user = make_user("", name="林新人", username="lin")

    term = appointed(user, administrator)
    end_role(term, last_on=NEW_YEAR, actor=administrator, on=TODAY)

    held = {"user": "林新人 lin", "role": "承办人 handler", "department": term.department.name_zh, "starts_on": "2012-12-28"}
    assert trail() == [
        ("role_given", "卫管理", held), ("role_ended", "卫管理", {**held, "ends_on": "2013-01-10"}),
    ]
    assert RoleTerm.objects.get(pk=term.pk).ends_on == NEW_YEAR


def test_an_administrator_gives_themselves_nothing(administrator):
    with pytest.raises(Refused, match=r"Ask another administrator|请由其他"):
        appointed(administrator, administrator, "supervisor")

    assert (administrator.role_terms.count(), trail()) == (1, [])


@pytest.mark.parametrize("given", [
    {"department": None}, {"ends_on": date(2012, 12, 27)}, {"role": "handler", "twice": True},
])
def test_a_role_without_its_department_or_in_wrong_days_or_twice_is_refused(administrator, given):
    user = make_user("")
    if given.pop("twice", False):
        appointed(user, administrator)

    with pytest.raises(Refused):
        appointed(user, administrator, **given)


def test_a_role_given_by_mistake_goes_whole_and_the_trail_keeps_both(administrator):
    user = make_user("")
    term = appointed(user, administrator)

    end_role(term, last_on=date(2012, 12, 27), actor=administrator, on=TODAY)

    assert (user.role_terms.count(), [action for action, *_rest in trail()]) == (0, ["role_given", "role_ended"])


def test_the_last_administrator_is_neither_disabled_nor_stripped(administrator):
    user = make_user("")

    with pytest.raises(Refused):
        end_role(administrator.role_terms.get(), last_on=TODAY, actor=user, on=TODAY)
    with pytest.raises(Refused):
        disable_user(administrator, actor=user, on=TODAY)

    assert fresh(administrator).is_active
    assert administrator.role_terms.get().ends_on is None


def test_a_second_administrator_lets_the_first_go(administrator):
    other = make_user("administrator", "qtsb")

    disable_user(administrator, actor=other, on=TODAY)

    assert not fresh(administrator).is_active


def test_a_deputy_works_with_the_absent_ones_role_and_the_trail_names_both(packs):
    absent, deputy = make_user("handler", name="李承办"), make_user("intake", name="王登记")
    record = make_complaint()

    acts_for(absent, deputy)
    take(record, "accept", actor=fresh(deputy))

    event = AuditEvent.objects.get(action="accept")
    assert event.actor == deputy
    assert event.facts["behalf_of"] == absent.username
    newest = timeline(record)[0]
    assert newest.actor in {"王登记 代 李承办", "王登记 for 李承办"}
    assert [name for name, _value in newest.facts] == []


def test_what_a_deputy_may_do_by_themselves_is_not_done_for_another(packs):
    absent, deputy = make_user("handler"), make_user("handler")
    record = make_complaint()

    acts_for(absent, deputy)
    take(record, "accept", actor=fresh(deputy))

    assert "behalf_of" not in AuditEvent.objects.get(action="accept").facts


@pytest.mark.parametrize(("starts_on", "ends_on", "may"), [
    (TODAY, TODAY, True), (date(2012, 12, 29), NEW_YEAR, False), (TODAY, NEW_YEAR, True),
])
def test_a_deputyship_holds_on_its_days_only(packs, starts_on, ends_on, may):
    absent, deputy = make_user("handler"), make_user("intake")

    acts_for(absent, deputy, starts_on=starts_on, ends_on=ends_on)

    assert fresh(deputy).may(DECIDE) is may


def test_a_deputyship_ends_with_the_role_and_with_the_account(administrator):
    absent, deputy = make_user("handler"), make_user("intake")
    acts_for(absent, deputy)

    User.objects.filter(pk=absent.pk).update(is_active=False)
    disabled = fresh(deputy).may(DECIDE)
    User.objects.filter(pk=absent.pk).update(is_active=True)
    absent.role_terms.update(ends_on=date(2012, 12, 27))

    assert (disabled, fresh(deputy).may(DECIDE)) == (False, False)


def test_a_deputy_passes_nothing_on(packs):
    first, second, third = make_user("supervisor"), make_user("handler"), make_user("intake")
    acts_for(first, second)
    acts_for(second, third)

    held = {term.user_id for term in fresh(third).acting}

    assert held == {second.pk}
    with pytest.raises(Refused):
        name_deputy(
            terms=list(first.role_terms.all()), deputy=third, starts_on=TODAY, ends_on=NEW_YEAR, actor=fresh(second), on=TODAY
        )


@pytest.mark.parametrize(("role", "department"), [("auditor", "audit"), ("administrator", "qtsb")])
def test_nobody_acts_as_auditor_or_administrator(packs, role, department):
    absent, deputy = make_user(role, department), make_user("office", department)

    with pytest.raises(Refused):
        acts_for(absent, deputy)


def test_a_stranger_to_the_department_is_named_by_an_administrator_only(administrator):
    absent, stranger = make_user("handler"), make_user("liaison", "commerce")

    with pytest.raises(Refused):
        acts_for(absent, stranger)
    acts_for(absent, stranger, actor=administrator)

    assert fresh(stranger).may(SEE)


@pytest.mark.parametrize(("role", "department", "may"), [
    ("supervisor", "aic", True), ("supervisor", "qtsb", False), ("handler", "aic", False),
])
def test_the_head_names_deputies_in_the_own_department(packs, role, department, may):
    absent, deputy, actor = make_user("handler"), make_user("intake"), make_user(role, department)

    if may:
        acts_for(absent, deputy, actor=actor)
    else:
        with pytest.raises(Refused):
            acts_for(absent, deputy, actor=actor)

    assert fresh(deputy).may(DECIDE) is may


@pytest.mark.parametrize("who", ["head", "administrator"])
def test_nobody_names_themselves_for_another(packs, who):
    absent = make_user("handler")
    actor = make_user("supervisor") if who == "head" else make_user("administrator", "qtsb")

    with pytest.raises(Refused):
        acts_for(absent, actor, actor=actor)


def test_a_deputyship_ended_at_once_ends_at_once(packs):
    absent, deputy = make_user("handler"), make_user("intake")
    [deputyship] = acts_for(absent, deputy)

    end_deputyship(deputyship, actor=fresh(absent), on=TODAY)

    assert not fresh(deputy).may(DECIDE)
    assert [action for action, *_rest in trail()] == ["deputy_named", "deputy_ended"]


def own_role() -> Role:
    return Role.objects.create(
        code="own-cases", name_zh="专办员", name_en="own cases", sentence_zh="办自己的", sentence_en="own", scope="own",
        permissions=[SEE.code, DECIDE.code],
    )


def test_who_acts_for_a_handler_of_own_cases_reaches_these_cases_and_no_others(packs):
    absent, deputy = make_user(""), make_user("liaison", "commerce")
    RoleTerm.objects.create(user=absent, role=own_role(), department=Department.objects.get(code="aic"), starts_on=TODAY)
    theirs, other = make_complaint(), make_complaint()
    Record.objects.filter(pk=theirs.pk).update(handler=absent)
    acts_for(absent, deputy, actor=make_user("administrator", "qtsb"))

    user = fresh(deputy)

    assert list(Record.objects.visible_to(user)) == [theirs]
    take(Record.objects.get(pk=theirs.pk), "accept", actor=user)
    with pytest.raises(Refused):
        take(other, "accept", actor=user, at=RECEIVED_AT)


def test_a_deputy_sees_the_confidential_records_of_whom_they_act_for(packs):
    from hengzhi.complaints.kinds import TIPOFF_KIND

    absent, deputy = make_user("handler"), make_user("intake")
    record = make_complaint(kind=TIPOFF_KIND, problem="other-violation", is_confidential=True)
    Record.objects.filter(pk=record.pk).update(handler=absent)
    before = Record.objects.visible_to(deputy).count()

    acts_for(absent, deputy)

    assert (before, Record.objects.visible_to(fresh(deputy)).count()) == (0, 1)


def test_roles_and_deputyships_cost_one_query(packs, django_assert_num_queries):
    absent, deputy = make_user("handler"), make_user("intake")
    acts_for(absent, deputy)
    user = fresh(deputy)

    with django_assert_num_queries(1):
        assert (len(user.terms), len(user.acting), user.may(DECIDE), user.department.code) == (1, 1, True, "aic")
    assert today() == TODAY
