"""The floor as a server runs it: Django as the site has it, with nothing before or after the view."""

import os

from django import setup
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from kb.benchmarks.worker import telling

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
setup()  # With all middlewares, which some apps insist on; the handler is made without.
settings.MIDDLEWARE, settings.ROOT_URLCONF = [], "kb.benchmarks.floor"
application = telling(WSGIHandler())
