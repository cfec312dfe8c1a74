"""A step whose process is killed in its middle was never taken: record, facts, clocks and trail stay as they were."""

import os
import signal
import subprocess
import sys

from django.conf import settings as configured
from django.db import connection

from factories import RECEIVED_AT, make_complaint, make_user, take
from hengzhi.register.models import Clock, Record

CHILD = """
import sys, time
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = sys.argv[1]
settings.HENGZHI_HOME = sys.argv[2]
from datetime import datetime, UTC
from hengzhi.accounts.models import User
from hengzhi.core.reference import work_calendar
from hengzhi.register import services
from hengzhi.register.models import Record


def stand_still(**columns):
    print("written all but the trail", flush=True)
    time.sleep(60)


services.AuditEvent.objects.create = stand_still
services.move(
    Record.objects.get(), "accept", actor=User.objects.get(username="handler"), at=datetime(2012, 3, 5, 2, 0, tzinfo=UTC),
    calendar=work_calendar(),
)
"""


def standing(record: Record) -> tuple:
    """Return all that a step changes."""
    record = Record.objects.get(pk=record.pk)
    clocks = list(Clock.objects.filter(record=record).order_by("pk").values_list("name", "state", "due_on"))
    return record.state, record.is_open, record.due_on, record.complaint.accepted_on, clocks, record.events.count()


def test_a_step_killed_before_its_trail_is_written_was_never_taken(committed):
    handler, record = make_user("handler", username="handler"), make_complaint()
    before = standing(record)
    command = [sys.executable, "-c", CHILD, str(connection.settings_dict["NAME"]), str(configured.HENGZHI_HOME)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ)

    assert child.stdout.readline() == b"written all but the trail\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()

    assert standing(record) == before
    take(Record.objects.get(pk=record.pk), "accept", actor=handler, at=RECEIVED_AT)
    assert standing(record) != before
