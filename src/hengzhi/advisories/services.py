"""Writes to consumer warnings; the steps from draft to withdrawal go through the register's `move`."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hengzhi.advisories.kinds import ADVISORY
from hengzhi.advisories.models import Advisory, AdvisoryCategory
from hengzhi.advisories.permissions import WRITE
from hengzhi.advisories.workflow import State
from hengzhi.core.calendar import WorkCalendar
from hengzhi.core.errors import Refused
from hengzhi.organisations.models import Area, Department
from hengzhi.register import trail
from hengzhi.register.models import Record
from hengzhi.register.reach import reach_of
from hengzhi.register.search import note as note_for_search
from hengzhi.register.services import open_record, words_of


def _demand(actor, department: Department) -> None:
    reach = reach_of(actor, WRITE)
    if not (reach.is_everywhere or department.pk in reach.departments):
        raise Refused(_("You need the permission to %(what)s.") % {"what": WRITE.says})


@transaction.atomic
def draft_advisory(
    *, advisory: Advisory, title: str, department: Department, categories: Iterable[str], areas: Iterable[Area],
    about: Iterable[Record], actor, at: datetime, calendar: WorkCalendar,
) -> Record:
    """Begin a warning; raises Refused without the permission to write for the department."""
    _demand(actor, department)
    record = open_record(
        kind=ADVISORY, title=title, department=department, area=None, at=at, actor=actor, calendar=calendar, detail=advisory
    )
    _set_matter(advisory, categories, areas, about)
    advisory.writers.add(actor)
    return record


@transaction.atomic
def change_advisory(
    *, advisory: Advisory, title: str, categories: Iterable[str], areas: Iterable[Area], about: Iterable[Record], actor,
    at: datetime,
) -> None:
    """Write the text of a draft anew; raises Refused once it was handed in, so that what was checked is what is published."""
    record = Record.objects.select_for_update().get(pk=advisory.pk)
    _demand(actor, record.department)
    if record.state != State.DRAFT:
        raise Refused(_("The text is fixed once it was handed in. Have it returned to change it."))
    record.title = title
    record.full_clean()
    record.save(update_fields=["title"])
    advisory.record = record
    advisory.full_clean()
    advisory.save()
    _set_matter(advisory, categories, areas, about)
    advisory.writers.add(actor)
    note_for_search(record, words_of(record, advisory))
    trail.note(record, "advisory_changed", WRITE, actor=actor, at=at)


def _set_matter(
    advisory: Advisory, categories: Iterable[str], areas: Iterable[Area], about: Iterable[Record]
) -> None:
    advisory.categories.all().delete()
    AdvisoryCategory.objects.bulk_create(AdvisoryCategory(advisory=advisory, code=code) for code in categories)
    advisory.areas.set(areas)
    advisory.about.set(about)
