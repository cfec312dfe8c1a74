"""Who is in the group: terms, forming anew, who was a member on a day."""

from datetime import date

import pytest

from hengzhi.core.errors import Refused
from hengzhi.core.reference import work_calendar
from hengzhi.leading_group.models import Group, Member
from hengzhi.leading_group.queries import roll_on
from hengzhi.leading_group.services.group import Seat, add_member, copied_seats, draft_group, end_member, form_group
from leading_group.making import at, composition, department, district, liaison, make_draft, make_group, office


def posts(user, day: date) -> list[str]:
    roll = roll_on(user, day)
    return [member.name for member in (*roll.heads, *roll.members)]


def test_who_was_a_member_on_a_day_is_told_across_compositions(packs):
    first = make_group(date(2011, 3, 1), codes=("commerce", "science"))
    make_group(date(2012, 1, 9), after=first.leading_group, codes=("commerce", "aic"))

    assert posts(office(), date(2011, 2, 28)) == []
    assert posts(office(), date(2012, 1, 8)) == ["区长甲", "副区长乙", "commerce某", "science某"]
    assert posts(office(), date(2012, 1, 9)) == ["区长甲", "副区长乙", "commerce某", "aic某"]


def test_a_member_who_is_followed_within_a_composition_is_told_by_day(packs):
    record = make_group()
    leaving = Member.objects.get(name="commerce某")

    end_member(leaving, until=date(2012, 5, 31), actor=office(), at=at(5, 31))
    add_member(record, Seat("member", "新主任", "主任", department("commerce")), since=date(2012, 6, 1), actor=office(), at=at(6, 1))

    assert "commerce某" in posts(office(), date(2012, 5, 31))
    assert posts(office(), date(2012, 6, 1))[-1] == "新主任"
    assert [event.action for event in record.events.all()][-2:] == ["member_ended", "member_added"]


def test_forming_anew_ends_all_terms_the_day_before_and_keeps_them(packs):
    first = make_group(date(2011, 3, 1))
    draft = make_draft(first.leading_group)

    assert set(Member.objects.filter(group=draft.pk).values_list("starts_on", flat=True)) == {None}
    form_group(draft, starts_on=date(2012, 1, 9), paper="3号", actor=office(), at=at(1, 9), calendar=work_calendar())

    old, new = Group.objects.get(pk=first.pk), Group.objects.get(pk=draft.pk)
    assert (old.starts_on, old.ends_on, new.starts_on, new.ends_on) == (date(2011, 3, 1), date(2012, 1, 8), date(2012, 1, 9), None)
    assert set(old.members.values_list("ends_on", flat=True)) == {date(2012, 1, 8)}
    assert first.events.last().action == "group_followed"


def test_a_composition_takes_over_who_is_in_office_not_who_has_left(packs):
    record = make_group()
    end_member(Member.objects.get(name="science某"), until=date(2012, 2, 1), actor=office(), at=at(2, 1))

    assert [seat.name for seat in copied_seats(record.leading_group)] == ["区长甲", "副区长乙", "commerce某", "aic某"]


def test_a_group_does_not_begin_before_the_one_it_follows(packs):
    first = make_group(date(2011, 3, 1))
    draft = make_draft(first.leading_group)

    with pytest.raises(Refused, match="2011-03-01"):
        form_group(draft, starts_on=date(2011, 3, 1), paper="3号", actor=office(), at=at(1, 9), calendar=work_calendar())
    assert Group.objects.get(pk=first.pk).ends_on is None


def test_two_groups_are_never_in_office_at_once(packs):
    first = make_group()
    make_draft(first.leading_group)

    for after in (None, first.leading_group):
        with pytest.raises(Refused):
            draft_group(composition=composition(), area=district(), actor=office(), at=at(2, 1), calendar=work_calendar(), after=after)


def test_a_group_without_a_head_is_not_formed(packs):
    draft = make_draft()
    draft.leading_group.members.filter(role="head").delete()

    with pytest.raises(Refused):
        form_group(draft, starts_on=date(2012, 1, 9), paper="3号", actor=office(), at=at(1, 9), calendar=work_calendar())
    assert draft.leading_group.members.exclude(starts_on=None).count() == 0


@pytest.mark.parametrize(
    ("seat", "since"),
    [
        (Seat("head", "另一人", "区长"), date(2012, 2, 1)),
        (Seat("deputy", "丁", "副区长"), date(2012, 1, 8)),
        (Seat("deputy", "丁", "副区长"), None),
    ],
)
def test_a_second_head_and_a_day_before_the_group_are_refused(packs, seat, since):
    record = make_group()

    with pytest.raises(Refused):
        add_member(record, seat, since=since, actor=office(), at=at(2, 1))


def test_a_term_ends_once_and_not_before_it_began(packs):
    make_group()
    member = Member.objects.get(name="aic某")

    with pytest.raises(Refused):
        end_member(member, until=date(2012, 1, 8), actor=office(), at=at(2, 1))
    end_member(member, until=date(2012, 2, 1), actor=office(), at=at(2, 1))
    with pytest.raises(Refused):
        end_member(member, until=date(2012, 3, 1), actor=office(), at=at(3, 1))


def test_only_who_keeps_the_group_changes_it_and_only_member_departments_see_it(packs):
    record = make_group()

    with pytest.raises(Refused):
        add_member(record, Seat("deputy", "丁", "副区长"), since=date(2012, 2, 1), actor=liaison(), at=at(2, 1))
    assert len(posts(liaison("commerce"), date(2012, 2, 1))) == 5
    assert posts(liaison("tax"), date(2012, 2, 1)) == []
