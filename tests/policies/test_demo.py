"""The demo store reads, imports, covers the intents customers really have, and decides every case."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction

from kb.env import BASE
from kb.management.commands.demo import CONTENT
from policies.answers import visible_cards
from policies.content.rules import Table
from policies.content.variants import rows_of
from policies.dimensions import dimensions_at
from policies.files.collection import read_collection
from policies.files.exports import export_files
from policies.models import Card, Dimension, Event, Team, Version
from policies.people.involvements import verifiers_of
from policies.people.owners import topics_without_owner
from policies.publishing import in_force, now

LANGUAGES = {"en", "pt-BR", "ru"}
# A card for each thing customers of a shop ask a chatbot for.
INTENTS = """
cancel-order change-order change-delivery-address cancellation-fee check-invoice get-invoice payment-methods
contact-us talk-to-a-person create-account delete-account edit-account switch-account delivery-options
delivery-time make-a-complaint get-refund newsletter payment-problem place-order recover-password
registration-problems leave-a-review saved-addresses refund-policy track-order track-refund
""".split()


@pytest.fixture(scope="module")
def collection():
    return read_collection(CONTENT)


def test_it_has_a_card_for_each_of_the_intents(collection):
    cards = {item.slug for item in collection.subjects if item.kind == "card"}
    assert len(INTENTS) == 27
    assert set(INTENTS) <= cards
    assert len(cards) >= 40


def test_it_speaks_three_languages(collection):
    for item in collection.subjects:
        if item.kind == "card":
            assert set(item.form["languages"]) == LANGUAGES, item.slug
            for language, texts in item.form["languages"].items():
                assert len(texts["questions"]) >= 8, (item.slug, language)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for all tests that follow, each of which takes back only what it did itself."""
    said = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db):
    return loaded


def test_it_is_in_force_whole_and_the_same_again(demo, collection, capsys):
    assert ", 0 unchanged" in demo
    before = Version.objects.count()
    appointed = Event.objects.filter(action__in=["involve", "set_deputy", "give_role", "create"]).count()
    assert not topics_without_owner().exists()
    assert set(verifiers_of(Card.objects.get(slug="return-policy"))) == set(Team.objects.get().members.all())
    assert visible_cards("internal", now()).count() == sum(item.kind == "card" for item in collection.subjects)
    call_command("demo")
    assert " 0 published" in capsys.readouterr().out
    assert Version.objects.count() == before
    assert Event.objects.filter(action__in=["involve", "set_deputy", "give_role", "create"]).count() == appointed
    assert User.objects.get(username="ana").check_password("larkspur-demo")


@pytest.mark.once
def test_it_comes_back_from_its_export_unchanged(demo, tmp_path):
    for path, data in export_files(now()):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    before = Version.objects.count()
    call_command("import", str(tmp_path), by="marta", approved_by=["max", "olivia"])
    assert Version.objects.count() == before
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.md")} == {
        str(path.relative_to(BASE / "policies" / "demo")) for path in CONTENT.rglob("*.md")
    }


@pytest.mark.once
def test_it_decides_every_case_with_rules_that_can_all_win(demo):
    at = now()
    cards = in_force("card", Card.objects.values_list("slug", flat=True), at)
    with_rules = {slug: version.typed for slug, version in cards.items() if version.typed.rules}
    assert len(with_rules) >= 20
    for slug, content in with_rules.items():
        facts = {key: fact.typed for key, fact in in_force("fact", content.facts, at).items()}
        domains = {
            name: dimension.domain
            for name, dimension in dimensions_at(at, Dimension.objects.values_list("slug", flat=True)).items()
        }
        table = Table([row.table_rule for row in rows_of(content, "en", facts, domains)], domains)
        possible = table.decide({}, says=str).possible
        assert len(possible) == len(table.rules), f"{slug}: a rule can never win"
        # Were a context not covered, "nothing is said" would be one of two things to tell apart.
        assert table.decide({}, says=lambda _: "the same").rule, f"{slug}: a context is not covered"
