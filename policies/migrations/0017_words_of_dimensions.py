from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0016_images"),
    ]

    operations = [
        migrations.AddField(
            model_name="dimension",
            name="words",
            field=models.JSONField(default=dict),
        ),
    ]
