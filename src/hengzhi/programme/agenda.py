"""What the plan adds to the calendar: milestones to be reached and orders to be answered."""

from collections.abc import Iterator
from datetime import date

from hengzhi.core.agenda import Entry
from hengzhi.programme.models import FollowUp, Milestone
from hengzhi.programme.permissions import SEE
from hengzhi.programme.workflow import WITH_DEPARTMENT
from hengzhi.register.models import Record


def entries(user, first: date, last: date) -> Iterator[Entry]:
    """Yield the open milestones and unanswered orders of a stretch of days, of the tasks `user` may know of."""
    if not user.may(SEE):
        return
    tasks = Record.objects.visible_to(user).filter(kind="task", state__in=WITH_DEPARTMENT)
    seen = {"task__record__in": tasks, "due_on__gte": first, "due_on__lte": last}
    for milestone in Milestone.objects.filter(done_on=None, **seen).select_related("task__record"):
        record = milestone.task.record
        yield Entry(milestone.due_on, f"{milestone} · {record.title}", record.get_absolute_url(), "milestone")
    for order in FollowUp.objects.filter(answered_on=None, closed_on=None, **seen).select_related("task__record"):
        yield Entry(order.due_on, f"{order.number} · {order.task.record.title}", order.get_absolute_url(), "order")
