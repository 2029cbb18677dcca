import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0018_panel"),
        ("search", "0002_synonyms_best_bets_use"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProposedExample",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=20)),
                ("text", models.TextField()),
                ("key", models.CharField(max_length=64)),
                ("count", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("accepted", "Accepted"), ("declined", "Declined")],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["card__slug", "-count", "id"],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="is_learned",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="CheckQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=1000)),
                ("language", models.CharField(max_length=20)),
                ("changed_at", models.DateTimeField()),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="check_questions", to="policies.card"
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["card__slug", "language", "id"],
            },
        ),
        migrations.CreateModel(
            name="Fit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("audience", models.CharField(max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[("published", "Published"), ("held", "Held"), ("allowed", "Allowed"), ("over", "Over")],
                        max_length=10,
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("schema", models.CharField(max_length=16)),
                ("revision", models.BigIntegerField()),
                ("fitted_at", models.DateTimeField()),
                ("cards", models.PositiveIntegerField(default=0)),
                ("examples", models.PositiveIntegerField(default=0)),
                ("tried", models.PositiveIntegerField(default=0)),
                ("found_first", models.PositiveIntegerField(default=0)),
                ("found_among_five", models.PositiveIntegerField(default=0)),
                ("shared", models.PositiveIntegerField(default=0)),
                ("lost", models.PositiveIntegerField(default=0)),
                ("gained", models.PositiveIntegerField(default=0)),
                ("checks", models.PositiveIntegerField(default=0)),
                ("checks_right", models.PositiveIntegerField(default=0)),
                ("checks_lost", models.PositiveIntegerField(default=0)),
                ("checks_gained", models.PositiveIntegerField(default=0)),
                ("worse", models.JSONField(default=list)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Gap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("answered", "Answered"), ("dismissed", "Dismissed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("space", models.CharField(max_length=20)),
                ("centre", models.BinaryField()),
                ("began_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "card",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="gaps", to="policies.card"
                    ),
                ),
                (
                    "closed_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="gaps", to="policies.topic"
                    ),
                ),
            ],
            options={
                "ordering": ["-last_at", "-id"],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="gap",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="questions", to="search.gap"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(condition=models.Q(("is_learned", False)), fields=["asked_at"], name="question_to_learn_from"),
        ),
        migrations.AddField(
            model_name="proposedexample",
            name="card",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="proposed_examples", to="policies.card"
            ),
        ),
        migrations.AddField(
            model_name="proposedexample",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="proposedexample",
            name="version",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="policies.version"
            ),
        ),
        migrations.AddConstraint(
            model_name="checkquestion",
            constraint=models.UniqueConstraint(fields=("language", "text"), name="check_question_has_one_card"),
        ),
        migrations.AddIndex(
            model_name="fit",
            index=models.Index(fields=["audience", "-id"], name="fit_newest_of_audience"),
        ),
        migrations.AddIndex(
            model_name="gap",
            index=models.Index(fields=["state", "last_at"], name="gap_by_state"),
        ),
        migrations.AddConstraint(
            model_name="proposedexample",
            constraint=models.UniqueConstraint(fields=("card", "key"), name="example_proposed_once_for_a_card"),
        ),
    ]
