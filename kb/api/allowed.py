"""OPTIONS: what an address takes stands in the header `Allow`; what it is for, in `/api/v1/schema`."""

from typing import Any

from rest_framework.metadata import BaseMetadata
from rest_framework.request import Request


class Allowed(BaseMetadata):
    def determine_metadata(self, request: Request, view: Any) -> None:
        """No body."""
