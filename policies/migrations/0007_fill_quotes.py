"""Write down what the versions that are there already quote. Reads their JSON by itself, because the typed content moves on."""

import re

from django.db import migrations

PLACEHOLDER = re.compile(r"\{\{\s*([a-z0-9_]+\.[a-z0-9_]+)\s*(?:\|\s*number\s*)?\}\}")
LINK = re.compile(r"(?<![\w./:-])/(?:cards|faq/[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2})/([a-z0-9]+(?:[-_][a-z0-9]+)*)(?![\w-])")


def fill(apps, schema_editor):
    quote = apps.get_model("policies", "Quote")
    for version in apps.get_model("policies", "Version").objects.iterator(chunk_size=500):
        rows = sorted(quotes_of(version.content))
        quote.objects.bulk_create([quote(version=version, kind=kind, slug=slug) for kind, slug in rows], ignore_conflicts=True)


def quotes_of(content):
    found = set()
    texts = [text for said in content.get("languages", {}).values() for text in texts_in(said)]
    texts += content.get("texts", {}).values()
    for text in texts:
        found |= {("fact", key) for key in PLACEHOLDER.findall(text)} | {("card", card) for card in LINK.findall(text)}
    for part in (*content.get("rules", []), content, *content.get("variants", [])):
        for name, condition in part.get("when", {}).items():
            found.add(("dimension", name))
            ends = condition if isinstance(condition, dict) else {}
            found |= {("fact", ends[end]) for end in ("min", "max") if isinstance(ends.get(end), str)}
        found |= {("offer", slug) for slug in part.get("offers", [])}
    return found | ({("offer", content["fallback"])} if content.get("fallback") else set())


def texts_in(said):
    return [*(said.get(field, "") for field in ("short", "body", "notes")), *said.get("texts", {}).values()]


class Migration(migrations.Migration):
    dependencies = [("policies", "0006_quotes")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
