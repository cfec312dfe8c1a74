"""What happened before notices came is told to nobody: its marks are set, as if it had been told."""

from datetime import timedelta

from django.db import migrations
from django.db.models import Max

LOOKED_BACK = timedelta(days=31)


def mark(apps, schema_editor):
    events = apps.get_model("register", "AuditEvent").objects
    told = apps.get_model("notices", "ToldEvent")
    if newest := events.aggregate(at=Max("at"))["at"]:
        recent = events.filter(at__gte=newest - LOOKED_BACK).values_list("pk", flat=True)
        told.objects.bulk_create((told(event_id=key) for key in recent.iterator()), batch_size=1000)
    ended = apps.get_model("jobs", "Job").objects.filter(ended_at__isnull=False).values_list("pk", flat=True)
    told = apps.get_model("notices", "ToldJob")
    told.objects.bulk_create((told(job_id=key) for key in ended.iterator()), batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [("notices", "0001_initial")]
    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
