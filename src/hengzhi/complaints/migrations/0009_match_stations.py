"""What was written as the body asked to mediate becomes the liaison station of that name; other bodies stay as text.

When mediation went back to the office is read from the trail.
"""

from zoneinfo import ZoneInfo

from django.db import migrations

SHANGHAI = ZoneInfo("Asia/Shanghai")


def match(apps, schema_editor):
    complaints, stations = apps.get_model("complaints", "Complaint"), apps.get_model("stations", "Station")
    named: dict[str, list] = {}
    for station in stations.objects.all():
        named.setdefault(station.name, []).append(station)
    for row in complaints.objects.exclude(delegated_to=""):
        found = [one for one in named.get(row.delegated_to.strip(), ()) if _was_open(one, row.delegated_on)]
        if len(found) == 1:
            complaints.objects.filter(pk=row.pk).update(delegated_station=found[0], delegated_to="")
    events = apps.get_model("register", "AuditEvent").objects
    for row in complaints.objects.exclude(delegated_on=None):
        left = events.filter(record=row.record_id, source="delegated").exclude(target="delegated").order_by("-pk").first()
        again = left and events.filter(record=row.record_id, action="delegate", pk__gt=left.pk).exists()
        if left and not again and left.target not in ("settled", "ended"):
            complaints.objects.filter(pk=row.pk).update(taken_back_on=left.at.astimezone(SHANGHAI).date())


def _was_open(station, day) -> bool:
    return day is None or (station.starts_on <= day and (station.ends_on is None or day <= station.ends_on))


def unmatch(apps, schema_editor):
    complaints = apps.get_model("complaints", "Complaint")
    for row in complaints.objects.exclude(delegated_station=None).select_related("delegated_station"):
        complaints.objects.filter(pk=row.pk).update(delegated_to=row.delegated_station.name, delegated_station=None)


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0008_delegated_to_stations'),
    ]

    operations = [
        migrations.RunPython(match, unmatch),
    ]
