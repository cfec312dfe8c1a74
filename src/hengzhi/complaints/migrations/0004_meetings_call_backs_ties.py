"""Mediation meetings, calls to complainants, records that belong together."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('complaints', '0003_facts_of_their_own'),
        ('organisations', '0001_initial'),
        ('register', '0010_words_of_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('is_reached', models.BooleanField(verbose_name='reached')),
                ('performed', models.CharField(blank=True, choices=[('yes', 'yes'), ('partly', 'partly'), ('no', 'no'), ('', 'not asked')], max_length=6, verbose_name='Was the agreement performed?')),
                ('told_enough', models.CharField(blank=True, choices=[('yes', 'yes'), ('partly', 'partly'), ('no', 'no'), ('', 'not asked')], max_length=6, verbose_name='Were you told how it went?')),
                ('satisfaction', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='satisfaction, 1 to 5')),
                ('remark', models.CharField(blank=True, max_length=400, verbose_name='what was said')),
            ],
            options={
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='time')),
                ('way', models.CharField(choices=[('on_site', 'in person'), ('phone', 'by phone'), ('online', 'over the internet')], default='on_site', max_length=8, verbose_name='way')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place')),
                ('mediator', models.CharField(max_length=40, verbose_name='mediator')),
                ('bring', models.CharField(blank=True, max_length=200, verbose_name='to bring along')),
                ('recusal_until', models.DateField(blank=True, null=True, verbose_name='mediator may be challenged until')),
                ('result', models.CharField(choices=[('planned', 'planned'), ('agreed', 'agreement reached'), ('not_agreed', 'no agreement yet'), ('absent', 'a party stayed away'), ('cancelled', 'called off')], default='planned', max_length=12, verbose_name='result')),
                ('minutes', models.TextField(blank=True, verbose_name='minutes')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Tie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('split', 'from the same intake'), ('repeat', 'repeats it'), ('new_facts', 'repeats it with new facts')], max_length=10)),
                ('tied_on', models.DateField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='callback',
            name='caller',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='callback',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='call_backs', to='register.record'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='planned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='meeting',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='register.record'),
        ),
        migrations.AddField(
            model_name='tie',
            name='other',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ties_back', to='register.record'),
        ),
        migrations.AddField(
            model_name='tie',
            name='record',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ties_on', to='register.record'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.CheckConstraint(condition=models.Q(('satisfaction__isnull', True), models.Q(('is_reached', True), ('satisfaction__gte', 1), ('satisfaction__lte', 5)), _connector='OR'), name='satisfaction_of_who_was_reached'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.UniqueConstraint(fields=('record', 'other', 'why'), name='tied_once'),
        ),
        migrations.AddConstraint(
            model_name='tie',
            constraint=models.CheckConstraint(condition=models.Q(('record', models.F('other')), _negated=True), name='not_tied_to_itself'),
        ),
    ]
