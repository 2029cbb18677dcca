"""Calls that Schemathesis makes up from our own description, as a public and as an internal key: every check of its own.

CI makes up one request for each call that keys may use; CONCORD_FUZZ=50 (`make fuzz`) fifty, for the calls that manage, too.
"""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as trying
from schemathesis.checks import CHECKS
from schemathesis.core.failures import FailureGroup

from kb.api.openapi.description import description
from kb.wsgi import application

MOST = int(os.environ.get("CONCORD_FUZZ", "1"))
OF_CHANNELS = set("answers ask changes search suggest topics dimensions languages receipts feedback escalations".split())
# What a description cannot say, such as which cursors and receipts there are, may be refused: 400 with the field. And 503 is
# the answer that `min_revision` promises for a revision that has not arrived.
NOT_OURS = {"positive_data_acceptance", "not_a_server_error"}
schemathesis.openapi.from_dict(
    {"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}}
)  # It knows its checks then.
pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.timeout(36_000 if MOST > 1 else 900)]


def calls():
    schema = schemathesis.openapi.from_dict(description())
    schema.app = application
    for found in schema.get_all_operations():
        operation = found.ok()
        if MOST > 1 or operation.path.split("/")[3] in OF_CHANNELS:
            yield operation


@pytest.fixture(autouse=True)
def _one_connection():
    """A server closes its connection to the database after a request; the test's transaction lives in this one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_every_call_answers_as_described_whatever_is_sent(store, key_of, audience, settings):
    store.cancel_order()
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    key = key_of(audience, scopes=("answers", "feedback"))
    # It unpacks nothing by itself when it asks without a server.
    headers = {"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"}
    wrong = {operation.label: found for operation in calls() if (found := tried(operation, headers))}
    assert wrong == {}


def tried(operation, headers):
    found = []
    checks = [check for check in CHECKS.get_all() if check.__name__ not in NOT_OURS]

    @seed(20)
    @trying(max_examples=MOST, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def send(case):
        response = case.call(headers=headers)
        if response.status_code >= 500 and response.status_code != 503:
            found.append(f"{response.status_code} to {case.as_curl_command()}")
        try:
            case.validate_response(response, checks=checks, headers=headers)
        except (AssertionError, FailureGroup) as error:
            found.append(str(error)[:600])

    send()
    return found
