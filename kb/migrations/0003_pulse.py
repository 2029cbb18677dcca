from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kb", "0002_comparison")]

    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(max_length=20)),
                ("host", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("revision", models.BigIntegerField(default=0)),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("part", "host"), name="pulse_one_per_host")]},
        ),
    ]
