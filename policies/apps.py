from django.apps import AppConfig
from django.core.signals import request_finished
from django.db.models.signals import post_migrate

from policies.guards import install_after_migrate


class PoliciesConfig(AppConfig):
    name = "policies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from policies.memory import forget
        from policies.trust import served  # They need the models, which are loaded only now.

        post_migrate.connect(install_after_migrate, sender=self)
        post_migrate.connect(forget, sender=self)
        request_finished.connect(served.flush_if_ripe)
