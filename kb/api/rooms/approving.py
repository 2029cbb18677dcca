"""`/approve-several`: several versions of low risk at once."""

from typing import Annotated, Any

from pydantic import Field
from rest_framework import serializers

from kb.api.room import Act, Json, Room, Visit
from kb.api.shown import NamedVersion
from policies.content.form import Form
from policies.review.approving_several import MAX_AT_ONCE, approve_several


class ApprovedShown(NamedVersion):
    """`state` stays in_review where somebody else has to approve it as well."""

    state = serializers.CharField()


class AllApprovedShown(serializers.Serializer[Any]):
    """How each stands then."""

    versions = ApprovedShown(many=True)


class ApprovingSeveral(Form):
    """`versions` as in the history of acts: `card:gift-wrap:2`."""

    versions: Annotated[tuple[str, ...], Field(max_length=MAX_AT_ONCE)]
    comment: str = ""


class ApproveSeveral(Room):
    """Several cards of low risk at once: all of them or none."""

    address, shown = "approve-several", AllApprovedShown
    noun = "approval_of_several"
    begin = Act(
        "Approve several versions of cards of low risk",
        ApprovingSeveral,
        lambda by, versions, comment: approve_several(versions, by=by, comment=comment),
    )

    def begun(self, visit: Visit, made: Any, **place: Any) -> Json:
        return self.show(visit, {"versions": made})
