from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kb", "0001_first_answers")]

    operations = [
        migrations.CreateModel(
            name="Comparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("revision", models.PositiveBigIntegerField()),
                ("compared", models.PositiveIntegerField()),
                ("divergences", models.PositiveIntegerField()),
                ("failures", models.PositiveIntegerField()),
                ("seconds", models.FloatField()),
                ("report", models.JSONField()),
                ("text", models.TextField()),
            ],
        ),
    ]
