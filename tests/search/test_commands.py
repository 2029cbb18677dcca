"""The commands of the search index, of asking and of measuring."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from search import index
from search.folder import folder_of

CARDS = [
    {"id": "cancel", "title": "cancel order", "questions": ["cancel my order", "stop my purchase"], "text": ""},
    {"id": "refund", "title": "get refund", "questions": ["I want my money back", "refund please"], "text": "Five days."},
]
TEST = [
    {"question": "please cancel my order", "card": "cancel"},
    {"question": "give me my money back", "card": "refund"},
    {"question": "refund please, five days have passed", "card": "refund"},
]


def run(*arguments):
    output = StringIO()
    call_command(*arguments, stdout=output)
    return output.getvalue()


@pytest.fixture
def question_file(tmp_path):
    path = tmp_path / "small.json"
    form = {"name": "small", "language": "en", "cards": CARDS, "test": TEST, "out_of_scope": ["who won the match"]}
    path.write_text(json.dumps({**form, "calibration_out_of_scope": []}))
    return path


@pytest.mark.django_db
def test_it_brings_builds_and_checks_the_index(store):
    store.cancel_order()
    assert "3 documents, as in the database" in run("search_index", "check")
    assert "6 documents" in run("search_index", "rebuild")
    assert "follows the database" in run("search_index", "sync")
    index.write(folder_of("public") / index.snapshot(folder_of("public")).manifest.build, remove=[0])
    index.forget()
    with pytest.raises(CommandError, match="cancel-order"):
        run("search_index", "check")


@pytest.mark.django_db
def test_it_answers_on_the_command_line(store):
    store.cancel_order()
    said = run("ask", "ainda dá tempo de cancelar meu pedido?", "--lang", "pt-BR", "--context", "order_stage=packed")
    assert "Sim, você pode cancelar. O reembolso leva 5 dias." in said
    assert "not-shipped: allowed" in said
    assert "sha256:" in said
    assert "Where is your order now?" in run("ask", "is it too late to cancel my order")
    assert "[orders]" in run("ask", "who won the match")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "options",
    [("--lang", "english"), ("--context", "planet=mars"), ("--context", "order_stage=lunch"), ("--as-of", "yesterday")],
)
def test_it_refuses_what_it_cannot_read(store, options):
    store.cancel_order()
    with pytest.raises(CommandError):
        run("ask", "cancel", *options)


@pytest.mark.parametrize("engine", ["ask", "search"])
def test_it_measures_without_touching_the_store(question_file, tmp_path, settings, engine):
    out = tmp_path / "out.jsonl"
    said = run("evaluate", str(question_file), "--predictions", str(out), "--engine", engine)
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert "small" in said
    assert "100.0 %" in said
    assert "AUROC" in said
    assert "Memory of this process" in said
    assert [row["cards"][0]["card"] for row in rows[:3]] == ["cancel", "refund", "refund"]
    assert set(rows[0]) == {"dataset", "question", "cards", "confidence", "band"}
    assert rows[3]["band"] == "escalate"
    assert not settings.SEARCH_INDEX.exists()


@pytest.mark.parametrize("text", ["", "[]", '{"name": "x"}', '{"name": "x", "language": "en", "cards": [{}], "test": []}'])
def test_it_names_the_file_that_is_no_question_set(tmp_path, text):
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(CommandError, match=r"odd\.json"):
        run("evaluate", str(path))
