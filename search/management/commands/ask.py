"""`manage.py ask TEXT`: the answer every channel would give, on the command line."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.answers import INTERNAL, PUBLIC
from policies.content.problems import ContentError
from policies.context import read_context
from policies.languages import read_language
from policies.moment import read_instant
from policies.publishing import moment_at
from policies.reply import Reply
from search.ask import Asked, ask


class Command(BaseCommand):
    help = "Ask a question as a customer would, and print the answer with where it comes from."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("text")
        parser.add_argument("--lang", metavar="L", help="language tag such as pt-BR; recognised when left out")
        parser.add_argument("--context", nargs="+", default=[], metavar="KEY=VALUE", help="what is known of the order")
        parser.add_argument("--as-of", metavar="INSTANT", help="a day or an instant, such as 2026-12-31T18:00:00Z")
        parser.add_argument("--audience", choices=[PUBLIC.value, INTERNAL.value], default=PUBLIC.value)

    def handle(self, *args: Any, text: str, lang: str | None, context: list[str], audience: str, **options: Any) -> None:
        try:
            language = read_language(lang) if lang else None
            at = moment_at(read_instant(options["as_of"]))
            known = read_context(dict(pair.partition("=")[::2] for pair in context))
        except ContentError as error:
            raise CommandError(str(error)) from None
        for line in _lines(ask(text, language=language, context=known, audience=audience, at=at)):
            self.stdout.write(line)


def _lines(asked: Asked) -> list[str]:
    lines = [f"{asked.band}  confidence {asked.confidence:.2f}  language {asked.language}", ""]
    if asked.reply is not None:
        lines += _reply(asked.reply)
    if asked.escalation is not None:
        lines += [f"[{asked.escalation.queue}] {asked.escalation.message}"]
    others = asked.candidates[1:] if asked.reply is not None else asked.candidates
    if others:
        lines += ["", "Also near:" if asked.reply is not None else "Did you mean:"]
        lines += [f"  {candidate.score:.2f}  {candidate.card}: {candidate.title}" for candidate in others]
    return lines


def _reply(reply: Reply) -> list[str]:
    lines = []
    if reply.answer is not None:
        answer = reply.answer
        rule = f", rule {answer.rule}" if answer.rule else ""
        lines += [
            answer.title,
            "",
            answer.text,
            "",
            f"{answer.card} version {answer.version}{rule}: {answer.outcome}",
            answer.digest,
        ]
    for need in reply.needs:
        options = ", ".join(f"{need.dimension}={option.value} ({option.label})" for option in need.options)
        lines += [need.question, f"  {options or need.dimension}"]
    if reply.escalation is not None:
        lines += [f"[{reply.escalation.queue}] {reply.escalation.message}"]
    if reply.offer is not None:
        lines += ["", f"Offer: {reply.offer.title}. {reply.offer.text}"]
    return [*lines, f"trust {reply.trust.state}, revision {reply.revision}"]
