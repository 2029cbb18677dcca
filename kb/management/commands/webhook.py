"""`webhook create CHANNEL URL`, `webhook list`, and for one of them, by its number: `set`, `test`, `log`, `replay`, ..."""

from collections.abc import Callable
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.models import Channel, Publication, Webhook, WebhookDelivery
from policies.moment import read_instant
from policies.webhooks.keeping import (
    change_webhook,
    create_webhook,
    replay_one,
    replay_since,
    rotate_secret,
    switch_webhook,
    try_webhook,
)
from policies.webhooks.log import deliveries_of, webhooks_of
from policies.webhooks.signing import secret_of

KEEP = "Keep this secret safe; it is not shown again."


class Command(BaseCommand):
    help = "Make, list, try and switch webhooks, see their log and send again. A secret is shown once, as the last line."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create", help="tell an address what takes effect; prints its number, then its secret")
        create.add_argument("channel", help="what the channel may know is told")
        create.add_argument("url")
        create.add_argument("--kind", action="append", choices=Publication.Kind.values, default=[], help="only these changes")
        create.add_argument("--description", default="")
        acts.add_parser("list", help="every webhook and how it is").add_argument("--channel", default="")
        one = {
            name: acts.add_parser(name, help=said)
            for name, said in (
                ("set", "change where it listens and what it is told; what is not named stays"),
                ("test", "send a message that is about nothing"),
                ("rotate", "give it a new secret"),
                ("disable", "send nothing there any more"),
                ("enable", "go on where it was"),
                ("replay", "send again what it was told"),
                ("log", "what it was told, and what became of it"),
            )
        }
        for found in one.values():
            found.add_argument("number", type=int, help="as `list` shows it")
        one["set"].add_argument("--url", help="what waits to be told goes there, too")
        one["set"].add_argument("--kind", action="append", choices=[*Publication.Kind.values, "all"], help="only these changes")
        one["set"].add_argument("--description")
        one["rotate"].add_argument("--hours", type=int, default=24, help="how long the secret before stays good (24)")
        one["log"].add_argument("--last", type=int, default=20, help="how many messages (20)")
        which = one["replay"].add_mutually_exclusive_group(required=True)
        which.add_argument("--message", help="the one with this webhook-id")
        which.add_argument("--since", help="all from this instant or day on, such as 2026-12-31T18:00:00Z")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["act"] in ("create", "list"):
                {"create": self.create, "list": self.list}[options["act"]](options)
            else:
                self.one[options["act"]](self, _find(options["number"]), options)
        except ContentError as error:
            raise CommandError(str(error)) from None
        except Conflict as conflict:
            raise CommandError(str(conflict)) from None

    def create(self, options: dict[str, Any]) -> None:
        channel = Channel.objects.filter(slug=options["channel"]).first()
        if channel is None:
            raise CommandError(f"There is no channel {options['channel']}. See: channel list")
        given = {"kinds": options["kind"], "description": options["description"]}
        webhook = create_webhook(channel, options["url"], by=None, **given)
        self.stderr.write(f"Webhook {webhook.pk}. {KEEP}")
        self.stdout.write(secret_of(webhook))

    def list(self, options: dict[str, Any]) -> None:
        for webhook in webhooks_of(options["channel"]):
            last = deliveries_of(webhook).first()
            told = f"last message {last.created_at:%Y-%m-%d %H:%M} {last.state}" if last else "no message yet"
            kinds = ", ".join(webhook.kinds) or "everything"
            self.stdout.write(f"{webhook.pk}  {webhook.channel.slug}  {webhook.url}  {kinds}  {webhook.state}  {told}")

    def change(self, webhook: Webhook, options: dict[str, Any]) -> None:
        given = {name: options[name] for name in ("url", "description") if options[name] is not None}
        if options["kind"] is not None:
            given["kinds"] = [kind for kind in options["kind"] if kind != "all"]
        if not given:
            raise CommandError("Say what to set. See: webhook set --help")
        said = {"url": webhook.url, "kinds": webhook.kinds, "description": webhook.description}
        change_webhook(webhook, by=None, **said | given)
        self.stdout.write(f"Set {', '.join(sorted(given))} of webhook {webhook.pk}.")

    def test(self, webhook: Webhook, options: dict[str, Any]) -> None:
        tried = try_webhook(webhook, by=None)
        if tried.error:
            raise CommandError(f"It did not arrive: {tried.error}")
        self.stdout.write(f"It arrived: HTTP {tried.status} after {tried.milliseconds} ms.")

    def rotate(self, webhook: Webhook, options: dict[str, Any]) -> None:
        rotate_secret(webhook, by=None, hours=options["hours"])
        self.stderr.write(KEEP)
        self.stdout.write(secret_of(webhook))

    def switch(self, webhook: Webhook, options: dict[str, Any]) -> None:
        switch_webhook(webhook, is_on=options["act"] == "enable", by=None)
        self.stdout.write(f"Webhook {webhook.pk} is {webhook.state}.")

    def replay(self, webhook: Webhook, options: dict[str, Any]) -> None:
        if options["message"]:
            delivery = WebhookDelivery.objects.filter(webhook=webhook, message=options["message"]).first()
            if delivery is None:
                raise CommandError("There is no such message in its log. See: webhook log")
            count = replay_one(delivery, by=None)
        else:
            since = read_instant(options["since"], "since")
            assert since is not None
            count = replay_since(webhook, since, by=None)
        self.stdout.write(f"Messages that will be sent again: {count}")

    def log(self, webhook: Webhook, options: dict[str, Any]) -> None:
        for delivery in deliveries_of(webhook)[: options["last"]]:
            self.stdout.write(
                f"{delivery.created_at:%Y-%m-%d %H:%M:%S}  {delivery.message}  {delivery.payload['type']}  {delivery.state}"
            )
            for tried in delivery.tries.all():
                became = tried.error or f"HTTP {tried.status}"
                self.stdout.write(f"  {tried.at:%Y-%m-%d %H:%M:%S}  {tried.milliseconds} ms  {became}  {tried.answer[:80]!r}")

    one: dict[str, Callable[["Command", Webhook, dict[str, Any]], None]] = {
        "set": change, "test": test, "rotate": rotate, "disable": switch, "enable": switch, "replay": replay, "log": log,
    }  # fmt: skip


def _find(number: int) -> Webhook:
    found = webhooks_of().filter(pk=number).first()
    if found is None:
        raise CommandError(f"There is no webhook {number}. See: webhook list")
    return found
