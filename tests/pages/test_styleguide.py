"""The page of components shows each of them."""

from pathlib import Path

import pytest
from django.conf import settings

FOLDER = Path(settings.TEMPLATES[0]["DIRS"][0])


@pytest.mark.django_db
def test_every_component_stands_on_the_page(people, client_of):
    shown = {template.name for template in client_of(people.ana).get("/styleguide/").templates}
    there = {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "components").glob("*.html")}
    assert there - shown == set()
