from django.db import migrations, models
from django.db.models import Q


def add(apps, schema_editor):
    """Notices are about what happens from now on: what was done before they existed is told to nobody."""
    counters = apps.get_model("policies", "Counter").objects
    counters.get_or_create(name="told", defaults={"value": counters.get(pk="events").value})


class Migration(migrations.Migration):
    dependencies = [("policies", "0010_sealed")]
    operations = [
        migrations.AddIndex("notice", models.Index(fields=["person"], condition=Q(seen_at=None), name="notice_unseen")),
        migrations.AddIndex("notice", models.Index(fields=["person"], condition=Q(emailed_at=None), name="notice_unsent")),
        migrations.RunPython(add, migrations.RunPython.noop),
    ]
