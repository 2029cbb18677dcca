import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from policies.models.fields import SlugField


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0015_what_happened_next"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Image",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", SlugField(unique=True)),
                ("data", models.BinaryField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("size", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"ordering": ["-added_at", "-id"]},
        ),
        migrations.RemoveConstraint(model_name="quote", name="quote_kind_known"),
        migrations.AlterField(
            model_name="quote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("fact", "Fact"),
                    ("offer", "Offer"),
                    ("dimension", "Dimension"),
                    ("card", "Card"),
                    ("image", "Image"),
                    ("shown", "Image shown to customers"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["fact", "offer", "dimension", "card", "image", "shown"])), name="quote_kind_known"
            ),
        ),
    ]
