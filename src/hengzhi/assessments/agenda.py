"""What assessments add to the calendar: rounds in which somebody is asked to score."""

from collections.abc import Iterator
from datetime import date

from hengzhi.assessments.models import Round
from hengzhi.assessments.services.rounds import RATES, line_of
from hengzhi.core.agenda import Entry


def entries(user, first: date, last: date) -> Iterator[Entry]:
    """Yield the open rounds that close on a stretch of days and that `user` may score in."""
    if not any(user.may(permission) for permission in RATES.values()):
        return
    rounds = Round.objects.filter(closed_at=None, edition__locked_at=None, closes_on__range=(first, last))
    for opened in rounds.select_related("edition__scheme_version"):
        line = line_of(opened)
        if user.may(RATES[line.kind]):
            yield Entry(opened.closes_on, f"{opened.edition.code} {line.name}", opened.get_absolute_url(), "order")
