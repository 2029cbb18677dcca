"""A colleague reports what no card answers."""

import pytest

from policies.content.problems import ContentError
from policies.errors import Refused
from policies.models import Event
from search import questions
from search.learned import Gap
from search.learning import learn
from search.models import Question
from search.questions import Found, note_opened
from search.reporting import report_gap

pytestmark = pytest.mark.django_db
FROZEN = "Do you ship frozen food?"


@pytest.fixture(autouse=True)
def _by_letters(settings, store):
    settings.ANSWER_ENCODER = "none"
    store.card("contact-us")


def test_it_begins_a_gap_and_the_next_report_of_the_same_joins_it(people):
    gap = report_gap(f" {FROZEN} ana@example.com", by=people.ana)
    assert (gap.state, gap.topic.slug) == ("open", "cancellation")
    assert report_gap("do you ship food that is frozen", by=people.marta) == gap
    assert [said.text for said in gap.questions.order_by("pk")] == [f"{FROZEN} [e-mail]", "do you ship food that is frozen"]
    events = Event.objects.filter(action="report_gap")
    assert [(event.by, event.thing, event.details["begun"]) for event in events.order_by("number")] == [
        (people.ana, f"gap:{gap.pk}", True),
        (people.marta, f"gap:{gap.pk}", False),
    ]
    assert "frozen" not in str([event.details for event in events])


def test_what_one_looked_for_and_reports_counts_once(people):
    note_opened(Found(FROZEN, "en", [], 0.0, 1), people.ana.pk, None, is_chosen=False)
    questions.write()
    gap = report_gap(FROZEN, by=people.ana)
    assert report_gap(FROZEN, by=people.ana) == gap
    learn()
    assert list(gap.questions.all()) == [Question.objects.get()]
    assert Gap.objects.get() == gap


def test_a_stranger_reports_nothing_and_what_does_not_fit_is_named(people):
    with pytest.raises(Refused):
        report_gap(FROZEN, by=people.stranger)
    for field, given in (("question", (" ", "en")), ("question", ("x" * 1001, "en")), ("language", (FROZEN, "??"))):
        with pytest.raises(ContentError) as error:
            report_gap(given[0], language=given[1], by=people.ana)
        assert [problem.field for problem in error.value.problems] == [field]
    assert not Gap.objects.exists()
    assert not Question.objects.exists()
