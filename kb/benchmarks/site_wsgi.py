"""The site as a server runs it when it is measured."""

from kb.benchmarks.worker import telling
from kb.wsgi import application as site

application = telling(site)
