"""A clock may end because what it counted is no longer owed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0010_words_of_rules")]
    operations = [
        migrations.AlterField(
            "clock", "state",
            models.CharField(
                choices=[
                    ("running", "running"), ("paused", "paused"), ("met", "met"), ("late", "late"),
                    ("restarted", "started anew"), ("dropped", "no longer owed"),
                ],
                default="running", max_length=9,
            ),
        ),
    ]
