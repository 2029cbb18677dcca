from typing import Any

from django.core.management.base import BaseCommand

from policies.review.states_page import page


class Command(BaseCommand):
    help = "Print the state machine of versions as Markdown: what docs/states.md has to say."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(page(), ending="")
