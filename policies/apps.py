from django.apps import AppConfig
from django.core.signals import request_finished
from django.db.models.signals import post_migrate

from policies.guards import install_after_migrate


class PoliciesConfig(AppConfig):
    name = "policies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from policies.keys_used import write_uses
        from policies.memory import forget
        from policies.signals import publication_committed
        from policies.webhooks.nudging import follow_publication  # They need the models, which are loaded only now.

        post_migrate.connect(install_after_migrate, sender=self)
        post_migrate.connect(forget, sender=self)
        publication_committed.connect(follow_publication, dispatch_uid="webhooks")
        request_finished.connect(write_uses)
