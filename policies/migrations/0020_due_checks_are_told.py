from django.db import migrations, models
from django.db.models import F


def start(apps, schema_editor):
    """A webhook that is there is told of checks from where it was told of everything else."""
    apps.get_model("policies", "Webhook").objects.update(aged_at=F("turned_at"))


class Migration(migrations.Migration):
    dependencies = [("policies", "0019_autosave_of_a_tab")]
    operations = [
        migrations.AddField("webhook", "aged_at", models.DateTimeField(null=True)),
        migrations.RunPython(start, migrations.RunPython.noop),
        migrations.AlterField("webhook", "aged_at", models.DateTimeField()),
    ]
