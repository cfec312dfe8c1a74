"""The words and switches of a rule set."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0009_sharing'),
    ]

    operations = [
        migrations.AddField(
            model_name='ruleset',
            name='switches',
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='words',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
