from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True)),
                ("way", models.CharField(max_length=10)),
                ("asked_at", models.DateTimeField(db_index=True)),
                ("channel", models.CharField(max_length=80)),
                ("language", models.CharField(max_length=20)),
                ("text", models.TextField()),
                ("confidence", models.FloatField(default=0.0)),
                ("band", models.CharField(blank=True, max_length=10)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("cards", models.JSONField(default=list)),
                ("card", models.CharField(blank=True, max_length=80)),
                ("rule", models.CharField(blank=True, max_length=80)),
                ("revision", models.BigIntegerField()),
                ("receipt", models.TextField(blank=True)),
                ("chosen", models.CharField(blank=True, max_length=80)),
                ("outcome", models.CharField(blank=True, max_length=20)),
            ],
            options={
                "ordering": ["asked_at", "id"],
            },
        ),
    ]
