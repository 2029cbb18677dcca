from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("policies", "0009_seal_and_date")]
    operations = [
        migrations.AlterField("event", "number", models.BigIntegerField(unique=True)),
        migrations.AlterField("event", "previous", models.CharField(max_length=64)),
        migrations.AlterField("event", "seal", models.CharField(max_length=64)),
    ]
