from django.db import migrations

OURS = {"agents": "desk", "faq": "faq", "chat": "chatbot"}


def fill(apps, schema_editor):
    """What the site's own channels are, and who made the keys that are there: their events tell."""
    channels = apps.get_model("policies", "Channel").objects
    for slug, kind in OURS.items():
        channels.filter(slug=slug).update(kind=kind)
    keys = apps.get_model("policies", "ChannelKey").objects
    events = apps.get_model("policies", "Event").objects.filter(action="create_key").exclude(by=None)
    for thing, after, by in events.values_list("thing", "after", "by"):
        slug = thing.removeprefix("channel:")
        keys.filter(channel__slug=slug, hint=after.get("key", ""), made_by=None).update(made_by=by)


class Migration(migrations.Migration):
    dependencies = [("policies", "0012_channels_and_keys")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
