"""The editor in fields: everything without a script, errors at their fields, and nothing lost on any way."""

import json

import pytest
from django.template.loader import render_to_string

from kb.env import BASE
from policies.content.document import CardContent
from policies.content.files import card_form
from policies.content.frontmatter import read_page
from policies.content.sheet import read_sheet, sheet_of
from policies.forms.boxes import CardBoxes
from policies.forms.draft import DraftForm
from policies.models import Autosave, Dimension, Version
from policies.workflow import save_draft
from tests.pages.filled import filled
from tests.pages.test_desk import url

pytestmark = pytest.mark.django_db
DEMO = BASE / "policies" / "demo" / "cards"


@pytest.fixture
def draft(store):
    return store.draft(store.cancel_order())


@pytest.fixture
def marta(client_of, people):
    return client_of(people.marta)


def fields(client, draft, **query):
    return filled(client.get(url("edit", draft), query).content.decode())


def test_a_form_that_nobody_touched_says_what_the_card_says(marta, draft):
    given = fields(marta, draft)
    assert marta.post(url("edit", draft), given).url == url("version", draft)
    saved = Version.objects.select_related("subject").get(pk=draft.pk)
    assert (saved.digest, saved.content) == (draft.digest, draft.content)


@pytest.mark.parametrize("part", range(3))
def test_every_card_of_the_demo_comes_back_from_its_form(part):
    for folder in sorted(DEMO.iterdir())[part::3]:
        pages = {path.stem: read_page(path.stem, path.read_text()) for path in folder.glob("*.md")}
        content = CardContent.read(card_form(pages))
        boxes = CardBoxes(sheet_of(content.form()), {}, "en", {}, 1)
        parts = ("languages", "rules", "settings")
        context = {"boxes": boxes, "form": DraftForm()}
        html = "".join(render_to_string(f"desk/write/{name}.html", context) for name in parts)
        again = read_sheet(filled(f"<form id='editor'>{html}</form>"))
        assert CardContent.read(again.form()) == content, folder.name


def test_it_saves_every_kind_of_condition_and_stays_where_one_is(store, marta, draft):
    store.fact("returns.window_days", 30)
    for slug, kind in (("days", "number"), ("gift", "flag"), ("ordered_on", "date")):
        Dimension.objects.create(slug=slug, kind=kind, names={"en": slug})
    given = fields(marta, draft) | {
        "rules.1.when.days.min": ["1,5"],
        "rules.1.when.days.max": ["returns.window_days"],
        "rules.1.when.gift.is": ["false"],
        "rules.1.when.ordered_on.until": ["2026-12-31"],
        "rules.1.when.order_stage.any": ["lost", "placed"],
        "rules.1.outcome": ["depends"],
        "rules.1.offers": ["free-shipping", ""],
        "rules.1.escalate.queue": ["orders"],
        "do": "go-on",
    }
    assert marta.post(url("edit", draft), given).url == url("edit", draft)
    draft.refresh_from_db()
    rule = draft.content["rules"][1]
    assert rule["when"] == {
        "days": {"min": 1.5, "max": "returns.window_days"},
        "gift": False,
        "ordered_on": {"until": "2026-12-31"},
        "order_stage": ["lost", "placed"],
    }
    assert (rule["outcome"], rule["offers"], rule["escalate"]) == ("depends", ["free-shipping"], {"queue": "orders"})
    page = marta.get(url("edit", draft)).content.decode()
    assert filled(page)["rules.1.when.days.max"] == ["returns.window_days"]


def test_its_buttons_work_without_a_script_and_keep_what_was_typed(marta, draft):
    given = fields(marta, draft) | {"languages.en.title": ["Typed, not saved"], "do": "add-rule"}
    page = marta.post(url("edit", draft), given)
    added = filled(page.content.decode())
    assert (added["languages.en.title"], added["rules.4.key"]) == (["Typed, not saved"], [""])
    assert page.context["boxes"].errors == {}, "What is still empty is no mistake yet."
    assert Autosave.objects.get().texts["en"].count("title: Typed, not saved") == 1
    up = filled(marta.post(url("edit", draft), added | {"do": "up:4", "rules.4.key": ["New one"]}).content.decode())
    assert [up[f"rules.{place}.key"] for place in (3, 4)] == [["new-one"], ["delivered"]]
    asked = marta.post(url("edit", draft), up | {"do": "add-language", "add-language-which": "pt-BR"})
    assert asked.status_code == 200
    draft.refresh_from_db()
    assert draft.content["languages"]["en"]["title"] == "Can I still cancel my order?"


def test_an_error_stands_at_its_field_and_loses_nothing(marta, draft):
    given = fields(marta, draft) | {
        "rules.1.outcome": [""],
        "languages.en.title": [" "],
        "rules.0.when.order_stage.any": ["Not a slug"],
        "languages.en.short": ["Kept as typed"],
    }
    page = marta.post(url("edit", draft), given)
    assert page.status_code == 422
    errors = page.context["boxes"].errors
    assert errors["rules.1.outcome"] == ["Choose an outcome."]
    assert set(errors) >= {"languages.en.title", "rules.0.when.order_stage"}
    assert filled(page.content.decode())["languages.en.short"] == ["Kept as typed"]
    assert "Kept as typed" in Autosave.objects.get().texts["en"]
    page = marta.post(url("edit", draft), fields(marta, draft) | {"rules.1.texts.ru": [""]})
    assert list(page.context["boxes"].errors) == ["rules.1.texts.ru"]
    assert Version.objects.get(pk=draft.pk).edits == 1


