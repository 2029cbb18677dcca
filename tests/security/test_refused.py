"""Who was refused what stands in the server's log: by number, with the rule, and nothing of what was asked."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.asvs("16.3.2")
def test_a_refusal_is_logged_with_who_and_nothing_that_was_asked(client_of, people, channel, caplog):
    ana, keyed = client_of(people.ana), channel("public")
    assert ana.get("/desk/events/", {"thing": "platypus"}).status_code == 403
    assert keyed.get("/api/v1/people", {"q": "platypus"}).status_code == 403
    assert ana.post("/api/v1/teams", {"slug": "platypus"}, content_type="application/json").status_code in (400, 403)
    assert Client().get("/api/v1/cards").status_code == 401
    assert Client(headers={"Authorization": "Bearer concord_platypus"}).get("/api/v1/search").status_code == 401
    lines = [record.getMessage() for record in caplog.records if record.name == "kb.refused"]
    assert lines[0] == f"Refused: person {people.ana.pk} to GET events (refused)"
    assert lines[1].startswith("Refused: key:")
    assert lines[1].endswith("(missing_scope)")
    assert [line for line in lines if line.startswith("Refused: nobody to GET api:")] == lines[-2:]
    assert "platypus" not in "".join(lines)


def test_what_is_allowed_or_not_there_is_no_refusal(client_of, people, caplog):
    assert client_of(people.ana).get("/desk/").status_code == 200
    assert client_of(people.ana).get("/desk/nothing/").status_code == 404
    assert [record for record in caplog.records if record.name == "kb.refused"] == []
