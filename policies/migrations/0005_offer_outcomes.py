import re

import django.core.validators
import django.db.models.deletion
import policies.models.fields
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0004_former_dimensions'),
    ]

    operations = [
        migrations.CreateModel(
            name='OfferOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('shown', 'Shown'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('cancelled', 'Cancelled')], max_length=10)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('customer', models.CharField(blank=True, max_length=64)),
                ('order', models.CharField(blank=True, max_length=64)),
                ('channel', policies.models.fields.SlugField(max_length=80, validators=[django.core.validators.RegexValidator(re.compile('^[a-z0-9]+(?:[-_.][a-z0-9]+)*\\Z'), 'Use lower-case letters, digits and single hyphens.')])),
                ('receipt', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('acceptance', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cancellations', to='policies.offeroutcome')),
                ('offer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='policies.offer')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='policies.version')),
            ],
            options={
                'ordering': ['at', 'id'],
                'indexes': [models.Index(fields=['offer', 'kind', 'at'], name='outcome_counted'), models.Index(fields=['customer', 'offer', 'at'], name='outcome_of_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['shown', 'accepted', 'declined', 'cancelled'])), name='outcome_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('acceptance__isnull', False), ('kind', 'cancelled')), models.Q(models.Q(('kind', 'cancelled'), _negated=True), ('acceptance', None)), _connector='OR'), name='outcome_cancels_an_acceptance'), models.UniqueConstraint(fields=('acceptance',), name='outcome_cancelled_once'), models.UniqueConstraint(condition=models.Q(('kind', 'accepted'), models.Q(('code', ''), _negated=True)), fields=('offer', 'code'), name='outcome_own_code_accepted_once')],
            },
        ),
    ]
