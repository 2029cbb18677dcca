"""Tokens for visitors of the site's own chat page: signed, short-lived, good for public answers and nothing else."""

from ipaddress import IPv6Network

from django.core import signing
from django.utils.crypto import salted_hmac

from policies.models import Channel

PREFIX = "visitor."
SALT = "kb.api.visitors"
CHANNEL = "chat"
LIFETIME_SECONDS = 2 * 60 * 60


def visitor_token() -> str:
    """A new token; the chat page sends it as `Authorization: Bearer visitor.…`."""
    return PREFIX + signing.dumps(CHANNEL, salt=SALT)


def channel_of_visitor(token: str) -> Channel | None:
    """The channel that a token of ours names, or None: forged, too old, or the channel is not a public one."""
    try:
        slug = signing.loads(token.removeprefix(PREFIX), salt=SALT, max_age=LIFETIME_SECONDS)
    except signing.BadSignature:
        return None
    return Channel.objects.filter(slug=slug, audience=Channel.Audience.PUBLIC).first()


def place_of(address: str) -> str:
    """From where a visitor comes, as a keyed hash: an address, or of IPv6 the network that one household has."""
    place = str(IPv6Network((address, 64), strict=False)) if ":" in address else address
    return salted_hmac(SALT, place).hexdigest()[:32]
