"""Customers and orders as outcomes remember them: keyed hashes, from which nobody without the key can tell who it was.

The key is derived from SECRET_KEY (Django's `salted_hmac`: HMAC-SHA256 under SHA-256 of salt and key). After a rotation what
was written under a former key is still found while that key stands in SECRET_KEY_FALLBACKS.
"""

from django.conf import settings
from django.utils.crypto import salted_hmac

MAX_REF = 200
CUSTOMER, ORDER = "concord.customer.1", "concord.order.1"


def hashes_of(ref: str, salt: str = CUSTOMER) -> tuple[str, ...]:
    """The hash under each key, today's first; none for an empty reference. Case counts, white space around it does not."""
    name = ref.strip()
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS) if name else ()
    return tuple(salted_hmac(salt, name, secret=key, algorithm="sha256").hexdigest() for key in keys)


def hash_of(ref: str, salt: str = CUSTOMER) -> str:
    """The hash that is written today; empty for an empty reference."""
    return next(iter(hashes_of(ref, salt)), "")
