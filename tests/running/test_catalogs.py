"""Translations are compiled without gettext, when they are older than their source and only then."""

import gettext
import os

from kb.running.catalogs import compile_catalogs, stale_catalogs

PO = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "Copy"
msgstr "Скопировать"

msgid "%(n)s day"
msgid_plural "%(n)s days"
msgstr[0] "%(n)s день"
msgstr[1] "%(n)s дня"
msgstr[2] "%(n)s дней"
"""


def test_it_compiles_what_is_older_than_its_source(tmp_path):
    source = tmp_path / "ru" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)
    assert stale_catalogs(tmp_path) == [source]
    compile_catalogs([source])
    assert stale_catalogs(tmp_path) == []
    with source.with_suffix(".mo").open("rb") as file:
        catalog = gettext.GNUTranslations(file)
    assert catalog.gettext("Copy") == "Скопировать"
    assert [catalog.ngettext("%(n)s day", "%(n)s days", n) for n in (1, 2, 5, 11)] == [
        "%(n)s день", "%(n)s дня", "%(n)s дней", "%(n)s дней",
    ]  # fmt: skip
    os.utime(source, (2e9, 2e9))
    assert stale_catalogs(tmp_path) == [source]
