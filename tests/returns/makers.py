"""Returns as tests want them: opened by the office, filled in by a liaison officer."""

from datetime import UTC, date, datetime, timedelta

from factories import make_user
from hengzhi.core.periods import period
from hengzhi.core.reference import work_calendar
from hengzhi.organisations.models import Department
from hengzhi.register.models import Record
from hengzhi.returns.entries import Written, read_entries
from hengzhi.returns.models import Form
from hengzhi.returns.rounds import owed
from hengzhi.returns.services import open_round, save_entries, submit_return

OPENED_AT = datetime(2012, 3, 31, 2, 0, tzinfo=UTC)
FILLED_AT = datetime(2012, 4, 5, 2, 0, tzinfo=UTC)
LATER = FILLED_AT + timedelta(days=1)
CORRECT_BY = date(2012, 4, 20)
WORK_SAFETY = {"accidents": "0", "deaths": "0", "checked": "210", "hazards": "95", "hazards_removed": "90"}


def make_return(form: str = "work-safety", department: str = "work-safety", span: str = "2012-Q1", at=OPENED_AT) -> Record:
    """Return a department's opened return for a period."""
    row = Form.objects.filter(code=form).order_by("-version")[0]
    wanted = [one for one in owed(row.structure, period(span), Department.objects.all()) if one.department.code == department]
    return open_round(form=row, span=period(span), wanted=wanted, actor=None, at=at, calendar=work_calendar())[0]


def fill(record: Record, cells: dict, *, actor=None, at=FILLED_AT) -> Record:
    """Write cells, each a text or a Written, into a return as its department."""
    actor = actor or make_user("liaison", record.department.code)
    written = {item: cell if isinstance(cell, Written) else Written(cell) for item, cell in cells.items()}
    entries, wrong = read_entries(record.reported.form.structure, written)
    assert wrong == {}
    save_entries(record, entries, actor=actor, at=at)
    record.refresh_from_db()
    return record


def hand_in(record: Record, cells: dict | None = None, *, actor=None, at=FILLED_AT) -> Record:
    """Fill a return in and hand it in."""
    actor = actor or make_user("liaison", record.department.code)
    fill(record, WORK_SAFETY if cells is None else cells, actor=actor, at=at)
    submit_return(record, actor=actor, at=at, calendar=work_calendar())
    return record



def decide(service, record: Record, **given) -> Record:
    """Let the office take a decision a day later."""
    service(record, actor=make_user("office", "qtsb"), at=LATER, calendar=work_calendar(), **given)
    record.refresh_from_db()
    return record
