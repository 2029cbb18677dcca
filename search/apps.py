from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string

from policies.signals import publication_committed


class SearchConfig(AppConfig):
    name = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # By name, because the receiver needs models, which are there only once all apps are loaded.
        publication_committed.connect(import_string("search.follow.follow_publication"), dispatch_uid="search")
        post_migrate.connect(import_string("search.kept_now.forget"), sender=self)
