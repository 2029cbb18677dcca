from django.db import migrations, models

import policies.models.signing


def name(apps, schema_editor):
    """Each address gets a name of its own, which its secret is derived from."""
    for address in apps.get_model("policies", "QueueAddress").objects.all():
        address.name = policies.models.signing.random_name()
        address.save(update_fields=["name"])


class Migration(migrations.Migration):
    # One transaction would keep PostgreSQL from changing the column after the rows.
    atomic = False
    dependencies = [("policies", "0020_due_checks_are_told")]
    operations = [
        migrations.AddField("queueaddress", "generation", models.PositiveIntegerField(default=1)),
        migrations.AddField("queueaddress", "overlap_until", models.DateTimeField(null=True)),
        migrations.AddField("queueaddress", "name", models.CharField(max_length=32, null=True)),
        migrations.RunPython(name, migrations.RunPython.noop),
        migrations.AlterField(
            "queueaddress", "name", models.CharField(default=policies.models.signing.random_name, max_length=32, unique=True)
        ),
    ]
