"""Turning what the record page sends about a clock into the register's services."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from hengzhi.core.calendar import WorkCalendar
from hengzhi.register.clock_changes import ask_extension, decide_extension, live_clock, pause, restart, resume
from hengzhi.register.models import ClockExtension, Record


class ClockForm(forms.Form):
    """What any change of a clock may carry."""

    cause = forms.CharField(label=_("Cause"), required=False, max_length=120)
    document = forms.CharField(label=_("Document"), required=False, max_length=120)
    reason = forms.CharField(label=_("Reason"), required=False, max_length=500)
    due_on = forms.DateField(label=_("New due date"), required=False)
    granted = forms.ChoiceField(choices=[("yes", _("Grant")), ("no", _("Refuse"))], required=False)


def change_clock(record: Record, name: str, change: str, given: dict, *, actor, at, calendar: WorkCalendar) -> None:
    """Do one change to a clock; raises Refused with the reason. `given` is what a ClockForm has cleaned."""
    match change:
        case "pause":
            pause(record, name, cause=given["cause"], document=given["document"], actor=actor, at=at)
        case "resume":
            resume(record, name, document=given["document"], actor=actor, at=at, calendar=calendar)
        case "ask":
            due_on: date | None = given["due_on"]
            ask_extension(record, name, reason=given["reason"], due_on=due_on, actor=actor, at=at)
        case "decide":
            _decide(record, name, given, actor=actor, at=at, calendar=calendar)
        case "restart":
            restart(record, name, cause=given["reason"], actor=actor, at=at, calendar=calendar)


def _decide(record: Record, name: str, given: dict, *, actor, at, calendar: WorkCalendar) -> None:
    asked = live_clock(record, name).extensions.filter(state=ClockExtension.State.ASKED).first()
    if asked:
        decide_extension(
            asked, granted=given["granted"] == "yes", note=given["reason"], actor=actor, at=at, calendar=calendar
        )


CHANGES = ("pause", "resume", "ask", "decide", "restart")
