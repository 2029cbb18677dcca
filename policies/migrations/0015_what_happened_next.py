import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from policies.models.fields import SlugField


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0014_webhooks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "queue",
                    SlugField(),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("taken", "Taken"), ("closed", "Closed")], default="open", max_length=10
                    ),
                ),
                ("reason", models.CharField(max_length=40)),
                (
                    "channel",
                    SlugField(),
                ),
                ("revision", models.BigIntegerField()),
                ("language", models.CharField(max_length=20)),
                ("question", models.TextField()),
                ("message", models.TextField(blank=True)),
                ("context", models.JSONField(default=dict)),
                ("receipt", models.TextField(blank=True)),
                ("customer", models.CharField(blank=True, max_length=64)),
                ("note", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(db_index=True)),
                ("taken_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("emptied_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="EscalationDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("way", models.CharField(choices=[("email", "Email"), ("hook", "Hook")], max_length=10)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("channel", models.CharField(max_length=80)),
                ("language", models.CharField(max_length=20)),
                ("kind", models.CharField(choices=[("helpful", "Helpful"), ("unhelpful", "Unhelpful")], max_length=10)),
                ("count", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="QueueAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "queue",
                    SlugField(unique=True),
                ),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("url", models.URLField(blank=True, max_length=500)),
                ("language", models.CharField(default="en", max_length=10)),
                ("last_error", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["queue"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="served",
            name="served_once_a_day",
        ),
        migrations.AddField(
            model_name="served",
            name="language",
            field=models.CharField(default="", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="served",
            constraint=models.UniqueConstraint(
                fields=("day", "channel", "version", "language", "trust", "status"), name="served_once_a_day"
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="escalations", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="card",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="escalations", to="policies.card"
            ),
        ),
        migrations.AddField(
            model_name="escalation",
            name="version",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="escalations", to="policies.version"
            ),
        ),
        migrations.AddField(
            model_name="escalationdelivery",
            name="escalation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="deliveries", to="policies.escalation"
            ),
        ),
        migrations.AddField(
            model_name="feedback",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="policies.version"
            ),
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(
                condition=models.Q(("state", "closed"), _negated=True),
                fields=["queue", "created_at"],
                name="escalation_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "taken", "closed"])), name="escalation_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by", None), ("state", "open"), ("taken_at", None)),
                    ("state", "closed"),
                    models.Q(("by__isnull", False), ("state", "taken")),
                    _connector="OR",
                ),
                name="escalation_taken_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    models.Q(models.Q(("state", "closed"), _negated=True), ("closed_at", None)),
                    _connector="OR",
                ),
                name="escalation_closed_at",
            ),
        ),
        migrations.AddIndex(
            model_name="escalationdelivery",
            index=models.Index(condition=models.Q(("sent_at", None)), fields=["next_at"], name="escalation_unsent"),
        ),
        migrations.AddConstraint(
            model_name="escalationdelivery",
            constraint=models.UniqueConstraint(fields=("escalation", "way"), name="escalation_told_once"),
        ),
        migrations.AddConstraint(
            model_name="escalationdelivery",
            constraint=models.CheckConstraint(condition=models.Q(("way__in", ["email", "hook"])), name="escalation_way_known"),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.UniqueConstraint(
                fields=("day", "channel", "version", "language", "kind"), name="feedback_once_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["helpful", "unhelpful"])), name="feedback_kind_known"
            ),
        ),
    ]
