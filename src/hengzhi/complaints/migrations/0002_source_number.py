"""The number a complaint has in the list it was imported from."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]
    operations = [
        migrations.AddField(
            "complaint", "source", models.CharField(blank=True, default="", max_length=40, verbose_name="source"),
            preserve_default=False,
        ),
        migrations.AddField(
            "complaint", "source_number",
            models.CharField(blank=True, max_length=60, null=True, verbose_name="source number"),
        ),
        migrations.AddConstraint(
            "complaint", models.UniqueConstraint(fields=("source", "source_number"), name="one_complaint_a_source_number"),
        ),
    ]
