import time
from itertools import product
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand, CommandParser

from kb.benchmarks.kept import DEMO, Figure, Measured, keep
from kb.benchmarks.machine import machine
from kb.large_tables import KINDS, KNIFE_EDGE, large_table
from kb.management.commands.bench import database
from policies.answers import answer_for, find_card
from policies.content.analysis import analyse
from policies.content.rules import Context
from policies.memory import forget, recall
from policies.models import Card, Dimension, Fact, Subject, Topic
from policies.publishing import now
from policies.workflow import approve, publish, start_draft, submit

RULES, LANGUAGES, FACTS = 50, ("en", "pt-BR", "ru", "es", "de"), 20
SLUG = "bench-large-card"
OPTIONS = [f"o{number}" for number in range(10)]


class Command(BaseCommand):
    help = "What one answer costs: a card with 50 rules, 5 languages and 20 facts; and the analysis of tables of 200 rules."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--keep", type=Path, metavar="FILE.json", help="put the figures among those of other parts")

    def handle(self, *args: Any, **options: Any) -> None:
        known = machine(database())
        make_card()
        forget()
        at = now()
        card = find_card(SLUG, "public", at)
        assert card is not None
        contexts: list[Context] = [{"bench_a": a, "bench_b": b} for a, b in product(OPTIONS, OPTIONS)]
        answer_for(card, contexts[0], "en", at)
        new = [timed(card, context, language, at) for context in contexts for language in LANGUAGES]
        again = [timed(card, context, language, at) for context in contexts for language in LANGUAGES]
        assert len(recall(at)) > len(new), "Nothing was remembered."
        self.stdout.write("One answer: 50 rules, 5 languages, 20 facts; the content in memory (CPU us: median, p95)")
        kept = {}
        for name, spent in (("decided anew", new), ("said before in this epoch", again)):
            late = quantiles(spent, n=20)[-1]
            self.stdout.write(f"  {name:26}{median(spent):8.0f}{late:8.0f}")
            kept[f"{name}, median"] = Figure(round(median(spent), 1), f"p95 {late:.0f} µs")
        self.stdout.write("Analysis of 200 rules over 12 dimensions, by kind of table (CPU ms: largest of three; complete)")
        longest: list[float] = []
        for kind in (*KINDS, *KNIFE_EDGE):
            tables = [analysed(kind, seed) for seed in range(3)]
            complete = sum(is_complete for _, is_complete in tables)
            longest.append(max(spent for spent, _ in tables))
            self.stdout.write(f"  {kind:26}{longest[-1]:8.0f}{complete:8} of 3")
        kept["analysis of 200 rules over 12 dimensions, longest"] = Figure(round(max(longest), 1))
        keep(options["keep"], "answers", DEMO, Measured(known, kept))


def analysed(kind: str, seed: int) -> tuple[float, bool]:
    """CPU milliseconds, from the rules to the last finding; and whether that was all there is to find."""
    began = time.process_time()
    found = analyse(large_table(kind, seed), says=str)
    return (time.process_time() - began) * 1000, not found.stopped_at


def timed(card: Card, context: Context, language: str, at: Any) -> float:
    began = time.process_time_ns()
    answer_for(card, context, language, at)
    return (time.process_time_ns() - began) / 1000


def make_card() -> None:
    """Once; the same way as every card."""
    if Card.objects.filter(slug=SLUG).exists():
        return
    author, owner = person("bench-author", "author"), person("bench-owner", "owner")
    topic, _ = Topic.objects.get_or_create(slug="bench", defaults={"queue": "bench", "names": {"en": "Bench"}})
    for slug in ("bench_a", "bench_b"):
        choices = [{"value": value, "labels": {"en": value}} for value in OPTIONS]
        fields = {"kind": "choice", "options": choices, "names": {"en": slug}, "questions": {"en": slug}}
        Dimension.objects.get_or_create(slug=slug, defaults=fields)
    for number in range(FACTS):
        fact = Fact.objects.create(kind=Subject.Kind.FACT, slug=f"bench.fact_{number}", topic=topic, owner=owner)
        put(fact, {"type": "duration", "unit": "day", "value": number + 1}, author, owner)
    card = Card.objects.create(kind=Subject.Kind.CARD, slug=SLUG, topic=topic, owner=owner)
    put(card, content(), author, owner)


def content() -> dict[str, Any]:
    keys = [f"rule-{number}" for number in range(RULES)]
    pairs = [(OPTIONS[number % 10], OPTIONS[(number * 3) % 10]) for number in range(RULES - 1)]
    rules = [
        {"key": key, "when": {"bench_a": [a], "bench_b": [b, OPTIONS[number % 7]]}, "outcome": "allowed"}
        for number, (key, (a, b)) in enumerate(zip(keys, pairs, strict=False))
    ]
    rules.append({"key": keys[-1], "when": {}, "outcome": "not_allowed"})
    quotes = " ".join(f"**{{{{ bench.fact_{number} }}}}**" for number in range(FACTS))
    texts = {key: f"Rule {key}. {quotes}" for key in keys}
    said = {"title": "A large card", "short": f"Short. {quotes}", "body": quotes, "texts": texts}
    return {"source": "en", "rules": rules, "languages": dict.fromkeys(LANGUAGES, said)}


def put(subject: Subject, form: dict[str, Any], author: User, owner: User) -> None:
    version = submit(start_draft(subject, form, by=author), by=author)
    publish(approve(version, by=owner), by=owner)


def person(name: str, role: str) -> User:
    user, _ = User.objects.get_or_create(username=name)
    user.groups.add(Group.objects.get(name=role))
    return user
