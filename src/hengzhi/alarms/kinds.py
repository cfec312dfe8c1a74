"""The kind of record the early warning brings to the register."""

from django.utils.translation import gettext_lazy as _

from hengzhi.alarms.models import Alarm
from hengzhi.alarms.permissions import SEE, SEE_CONDUCT
from hengzhi.alarms.workflow import ALARM
from hengzhi.register.kinds import Kind


def words_of(alarm: Alarm) -> str:
    """Return what a question is found by: its words, category and business; never whose work it asks about."""
    return " ".join(filter(None, (alarm.category_name, alarm.enterprise.name if alarm.enterprise else "", *alarm.words)))


ALARM_KIND = Kind(
    code="alarm", name=_("early warning"), model=Alarm, workflow=ALARM, see=SEE, see_confidential=SEE_CONDUCT, prefix="Y",
    url="alarms:detail", text=words_of, rules="alarms", clock_names={"answer": _("Answer")}, nobody=_("the program"),
    concerns="person",
)

KINDS = (ALARM_KIND,)
