from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0018_panel")]

    operations = [
        migrations.RemoveConstraint(model_name="autosave", name="autosave_once"),
        migrations.AddField(
            model_name="autosave",
            name="tab",
            field=models.CharField(blank=True, default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="autosave",
            constraint=models.UniqueConstraint(fields=("version", "person", "tab"), name="autosave_once_in_a_tab"),
        ),
    ]
