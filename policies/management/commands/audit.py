"""`audit verify`, `audit head`, `audit export`: prove the trail of events, keep its head elsewhere, read it elsewhere."""

import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.audit.history import as_json_lines, events_about
from policies.audit.proof import Verdict, head, verify
from policies.content.problems import ContentError
from policies.models import Event
from policies.moment import read_instant

HEAD = re.compile(r"([0-9]{1,18}):([0-9a-f]{64})")


class Command(BaseCommand):
    help = "Prove that the trail of events is whole, or hand it out."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        proof = acts.add_parser("verify", help="read every event and every row that they vouch for, and name what is not right")
        proof.add_argument("--expect", metavar="NUMBER:SEAL", help="a head that was kept elsewhere")
        acts.add_parser("head", help="the last event's number and seal, to be kept elsewhere")
        export = acts.add_parser("export", help="the events as JSON Lines, oldest first")
        export.add_argument("--since", metavar="INSTANT", help="from this day or instant on")
        export.add_argument("--thing", help="about this and its versions, such as card:cancel-order")
        export.add_argument("--by", metavar="PERSON", help="by this person, by username")

    def handle(self, *args: Any, **options: Any) -> None:
        acts = {"verify": self.verify, "head": self.head, "export": self.export}
        try:
            acts[options["act"]](options)
        except ContentError as error:
            raise CommandError(str(error)) from None

    def verify(self, options: dict[str, Any]) -> None:
        verdict = verify(_expected(options["expect"]), self._progress if sys.stderr.isatty() else lambda count: None)
        self.stdout.write(_said(verdict))
        if not verdict.is_sound:
            raise CommandError("The trail of events is broken, or does not agree with what is there.")

    def head(self, options: dict[str, Any]) -> None:
        number, seal = head()
        self.stdout.write(f"{number}:{seal}")

    def export(self, options: dict[str, Any]) -> None:
        events = events_about(Event.objects.order_by("number"), options["thing"] or "")
        if options["since"]:
            events = events.filter(at__gte=read_instant(options["since"], "since"))
        if options["by"]:
            events = events.filter(by__username=options["by"])
        for line in as_json_lines(events):
            self.stdout.write(line, ending="")

    def _progress(self, count: int) -> None:
        self.stderr.write(f"\r{count:,} events", ending="")


def _expected(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    found = HEAD.fullmatch(text)
    if found is None:
        raise CommandError("Write the head as `audit head` prints it: the number, a colon, 64 hexadecimal digits.")
    return int(found[1]), found[2]


def _said(verdict: Verdict) -> str:
    """What was found, the first broken link first."""
    lines = [str(finding) for finding in verdict.findings]
    if verdict.further:
        lines.append(f"... and {verdict.further} more")
    lines.append(f"{verdict.events} events; the head is {verdict.events}:{verdict.head}")
    lines += [f"{count} {name}: as their events say" for name, count in sorted(verdict.vouched.items()) if count]
    lines += [
        f"{count} {name}: older than the seals; an event tells of them without one"
        for name, count in sorted(verdict.unsealed.items())
        if count
    ]
    lines.append("Everything is as it was written." if verdict.is_sound else "NOT everything is as it was written.")
    return "\n".join(lines)
