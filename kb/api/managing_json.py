"""Cards, facts, offers and their versions as JSON for those who manage them."""

from typing import Any

from policies.models import Subject, Version
from policies.moment import Moment
from policies.publishing import in_force
from policies.standing import standing_of

Json = dict[str, Any]


def subject_json(subject: Any, at: Moment) -> Json:
    """`changed` is the revision at which something of it was last published or withdrawn; `live` the version in force now."""
    live = in_force(subject.kind, [subject.slug], at).get(subject.slug)
    body: Json = {
        "kind": subject.kind,
        "slug": subject.slug,
        "topic": subject.topic.slug,
        "owner": subject.owner.get_username(),
        "created_at": subject.created_at,
        "changed": subject.changed,
        "live": live.number if live else None,
    }
    return body | ({"risk": subject.card.risk} if subject.kind == Subject.Kind.CARD else {})


def version_line(version: Version, at: Moment) -> Json:
    """One of a list: without what it says."""
    return {
        "kind": version.subject.kind,
        "slug": version.subject.slug,
        "number": version.number,
        "state": version.state,
        "standing": standing_of(version, at),
        "audience": version.audience,
        "significance": version.significance,
        "digest": version.digest,
        "edits": version.edits,
        "change_note": version.change_note,
        "based_on": version.based_on.number if version.based_on else None,
        "release": version.release.slug if version.release else None,
        "author": version.author.get_username(),
        "created_at": version.created_at,
        "saved_at": version.saved_at,
        "submitted_at": version.submitted_at,
        "approved_at": version.approved_at,
    }


def version_json(version: Version, at: Moment) -> Json:
    """With its content and what reviewers decided."""
    reviews = [
        {"decision": review.decision, "by": review.by.get_username(), "at": review.at, "comment": review.comment}
        for review in version.reviews.all()
    ]
    return {**version_line(version, at), "reviews": reviews, "content": version.content}
