"""Give the records there are the facts that were read from others before: agreed on, closed on, anonymous."""

from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import F

SHANGHAI = ZoneInfo("Asia/Shanghai")
BATCH = 2000


def fill(apps, schema_editor):
    complaints = apps.get_model("complaints", "Complaint").objects
    complaints.filter(outcome="settled", agreed_on=None).update(agreed_on=F("concluded_on"))
    complaints.filter(record__kind="tipoff", complainant=None).update(naming="anonymous")
    closed = complaints.filter(record__state="closed", closed_on=None).select_related("record").only("record__state_since")
    batch = []
    for complaint in closed.iterator(chunk_size=BATCH):
        complaint.closed_on = complaint.record.state_since.astimezone(SHANGHAI).date()
        batch.append(complaint)
        if len(batch) == BATCH:
            complaints.bulk_update(batch, ["closed_on"])
            batch.clear()
    complaints.bulk_update(batch, ["closed_on"])


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_meetings_call_backs_ties")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
