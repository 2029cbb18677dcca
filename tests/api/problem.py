"""What every refusal of the API must look like."""

from typing import Any


def problem_of(response: Any, status: int) -> dict[str, Any]:
    """The problem that this response is, checked against RFC 9457 and the contract."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["Concord-Revision"].isdigit()
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"] == body["errors"][0]["message"] != ""
    assert all(set(error) == {"field", "code", "message"} for error in body["errors"])
    return body


def fields_of(response: Any) -> list[tuple[str, str]]:
    """Field and code of each error of a 400."""
    return [(error["field"], error["code"]) for error in problem_of(response, 400)["errors"]]
