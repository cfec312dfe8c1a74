"""Indexes for the page of the audit trail: newest first, of an actor, of an action."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0002_search_index"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.AlterField(
            "auditevent", "actor",
            models.ForeignKey(
                blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex("auditevent", models.Index(fields=["-at", "-id"], name="audit_newest")),
        migrations.AddIndex("auditevent", models.Index(fields=["actor", "-at", "-id"], name="audit_of_actor")),
        migrations.AddIndex("auditevent", models.Index(fields=["action", "-at", "-id"], name="audit_of_action")),
    ]
