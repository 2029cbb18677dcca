"""`channel create NAME --audience public`, `channel list`, `channel revoke HINT`: the keys that channels ask with."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from policies.channels import create_channel
from policies.content.problems import ContentError
from policies.keys import PREFIX, SCOPES, revoke_key
from policies.models import Channel, ChannelKey
from policies.people.directory import person


class Command(BaseCommand):
    help = "Make, list and revoke the keys of channels. A key is shown once, as the last line of `create`."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create", help="make a channel, or a further key for one")
        create.add_argument("name", help="a slug such as chatbot")
        create.add_argument("--audience", choices=Channel.Audience.values, default=Channel.Audience.PUBLIC.value)
        create.add_argument("--scope", action="append", choices=SCOPES, help="what the key may do (answers); may be repeated")
        create.add_argument("--for", dest="person", help="the person for whom a key with the scope `manage` acts")
        acts.add_parser("list", help="every channel and its keys")
        revoke = acts.add_parser("revoke", help="end a key at once")
        revoke.add_argument("hint", help="the key's first letters, as `list` shows them")
        revoke.add_argument("--channel", help="of which channel, where two keys begin alike")

    def handle(self, *args: Any, **options: Any) -> None:
        acts = {"create": self.create, "list": self.list, "revoke": self.revoke}
        try:
            acts[options["act"]](options)
        except ContentError as error:
            raise CommandError(str(error)) from None

    def create(self, options: dict[str, Any]) -> None:
        acts_for = person(options["person"], "for") if options["person"] else None
        scopes = options["scope"] or ["answers"]
        key = create_channel(options["name"], audience=options["audience"], scopes=scopes, person=acts_for)
        self.stderr.write("Keep this key safe; it is not shown again.")
        self.stdout.write(key)

    def list(self, options: dict[str, Any]) -> None:
        for channel in Channel.objects.prefetch_related("keys"):
            self.stdout.write(f"{channel.slug} ({channel.audience})")
            for key in channel.keys.all():
                state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "valid"
                self.stdout.write(f"  {key.hint}…  {', '.join(key.scopes)}  made {key.created_at:%Y-%m-%d}  {state}")

    def revoke(self, options: dict[str, Any]) -> None:
        hint = PREFIX + options["hint"].removeprefix(PREFIX).removesuffix("…")
        keys = ChannelKey.objects.select_related("channel").filter(hint=hint, revoked_at=None)
        if options["channel"]:
            keys = keys.filter(channel__slug=options["channel"])
        found = list(keys)
        if not found:
            raise CommandError(f"No valid key begins with {hint}. See: channel list")
        if len(found) > 1:
            raise CommandError("Several keys begin like this. Say which channel: --channel NAME")
        revoke_key(found[0])
        self.stdout.write(f"Revoked {hint}… of {found[0].channel.slug}.")
