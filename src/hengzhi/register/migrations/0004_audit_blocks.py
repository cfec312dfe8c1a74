"""The table of seals over the audit trail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0003_audit_indexes")]
    operations = [
        migrations.CreateModel(
            "AuditBlock",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.PositiveSmallIntegerField()),
                ("first_id", models.BigIntegerField(unique=True)),
                ("last_id", models.BigIntegerField(unique=True)),
                ("count", models.PositiveIntegerField()),
                ("previous", models.CharField(blank=True, max_length=64, unique=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("leaves", models.BinaryField()),
                ("sealed_at", models.DateTimeField()),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
