"""How many people complain jointly."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0006_days_counted'),
    ]

    operations = [
        migrations.AddField(
            model_name='complaint',
            name='complainants',
            field=models.PositiveSmallIntegerField(default=1, validators=[django.core.validators.MinValueValidator(1)], verbose_name='people who complain jointly'),
        ),
    ]
