"""What happens to a complaint, each a fact of its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0002_source_number'),
        ('organisations', '0001_initial'),
        ('register', '0010_words_of_rules'),
    ]

    operations = [
        migrations.AddField(
            model_name='complaint',
            name='agreed_on',
            field=models.DateField(blank=True, null=True, verbose_name='agreed on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='agreement_form',
            field=models.CharField(blank=True, choices=[('written', 'written mediation agreement'), ('at_once', 'performed at once, mediation record only'), ('none_wanted', 'both sides want none, mediation record only')], max_length=12, verbose_name='form of the agreement'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='bounces',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='times sent back'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='case_ended_on',
            field=models.DateField(blank=True, null=True, verbose_name='case ended on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='case_result',
            field=models.CharField(blank=True, choices=[('penalty', 'penalty'), ('no_penalty', 'no penalty'), ('dismissed', 'case dismissed'), ('passed_on', 'passed on to another authority')], max_length=12, verbose_name='how the case ended'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='closed_on',
            field=models.DateField(blank=True, null=True, verbose_name='put away on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='clue_closed_on',
            field=models.DateField(blank=True, null=True, verbose_name='clue checked on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='clue_on',
            field=models.DateField(blank=True, null=True, verbose_name='clue found on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='confirmation',
            field=models.CharField(blank=True, choices=[('call_back', 'by phone when called back'), ('in_person', 'in person'), ('in_writing', 'in writing'), ('online', 'over the internet')], max_length=12, verbose_name='how it was confirmed'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='confirmed_on',
            field=models.DateField(blank=True, null=True, verbose_name='confirmed on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='confirmed_yuan',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='amount confirmed'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='consents_to_delegation',
            field=models.BooleanField(default=False, verbose_name='consents to delegated mediation'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='consents_to_publication',
            field=models.BooleanField(default=False, verbose_name='consents to publication'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='delegated_on',
            field=models.DateField(blank=True, null=True, verbose_name='delegated on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='delegated_to',
            field=models.CharField(blank=True, max_length=80, verbose_name='delegated to'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='dispatcher',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.department', verbose_name='dispatcher'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='mediated_on',
            field=models.DateField(blank=True, null=True, verbose_name='first mediated on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='naming',
            field=models.CharField(choices=[('named', 'named'), ('anonymous', 'anonymous')], default='named', max_length=10, verbose_name='named or anonymous'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='paid_on',
            field=models.DateField(blank=True, null=True, verbose_name='performed on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='paid_proof',
            field=models.CharField(blank=True, choices=[('signed', 'signed by both sides'), ('transfer', 'bank transfer or payment voucher'), ('receipt', 'receipt for money or goods'), ('on_the_spot', 'handed over before the mediator'), ('statement', 'statement of the business only')], max_length=12, verbose_name='proof of performance'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='paid_yuan',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=14, null=True, verbose_name='amount paid'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='perform_by',
            field=models.DateField(blank=True, null=True, verbose_name='to be performed by'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='reopened_on',
            field=models.DateField(blank=True, null=True, verbose_name='reopened on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='reopenings',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='times reopened'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='supplement_due_on',
            field=models.DateField(blank=True, null=True, verbose_name='proof of identity wanted by'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='supplemented_on',
            field=models.DateField(blank=True, null=True, verbose_name='identity proved on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='told_on',
            field=models.DateField(blank=True, null=True, verbose_name='told on'),
        ),
        migrations.AddField(
            model_name='complaint',
            name='unit',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.department', verbose_name='unit with the power'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('paid_yuan__isnull', True), models.Q(('paid_yuan__gte', 0), ('paid_yuan__lte', models.F('recovered_yuan')), ('recovered_yuan__isnull', False)), _connector='OR'), name='paid_within_agreed'),
        ),
        migrations.AddConstraint(
            model_name='complaint',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_yuan__isnull', True), models.Q(('confirmed_yuan__gte', 0), ('confirmed_yuan__lte', models.F('paid_yuan')), ('paid_yuan__isnull', False)), _connector='OR'), name='confirmed_within_paid'),
        ),
    ]
