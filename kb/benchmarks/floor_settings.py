"""The site's settings, with nothing before or after the view."""

from kb.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "kb.benchmarks.floor"
