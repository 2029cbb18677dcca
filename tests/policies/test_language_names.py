"""Languages by their names, in the language of whoever reads."""

import pytest
from django.utils import translation

from policies.templatetags.answers import language_name


@pytest.mark.parametrize(
    ("reader", "names"),
    [
        ("en", ["English", "Portuguese", "Russian", "xx"]),
        ("pt-br", ["inglês", "português", "russo", "xx"]),
        ("ru", ["английский", "португальский", "русский", "xx"]),
    ],
)
def test_it_names_a_language_in_the_readers_own(reader, names):
    with translation.override(reader):
        assert [language_name(tag) for tag in ("en", "pt-BR", "ru", "xx")] == names
