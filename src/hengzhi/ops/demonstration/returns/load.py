"""The returns of the demonstration's departments over two years, written as if every step had been taken by hand.

A test compares returns loaded here with returns that went through the services.
"""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from hengzhi.accounts.models import User
from hengzhi.core.packs import find_pack
from hengzhi.core.periods import period
from hengzhi.core.reference import site, work_calendar
from hengzhi.ops.demonstration.insert import insert, note_numbers
from hengzhi.ops.demonstration.returns.courses import opened_at
from hengzhi.ops.demonstration.returns.evidence import attach
from hengzhi.ops.demonstration.returns.replay import Made, Replay, Start
from hengzhi.ops.demonstration.returns.values import FIRST_YEAR, Figures
from hengzhi.organisations.models import Department
from hengzhi.register.models import ClockExtension, Record, Sharing
from hengzhi.register.search import search_text
from hengzhi.register.services import words_of
from hengzhi.returns.models import Value, Version
from hengzhi.returns.queries import rounds_around
from hengzhi.returns.rounds import opens_on, owed


def load_returns(pack: str) -> int:
    """Make and save the returns of a demonstration pack from its first year to its day; return how many."""
    day, calendar = site().day, work_calendar()
    users = {user.username: user for user in User.objects.all()}
    replay = Replay(Figures(find_pack(pack).folder), users, calendar)
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    made = replay.run(sorted(_starts(day), key=_order), noon)
    with transaction.atomic():
        save(made)
    return len(made)


def _starts(day: date) -> Iterator[Start]:
    """Yield the returns opened by a day."""
    departments = list(Department.objects.all())
    rounds = {
        (form, span) for year in range(FIRST_YEAR, day.year + 1) for month in range(1, 13)
        for form, span in rounds_around(period(f"{year}-{month:02d}").first)
    }
    for form, span in rounds:
        for one in owed(form.structure, span, departments):
            opening = opens_on(form.structure, one)
            if span.first.year >= FIRST_YEAR and opening <= day:
                yield Start(form, span, one, opened_at(opening))


def _order(start: Start) -> tuple:
    return start.at, start.form.code, start.span, start.one.department.position


def save(many: list[Made]) -> None:
    """Save the rows of many returns, each table in one go."""
    Record.objects.bulk_create([made.record for made in many])
    attach(many)
    for made in many:
        made.row.record_id = made.record.pk
        for part in (*made.clocks, *made.events):
            part.record_id = made.record.pk
    insert([made.row for made in many])
    insert([Sharing(record=made.record, department=made.row.form.owner) for made in many if made.row.form.owner_id])
    insert([search_text(made.record, words_of(made.record, made.row)) for made in many])
    _save_versions(many)
    _save_clocks(many)
    insert([event for made in many for event in made.events])
    note_numbers(made.record.code for made in many)


def _save_versions(many: list[Made]) -> None:
    drafts = [(made, draft) for made in many for draft in made.drafts]
    for made, draft in drafts:
        draft.version.of_id = made.record.pk
    Version.objects.bulk_create([draft.version for _made, draft in drafts])
    insert([
        Value(
            version=draft.version, item=item, status=entry.status, number=entry.number, text=entry.text, note=entry.note,
            remark=draft.remarks.get(item, ""),
        )
        for _made, draft in drafts for item, entry in draft.entries.items()
    ])


def _save_clocks(many: list[Made]) -> None:
    with_extensions = [made for made in many if made.extensions]
    for made in with_extensions:
        for clock in made.clocks:
            clock.save()
        ClockExtension.objects.bulk_create(made.extensions)
    insert([clock for made in many if not made.extensions for clock in made.clocks])
