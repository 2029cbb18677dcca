from django.db import migrations, models

from policies.indexing import AddIndexMeanwhile

ENDS = models.Index(
    fields=["effective_until"], name="publication_ends", condition=models.Q(effective_until__isnull=False)
)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("policies", "0021_queues_sign")]
    operations = [
        AddIndexMeanwhile("publication", models.Index(fields=["effective_from"], name="publication_begins")),
        AddIndexMeanwhile("publication", ENDS),
    ]
