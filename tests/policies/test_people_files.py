"""Who answers for what, in content files: owners of topics come and go with them, and nobody who left gets anything back."""

import pytest

from policies.content.problems import ContentError
from policies.errors import Refused
from policies.files.exports import export_to
from policies.models import Card, Event, Subject, Topic
from policies.people.appointments import give_role
from policies.people.departures import deactivate
from policies.publishing import now
from tests.people import make_person
from tests.policies.collection_files import FILES, bring_in, write

TOPIC = "topics/returns.md"
OWNED = FILES[TOPIC].replace("queue: returns\n", "queue: returns\nowner: pavel\n")


@pytest.fixture
def folder(tmp_path, people):
    write(tmp_path / "in", {**FILES, TOPIC: OWNED})
    return tmp_path / "in"


def test_a_topic_brings_its_owner_and_takes_it_along(folder, people, tmp_path):
    bring_in(folder, people)
    assert Topic.objects.get(slug="returns").owner == people.pavel
    export_to(tmp_path / "out", now())
    assert "owner: pavel" in (tmp_path / "out" / TOPIC).read_text()
    before = Event.objects.count()
    bring_in(tmp_path / "out", people)
    assert Event.objects.count() == before


def test_a_file_that_names_nobody_leaves_the_owner(folder, people):
    bring_in(folder, people)
    write(folder, {TOPIC: FILES[TOPIC].replace("position: 3", "position: 4")})
    bring_in(folder, people)
    topic = Topic.objects.get(slug="returns")
    assert (topic.owner, topic.position) == (people.pavel, 4)


def test_an_unknown_owner_is_named_with_its_file(folder, people):
    write(folder, {TOPIC: OWNED.replace("pavel", "nobody")})
    with pytest.raises(ContentError, match=r"topics/returns\.md:1: owner: There is no person nobody"):
        bring_in(folder, people)


def test_files_give_nothing_back_to_somebody_who_left(folder, people):
    bring_in(folder, people)
    deactivate(people.pavel, by=people.ada)
    bring_in(folder, people, approved_by=(people.max, people.olivia))
    assert Topic.objects.get(slug="returns").owner == people.max
    offer = Subject.objects.get(kind="offer", slug="free-label")
    assert (offer.owner, offer.inherited_from) == (people.max, people.pavel)
    write(folder, {"facts/returns.fee.md": FILES["facts/returns.fee.md"].replace("olivia", "beatriz")})
    with pytest.raises(ContentError, match="There is no owner beatriz"):
        bring_in(folder, people, approved_by=(people.max, people.olivia))


def test_a_file_cannot_make_somebody_an_owner_who_could_not_approve(folder, people):
    for name in ("ana", "marta"):
        write(folder, {"facts/returns.fee.md": FILES["facts/returns.fee.md"].replace("olivia", name)})
        with pytest.raises(ContentError, match=r"facts/returns\.fee\.md:\d+: owner: .* is no owner or knowledge manager"):
            bring_in(folder, people)
    assert not Card.objects.exists()


def test_who_may_write_in_another_topic_only_brings_nothing_in(folder, people, store):
    lee = make_person("lee")
    give_role(lee, "author", topic=store.topic("shipping"), by=people.ada)
    bring_in(folder, people)
    write(folder, {"facts/returns.new.md": FILES["facts/returns.fee.md"]})
    with pytest.raises(Refused, match="in other topics"):
        bring_in(folder, people, by=lee, approved_by=())
    assert not Subject.objects.filter(slug="returns.new").exists()
