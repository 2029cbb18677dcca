from corsheaders.signals import check_request_enabled
from django.apps import AppConfig

from kb.celery import app


class ConcordConfig(AppConfig):
    name = "kb"

    def ready(self) -> None:
        from kb.api.origins import may_read  # It needs the models, which are loaded only now.
        from kb.entrance.noted import connect

        app.set_default()  # For every thread; without it a task would be sent to an AMQP broker that nobody runs.
        check_request_enabled.connect(may_read)
        connect()
