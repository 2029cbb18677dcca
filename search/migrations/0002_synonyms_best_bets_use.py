import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def first_rows(apps, schema_editor):
    """Grows with every change of synonyms and best bets, so that each process sees when to read them again."""
    apps.get_model("policies", "Counter").objects.get_or_create(name="finding")


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0018_panel"),
        ("search", "0001_questions_asked"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SynonymSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=20)),
                ("words", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["language", "id"]},
        ),
        migrations.CreateModel(
            name="BestBet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("language", models.CharField(max_length=20)),
                ("query", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=400)),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="best_bets", to="policies.card"
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["language", "query", "id"]},
        ),
        migrations.AddConstraint(
            model_name="bestbet",
            constraint=models.UniqueConstraint(fields=["language", "key"], name="best_bet_one_for_words"),
        ),
        migrations.CreateModel(
            name="CardUse",
            fields=[
                ("card", models.CharField(max_length=150, primary_key=True, serialize=False)),
                ("served", models.PositiveBigIntegerField(default=0)),
                ("chosen", models.PositiveBigIntegerField(default=0)),
                ("counted_on", models.DateField()),
            ],
            options={"ordering": ["card"]},
        ),
        migrations.RunPython(first_rows, migrations.RunPython.noop),
    ]
