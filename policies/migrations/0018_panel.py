from django.db import migrations


def add(apps, schema_editor):
    """The help desks' side bar is a channel of the site's own; which pages may frame it is a setting of the channel."""
    channels = apps.get_model("policies", "Channel").objects
    channels.get_or_create(slug="panel", defaults={"audience": "internal", "kind": "panel"})


class Migration(migrations.Migration):
    dependencies = [("policies", "0017_words_of_dimensions")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
