"""Secrets and signatures after Standard Webhooks (https://www.standardwebhooks.com, version 1), symmetric, `v1`.

A secret is derived (HMAC-SHA256) from the store's SECRET_KEY, the webhook's random name and the number of its generation, so
none stands in the database or in a backup. The address of a queue has one as a webhook has. After a rotation of SECRET_KEY
what is signed carries a signature by each key of the ring, until the former key is taken out of SECRET_KEY_FALLBACKS.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from policies.content.problems import ContentError
from policies.errors import Conflict
from policies.models.signing import Signing

SALT, PREFIX = "concord.webhook.1", "whsec_"
USUAL_HOURS, MOST_HOURS = 24, 168


def secret_of(webhook: Signing) -> str:
    """The secret that the receiver needs today: `whsec_` and 32 bytes in base64. Whoever is shown it can sign for us."""
    return PREFIX + b64encode(_derived(webhook, webhook.generation, settings.SECRET_KEY)).decode()


def renew(row: Signing, hours: int) -> None:
    """Another secret; for so many hours the one before signs as well. Call inside an act.

    Raises ContentError, Conflict when somebody has done it meanwhile.
    """
    if not 0 <= hours <= MOST_HOURS:
        raise ContentError.one("hours", "out_of_range", _("Choose 0 to %(most)s hours.") % {"most": MOST_HOURS})
    until = timezone.now() + timedelta(hours=hours) if hours else None
    same = type(row)._default_manager.filter(pk=row.pk, generation=row.generation)
    if not same.update(generation=row.generation + 1, overlap_until=until):
        raise Conflict(_("Somebody has given it a new secret meanwhile."))
    row.refresh_from_db()


def headers_of(webhook: Signing, message: str, body: bytes, at: datetime) -> dict[str, str]:
    """The three headers; several signatures while a secret is changed, of which the receiver needs to know one."""
    timestamp = str(int(at.timestamp()))
    signed = f"{message}.{timestamp}.".encode() + body
    signatures = [b64encode(hmac.digest(key, signed, "sha256")).decode() for key in _keys(webhook, at)]
    return {
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _keys(webhook: Signing, at: datetime) -> Iterator[bytes]:
    """Today's first."""
    overlaps = webhook.overlap_until is not None and at < webhook.overlap_until
    for generation in (webhook.generation, webhook.generation - 1) if overlaps else (webhook.generation,):
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            yield _derived(webhook, generation, key)


def _derived(webhook: Signing, generation: int, key: str) -> bytes:
    return salted_hmac(SALT, f"{webhook.name}:{generation}", secret=key, algorithm="sha256").digest()
