from django.apps import AppConfig
from django.db.models.signals import post_migrate

from policies.guards import install_after_migrate


class PoliciesConfig(AppConfig):
    name = "policies"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(install_after_migrate, sender=self)
