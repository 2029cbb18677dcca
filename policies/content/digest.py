"""One way to name bytes: SHA-256 of the RFC 8785 canonical JSON."""

import hashlib
from collections.abc import Mapping
from typing import Any

import rfc8785


def digest_of(content: Mapping[str, Any]) -> str:
    """`sha256:` and 64 hexadecimal digits; the same for equal content in any process, Python and database.

    Source: RFC 8785 (JSON Canonicalization Scheme). Raises `rfc8785.CanonicalizationError` for what JSON cannot say exactly.
    """
    return "sha256:" + hashlib.sha256(rfc8785.dumps(dict(content))).hexdigest()
