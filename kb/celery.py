"""Background work. Tasks carry ids or nothing, may run late, twice or never; the beat repeats what matters."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
app = Celery("concord", task_cls="kb.origin:FromTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
