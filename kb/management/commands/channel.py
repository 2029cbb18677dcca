"""`channel create NAME --audience public` and an act for everything else: settings, keys, on and off."""

from collections.abc import Callable
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet
from django.utils import timezone

from policies.channels import create_channel, disable_channel, enable_channel, set_channel, set_ladder
from policies.content.problems import ContentError
from policies.errors import Conflict, Refused
from policies.keys import PREFIX, SCOPES, NewKey, create_key, read_overlap, revoke_key, rotate_key, standing_of_key
from policies.models import Channel, ChannelKey
from policies.moment import read_instant
from policies.people.directory import person
from policies.trust.ladder import with_usual

KEEP = "Keep this key safe; it is not shown again."


class Command(BaseCommand):
    help = (
        "Make, set and switch channels, and make, replace and revoke their keys. A key is shown once, alone on the last line."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create", help="make a channel, or a further key for one")
        create.add_argument("name", help="a slug such as chatbot")
        create.add_argument("--audience", choices=Channel.Audience.values, default=Channel.Audience.PUBLIC.value)
        create.add_argument("--kind", choices=Channel.Kind.values, help="what it is (other)")
        _add_key_options(create)
        acts.add_parser("list", help="every channel and its keys")
        acts.add_parser("show", help="a channel with its settings and keys").add_argument("name")
        change = acts.add_parser("set", help="change settings of a channel; those that are not named stay")
        ladder = acts.add_parser("ladder", help="say what it does with answers that are late; what is not named is as usual")
        key = acts.add_parser("key", help="make a further key")
        key.add_argument("name", help="the channel")
        _add_key_options(key)
        rotate = acts.add_parser("rotate", help="make another key like this one, which ends after the overlap")
        rotate.add_argument("--overlap", default="24h", help="how long both work: 30m, 24h or 7d (24h); 0h ends it at once")
        revoke = acts.add_parser("revoke", help="end a key at once")
        for act in (rotate, revoke):
            act.add_argument("hint", help="the key's first letters, as `list` shows them")
            act.add_argument("--channel", help="of which channel, where two keys begin alike")
        disable = acts.add_parser("disable", help="switch a channel off at once")
        enable = acts.add_parser("enable", help="switch it on again")
        for act in (change, ladder, disable, enable):
            act.add_argument("name", help="the channel")
            act.add_argument("--by", required=True, help="who does it: other answers leave from then on, which is in the log")
        _add_settings(change)
        ladder.add_argument(
            "--step",
            action="append",
            default=[],
            help="due or expired, risk and step: expired.high=escalate; none: all as usual",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        act: Callable[[dict[str, Any]], None] = getattr(self, options["act"])
        try:
            act(options)
        except (ContentError, Conflict, Refused) as error:
            raise CommandError(str(error)) from None

    def create(self, options: dict[str, Any]) -> None:
        given = _key_options(options)
        key = create_channel(options["name"], audience=options["audience"], kind=options["kind"], **given)
        self.stderr.write(KEEP)
        self.stdout.write(key)

    def key(self, options: dict[str, Any]) -> None:
        self._show_once(create_key(_channel(options), **_key_options(options)))

    def list(self, options: dict[str, Any]) -> None:
        for channel in Channel.objects.prefetch_related("keys__made_by"):
            off = "" if channel.disabled_at is None else ", switched off"
            self.stdout.write(f"{channel.slug} ({channel.audience}, {channel.kind}{off})")
            self._list_keys(channel.keys.all())

    def show(self, options: dict[str, Any]) -> None:
        channel = _channel(options)
        state = "on" if channel.disabled_at is None else f"switched off {channel.disabled_at:%Y-%m-%d %H:%M}"
        rate = channel.requests_per_minute or "as usual"
        lines = {
            "audience": channel.audience,
            "kind": channel.kind,
            "title": channel.title,
            "description": channel.description,
            "languages": ", ".join(channel.languages) or "all",
            "requests per minute and key": str(rate),
            "origins": ", ".join(channel.allowed_origins) or "none",
            "ladder": _written(channel),
            "state": state,
        }
        self.stdout.write(channel.slug)
        for name, value in lines.items():
            self.stdout.write(f"  {name}: {value}")
        self._list_keys(channel.keys.select_related("made_by"))

    def set(self, options: dict[str, Any]) -> None:
        names = ("kind", "title", "description")
        given: dict[str, Any] = {name: options[name] for name in names if options[name] is not None}
        if options["languages"] is not None:
            given["languages"] = [] if options["languages"] == "all" else options["languages"].split(",")
        if options["rate"] is not None:
            given["requests_per_minute"] = None if options["rate"] == "usual" else _number(options["rate"])
        if options["origin"] is not None:
            given["allowed_origins"] = [origin for origin in options["origin"] if origin != "none"]
        if not given:
            raise CommandError("Say what to set. See: channel set --help")
        channel = set_channel(_channel(options), by=person(options["by"]), **given)
        self.stdout.write(f"Set {', '.join(sorted(given))} of {channel.slug}.")

    def ladder(self, options: dict[str, Any]) -> None:
        channel = set_ladder(_channel(options), _steps(options["step"]), by=person(options["by"]))
        self.stdout.write(f"Ladder of {channel.slug}: {_written(channel)}")

    def rotate(self, options: dict[str, Any]) -> None:
        made = rotate_key(_key(options), overlap=read_overlap(options["overlap"]))
        old = ChannelKey.objects.get(successor=made.key)
        self.stderr.write(f"{old.hint}… ends {old.ends_at:%Y-%m-%d %H:%M} UTC.")
        self._show_once(made)

    def revoke(self, options: dict[str, Any]) -> None:
        key = _key(options)
        revoke_key(key)
        self.stdout.write(f"Revoked {key.hint}… of {key.channel.slug}.")

    def disable(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"Switched off {disable_channel(_channel(options), by=person(options['by'])).slug}.")

    def enable(self, options: dict[str, Any]) -> None:
        self.stdout.write(f"Switched on {enable_channel(_channel(options), by=person(options['by'])).slug}.")

    def _show_once(self, made: NewKey) -> None:
        self.stderr.write(KEEP)
        self.stdout.write(made.secret)

    def _list_keys(self, keys: QuerySet[ChannelKey]) -> None:
        for key in keys:
            by = f" by {key.made_by.get_username()}" if key.made_by else ""
            used = f"used {key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
            until = f" until {key.ends_at:%Y-%m-%d %H:%M}" if key.ends_at and not key.revoked_at else ""
            note = f"  ({key.note})" if key.note else ""
            state = f"{standing_of_key(key, timezone.now())}{until}"
            self.stdout.write(
                f"  {key.hint}…  {', '.join(key.scopes)}  made {key.created_at:%Y-%m-%d}{by}  {used}  {state}{note}"
            )


def _add_key_options(parser: CommandParser) -> None:
    parser.add_argument("--scope", action="append", choices=SCOPES, help="what the key may do (answers); may be repeated")
    parser.add_argument("--for", dest="person", help="the person for whom a key with the scope `manage` acts")
    parser.add_argument("--note", default="", help="what the key is for")
    parser.add_argument("--ends", help="when it ends by itself: 2027-06-30 or 2027-06-30T18:00:00Z")


def _add_settings(parser: CommandParser) -> None:
    parser.add_argument("--kind", choices=Channel.Kind.values)
    parser.add_argument("--title")
    parser.add_argument("--description")
    parser.add_argument("--languages", help="those it may be answered in, the preferred one first: pt-BR,en; or all")
    parser.add_argument("--rate", help="requests a minute of each of its keys, or usual")
    parser.add_argument(
        "--origin", action="append", help="a web page that may call it, such as https://shop.example; may be repeated; or none"
    )


def _key_options(options: dict[str, Any]) -> dict[str, Any]:
    return {
        "scopes": options["scope"] or ["answers"],
        "person": person(options["person"], "for") if options["person"] else None,
        "note": options["note"],
        "ends_at": read_instant(options["ends"], "ends"),
    }


def _steps(given: list[str]) -> dict[str, dict[str, str]]:
    """`expired.high=escalate` and so on, as `set_ladder` takes them."""
    steps: dict[str, dict[str, str]] = {}
    for text in given:
        where, _, step = text.partition("=")
        state, _, risk = where.partition(".")
        if risk in steps.setdefault(state, {}):
            raise CommandError(f"{where}: name it once.")
        steps[state][risk] = step
    return steps


def _written(channel: Channel) -> str:
    """Every step, the usual ones too, as `channel ladder` takes them."""
    ladder = with_usual(channel.ladder, channel.audience)
    return " ".join(f"{state}.{risk}={step}" for state, steps in ladder.items() for risk, step in steps.items())


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal():
        raise CommandError("--rate: write a whole number, or usual.")
    return int(text)


def _channel(options: dict[str, Any]) -> Channel:
    found = Channel.objects.filter(slug=options["name"]).first()
    if found is None:
        raise CommandError(f"There is no channel {options['name']}. See: channel list")
    return found


def _key(options: dict[str, Any]) -> ChannelKey:
    """The one key that works and begins like this."""
    hint = PREFIX + options["hint"].removeprefix(PREFIX).removesuffix("…")
    keys = ChannelKey.objects.select_related("channel", "person").filter(hint=hint, revoked_at=None)
    if options["channel"]:
        keys = keys.filter(channel__slug=options["channel"])
    at = timezone.now()
    found = [key for key in keys if standing_of_key(key, at) in ("valid", "ending")]
    if not found:
        raise CommandError(f"No valid key begins with {hint}. See: channel list")
    if len(found) > 1:
        raise CommandError("Several keys begin like this. Say which channel: --channel NAME")
    return found[0]
