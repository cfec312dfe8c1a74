"""Give the records there are the facts that were read from others before: agreed on, closed on, anonymous."""

from zoneinfo import ZoneInfo

from django.db import migrations
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import TruncDate

SHANGHAI = ZoneInfo("Asia/Shanghai")


def fill(apps, schema_editor):
    complaints = apps.get_model("complaints", "Complaint").objects
    complaints.filter(outcome="settled", agreed_on=None).update(agreed_on=F("concluded_on"))
    complaints.filter(record__kind="tipoff", complainant=None).update(naming="anonymous")
    closed = apps.get_model("register", "Record").objects.filter(pk=OuterRef("pk"), state="closed")
    day = closed.annotate(day=TruncDate("state_since", tzinfo=SHANGHAI)).values("day")
    complaints.filter(record__state="closed", closed_on=None).update(closed_on=Subquery(day))


class Migration(migrations.Migration):
    dependencies = [("complaints", "0004_meetings_call_backs_ties")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
