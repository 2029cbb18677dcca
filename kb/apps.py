from django.apps import AppConfig

from kb.celery import app


class ConcordConfig(AppConfig):
    name = "kb"

    def ready(self) -> None:
        app.set_default()  # For every thread; without it a task would be sent to an AMQP broker that nobody runs.
