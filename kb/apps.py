from django.apps import AppConfig


class ConcordConfig(AppConfig):
    name = "kb"
