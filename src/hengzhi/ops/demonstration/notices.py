"""What the people of the demonstration were told on its day: due dates, and a few remarks that ask them to look."""

from datetime import datetime, time

from django.utils import timezone

from hengzhi.accounts.models import User
from hengzhi.comments.services import add_comment
from hengzhi.core.clock import today
from hengzhi.jobs.present import present
from hengzhi.notices.reminders import remind
from hengzhi.notices.sweep import pass_over, sweep
from hengzhi.register.models import Record

REMINDED_AT, WRITTEN_AT = time(8, 0), time(9, 10)
REMARKS = (
    "@{name} 今天到期，结果请在下午四点前写在本件。", "@{name} 补交的材料收到后请一并上传。", "@{name} 请核对期限后再答复。",
)


def make_notices() -> None:
    """Tell nobody of the records that were loaded, everybody of what falls due, and some of a remark."""
    day = today()
    reminded, written = (timezone.make_aware(datetime.combine(day, hour)) for hour in (REMINDED_AT, WRITTEN_AT))
    pass_over(at=timezone.make_aware(datetime.combine(day, time.max)))
    remind(at=reminded)
    supervisor = User.objects.get(username="supervisor")
    urgent = Record.objects.waiting_for(supervisor).filter(due_on__gte=day, handler__isnull=False).select_related("handler")
    for record, text in zip(urgent.order_by("due_on", "pk")[: len(REMARKS)], REMARKS, strict=False):
        add_comment(record=record, text=text.format(name=record.handler.name), actor=supervisor, at=written)
    sweep(at=written, present=present())