def test_fields_and_text_say_the_same_and_switching_loses_nothing(marta, draft):
    given = fields(marta, draft) | {"languages.en.title": ["Half done"], "rules.0.texts.en": [""]}
    text = marta.post(url("edit", draft), given | {"do": "as-text"})
    assert "title: Half done" in text.context["texts"]["en"]
    sent = {f"text-{name}": written for name, written in text.context["texts"].items()}
    sent |= {"seen": "1", "significance": "wording", "tab": given["tab"]}
    broken = marta.post(url("edit", draft), sent | {"text-en": "---\ntitle: [\n---\n", "do": "as-fields"})
    assert (broken.status_code, "text-en" in broken.content.decode()) == (422, True)
    back = filled(marta.post(url("edit", draft), sent | {"do": "as-fields"}).content.decode())
    assert (back["languages.en.title"], back["rules.0.texts.en"], back["significance"]) == (["Half done"], [""], ["wording"])
    odd = sent["text-ru"].replace("title:", "colour: red\ntitle:")
    assert marta.post(url("edit", draft), sent | {"text-ru": odd, "do": "as-fields"}).status_code == 422


def test_what_somebody_else_saved_is_shown_field_by_field(marta, people, draft):
    given = fields(marta, draft) | {"languages.en.short": ["Mine"], "rules.0.outcome": ["depends"]}
    theirs = json.loads(json.dumps(draft.content))
    theirs["languages"]["en"]["short"] = "Theirs"
    save_draft(draft, theirs, by=people.max)
    page = marta.post(url("edit", draft), given)
    assert page.status_code == 409
    shown = page.content.decode()
    assert "<del>Theirs</del>" in shown
    assert "Mine" in filled(shown)["languages.en.short"]
    assert page.context["comparison"].rules
    assert marta.post(url("edit", draft), filled(shown)).status_code == 302
    assert Version.objects.get(pk=draft.pk).content["languages"]["en"]["short"] == "Mine"


def test_two_tabs_of_one_person_keep_what_was_typed_into_each(marta, draft):
    one, two = (fields(marta, draft) | {"languages.en.title": [title]} for title in ("In one tab", "In the other"))
    for given in (one, two):
        marta.post(url("autosave", draft), given)
    assert sorted(kept.texts["en"].split("title: ")[1].split("\n")[0] for kept in Autosave.objects.all()) == [
        "In one tab",
        "In the other",
    ]
    marta.post(url("edit", draft), one)
    assert ["In the other" in kept.texts["en"] for kept in Autosave.objects.all()] == [True]
    assert fields(marta, draft, typed="1")["languages.en.title"] == ["In the other"]


def test_it_looks_at_what_stands_in_the_fields_and_saves_nothing(store, marta, draft):
    given = fields(marta, draft) | {
        "rules.2.texts.en": ["We look for it. [Here](www.example.com)"],
        "known.order_stage": ["lost"],
    }
    page = marta.post(url("look", draft), given).content.decode()
    assert "We look for it." in page
    assert "begin it with https://" in page
    assert "It has been delivered" not in page
    shown = marta.post(url("look", draft), given | {"do": "show:1"}).content.decode()
    assert "It is on its way" in shown
    never = given | {"rules.0.when.order_stage.any": ["placed", "paid", "packed", "lost"]}
    assert "<strong>lost</strong> never decides" in marta.post(url("look", draft), never).content.decode()
    assert "No rule covers" in marta.post(url("look", draft), given | {"rules.3.outcome": [""]}).content.decode()
    marta.post(url("look", draft), given | {"known.order_stage": ["nonsense"], "rules.0.when.order_stage.any": ["?"]})
    assert not Autosave.objects.exists()
    assert Version.objects.get(pk=draft.pk).digest == draft.digest
    assert "We look for it." not in marta.get("/cards/cancel-order/", {"order_stage": "lost"}).content.decode()


def test_it_turns_a_clipboard_into_markdown_and_tells_who_else_writes(client_of, people, marta, draft):
    assert marta.post("/desk/paste/", {"html": "<b>a</b>"}).json() == {"markdown": "**a**"}
    assert marta.post("/desk/paste/", {"html": "<" * 30_000}).status_code == 400
    max_ = client_of(people.max)
    max_.post(url("autosave", draft), fields(max_, draft) | {"languages.en.title": ["By max"]})
    assert "Max" in marta.get(url("others", draft)).json()["others"]
    save_draft(draft, {**draft.content, "audience": "internal"}, by=people.max)
    assert "saved meanwhile" in marta.get(url("others", draft), {"seen": "1"}).json()["others"]


@pytest.mark.parametrize("who", ["ana", "pavel", "stranger"])
def test_nobody_looks_through_somebody_elses_draft(client_of, people, marta, draft, who):
    given = fields(marta, draft)
    client = client_of(getattr(people, who))
    for sent in (given, given | {"do": "add-rule"}, given | {"do": "as-text"}):
        assert client.post(url("edit", draft), sent).status_code in (403, 404)
    assert client.post(url("look", draft), given).status_code in (403, 404)
    assert not Autosave.objects.exists()
