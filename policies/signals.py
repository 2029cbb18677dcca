"""The one signal of the project."""

from django.dispatch import Signal

publication_committed = Signal()  # Carries nothing: whoever listens looks at the database's revision.
