"""Every response that a test of the API gets is held against the API's own description."""

from typing import Any

import pytest
from django.test import Client

from tests.api.contract import judge


@pytest.fixture(autouse=True)
def _as_described(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Client.request

    def request(self: Client, **request: Any) -> Any:
        response = plain(self, **request)
        wrong = judge(request["REQUEST_METHOD"], request["PATH_INFO"], response)
        assert not wrong, f"{request['REQUEST_METHOD']} {request['PATH_INFO']} answered {response.status_code}: {wrong}"
        return response

    monkeypatch.setattr(Client, "request", request)
