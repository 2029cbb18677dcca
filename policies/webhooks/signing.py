"""Secrets and signatures after Standard Webhooks (https://www.standardwebhooks.com, version 1), symmetric, `v1`.

A secret is derived (HMAC-SHA256) from the store's SECRET_KEY, the webhook's random name and the number of its generation, so
none stands in the database or in a backup. After a rotation of SECRET_KEY what is signed carries a signature by each key of the
ring, until the former key is taken out of SECRET_KEY_FALLBACKS.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from policies.models import Webhook

SALT, PREFIX = "concord.webhook.1", "whsec_"


def secret_of(webhook: Webhook) -> str:
    """The secret that the receiver needs today: `whsec_` and 32 bytes in base64. Whoever is shown it can sign for us."""
    return PREFIX + b64encode(_derived(webhook, webhook.generation, settings.SECRET_KEY)).decode()


def headers_of(webhook: Webhook, message: str, body: bytes, at: datetime) -> dict[str, str]:
    """The three headers; several signatures while a secret is changed, of which the receiver needs to know one."""
    timestamp = str(int(at.timestamp()))
    signed = f"{message}.{timestamp}.".encode() + body
    signatures = [b64encode(hmac.digest(key, signed, "sha256")).decode() for key in _keys(webhook, at)]
    return {
        "webhook-id": message,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def _keys(webhook: Webhook, at: datetime) -> Iterator[bytes]:
    """Today's first."""
    overlaps = webhook.overlap_until is not None and at < webhook.overlap_until
    for generation in (webhook.generation, webhook.generation - 1) if overlaps else (webhook.generation,):
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            yield _derived(webhook, generation, key)


def _derived(webhook: Webhook, generation: int, key: str) -> bytes:
    return salted_hmac(SALT, f"{webhook.name}:{generation}", secret=key, algorithm="sha256").digest()
