"""The rows without which nothing works: the revision's counter, the roles, and the channels of the site's own pages."""

from django.db import migrations

ROLES = ("agent", "author", "owner", "manager", "administrator")
CHANNELS = (("agents", "internal"), ("faq", "public"), ("chat", "public"))


def add(apps, schema_editor):
    apps.get_model("policies", "Counter").objects.get_or_create(name="revision")
    for name in ROLES:
        apps.get_model("auth", "Group").objects.get_or_create(name=name)
    for slug, audience in CHANNELS:
        apps.get_model("policies", "Channel").objects.get_or_create(slug=slug, defaults={"audience": audience})


class Migration(migrations.Migration):
    dependencies = [("policies", "0001_tables"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
