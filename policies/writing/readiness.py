"""Can a draft be handed in? Everything that must be mended first."""

from policies.content.document import CardContent
from policies.content.problems import Problem
from policies.models import Version
from policies.moment import Moment
from policies.writing.codes import code_problems
from policies.writing.quoting import hidden_links
from policies.writing.shown_images import image_problems
from policies.writing.touched import problems_where_used
from policies.writing.vocabulary import made_for_problems, problems_of


def problems_before_review(version: Version, at: Moment) -> list[Problem]:
    """All of them, with what is in force at the moment. Empty when the version is ready."""
    return [
        *problems_of(version.typed, at),
        *made_for_problems(version.typed, version.number),
        *code_problems(version, at),
        *(hidden_links(version.typed, at) if isinstance(version.typed, CardContent) else ()),
        *image_problems(version),
        *problems_where_used(version, at),
    ]
