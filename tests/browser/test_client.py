"""The client in one file for JavaScript, in a browser, against the real API."""

import re
import shutil
import subprocess
from datetime import timedelta

import pytest
from django.utils import timezone

from kb.env import BASE
from tests.clients.examples import examples
from tests.parts import absent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
IMPORT = re.compile(r'^import (\{.*\}) from "\./concord\.js";$', re.MULTILINE)
CLIENT = "/static/clients/concord.js"


@pytest.fixture
def run(page, key_of, live_server):
    """What the body of a function returns, in a page of the site: it knows `Concord`, `Problem` and a `key`."""
    page.goto("/chat/?lang=en")
    made = {}

    def evaluate(body, *, audience="public", **more):
        key = made.setdefault(audience, key_of(audience, scopes=("answers", "feedback")))
        start = f"const {{ Concord, Problem, Unreachable }} = await import('{CLIENT}');"
        return page.evaluate(f"async ({{ key, more }}) => {{ {start} {body} }}", {"key": key, "more": more})

    evaluate.page = page
    return evaluate


def test_the_examples_work(run, store, live_server):
    store.cancel_order()
    said = []
    run.page.on("console", lambda message: said.append(message.text) if message.type == "log" else None)
    for example in examples("js", live_server.url):
        run(IMPORT.sub("", example))
    assert said == ["Yes, you can cancel. The refund takes 5 days.", "400 order_stage", "cancel-order"]


def test_it_speaks_the_whole_contract(run, store):
    store.cancel_order()
    said = run(
        """
        const concord = new Concord("", key, { language: "ru" });
        const packed = { order_stage: "packed" };
        const reply = await concord.answer("cancel-order", packed);
        const changes = [];
        for await (const change of concord.changes(0)) changes.push(change.thing);
        return {
          ask: (await concord.ask("is it too late to cancel my order", packed, { lang: "en", min_revision: 1 })).answer.text,
          need: (await concord.ask("is it too late to cancel my order", {}, { lang: "en" })).needs[0].dimension,
          suggest: await concord.suggest("canc", { lang: "en" }),
          languages: (await concord.languages()).map(({ language }) => language),
          dimension: (await concord.dimensions({ lang: "en" }))[0].dimension,
          topics: (await concord.topics()).map(({ topic }) => topic),
          isSame: (await concord.receipt(reply.receipt)).is_same,
          feedback: (await concord.feedback("cancel-order", "unclear", { comment: "?" })).kind,
          outcome: (await concord.outcome("STAYFREE", "shown", { customer_ref: "c-1" })).outcome,
          text: reply.answer.text, offer: reply.offer.code, last: changes.at(-1), revision: concord.revision - reply.revision,
        };
        """,
        audience="internal",
    )
    assert said.pop("text").startswith("Да, заказ можно отменить.")
    assert "cancellation" in said.pop("topics")
    assert said == {
        "ask": "Yes, you can cancel. The refund takes 5 days.",
        "need": "order_stage",
        "suggest": ["Can I still cancel my order?"],
        "languages": ["en", "pt-BR", "ru"],
        "dimension": "order_stage",
        "isSame": True,
        "feedback": "unclear",
        "outcome": "shown",
        "offer": "STAYFREE",
        "last": "card:cancel-order",
        "revision": 0,
    }


def answers(run, slug="contact-us"):
    """What the client that the page keeps says."""
    body = f"window.concord ??= new Concord('', key, more); return (await window.concord.answer('{slug}')).answer.text;"
    return run(body, memorySeconds=600)


def test_with_a_memory_it_asks_only_for_what_changed(run, store):
    card = store.card("contact-us")
    asked = []
    run.page.on("response", lambda response: asked.append((response.status, response.url.split("/api/v1/")[1])))
    first = answers(run)
    asked.clear()
    assert answers(run) == first
    assert asked == []
    text = store.text(card)
    text["languages"]["en"]["short"] = "Write to us."
    store.publish(card, text)
    assert answers(run) == first
    run("await window.concord.follow();")
    assert answers(run) == "Write to us."
    assert [path.partition("?")[0] for _, path in asked] == ["changes", "answers/contact-us"]
    text["languages"]["en"]["short"] = "From now on: call."
    store.publish(card, text, start=timezone.now() + timedelta(seconds=1.5))
    run("await window.concord.follow();")
    answers(run)
    run.page.wait_for_timeout(1600)
    assert answers(run) == "From now on: call."


def test_without_one_it_sends_again_only_what_has_changed(run, store):
    store.card("contact-us")
    statuses = []
    run.page.on("response", lambda response: statuses.append(response.status))
    run("const concord = new Concord('', key); for (let i = 0; i < 3; i++) await concord.answer('contact-us');")
    assert statuses == [200, 304, 304]


@pytest.mark.parametrize(("wait", "tries"), [("0", 3), ("60", 1), ("", 1)])
def test_it_comes_back_when_it_is_told_to(run, wait, tries):
    refused = run(
        """
        let sent = 0;
        const retry = more.wait ? { "Retry-After": more.wait } : {};
        window.fetch = async () => (sent++, new Response('{"detail": "soon"}', { status: 503, headers: retry }));
        const error = await new Concord("", key).languages().catch((error) => error);
        return [error instanceof Problem, error.status, error.detail, error.retryAfter, sent];
        """,
        wait=wait,
    )
    assert refused == [True, 503, "soon", int(wait) if wait else None, tries]


def test_what_a_page_tells_is_sent_although_the_page_is_left(run):
    kept_alive = run(
        """
        const kept = [];
        window.fetch = async (_, { keepalive }) => (kept.push(keepalive), new Response('{"results": []}'));
        const concord = new Concord("", key);
        await concord.feedback("cancel-order", "unclear");
        await concord.feedback("cancel-order", "unclear", { comment: "я".repeat(30000) });
        await concord.languages();
        return kept;
        """
    )
    assert kept_alive == [True, False, False]  # A browser refuses more than 64 kB, and a page that is left reads nothing.


def test_it_says_when_nobody_answers(run):
    body = """
      window.fetch = async () => { throw new TypeError("Failed to fetch"); };
      return (await new Concord("", key).languages().catch((error) => error)) instanceof Unreachable;
    """
    assert run(body)


def test_it_works_in_node(store, live_server, key_of):
    store.card("contact-us")
    program = f"""
      import {{ Concord, Problem }} from "{(BASE / "static" / "clients" / "concord.js").as_uri()}";
      const concord = new Concord("{live_server.url}", "{key_of()}", {{ memorySeconds: 60 }});
      for (let i = 0; i < 2; i++) console.log((await concord.answer("contact-us")).answer.text);
      console.log(await concord.answer("nope").catch((error) => error instanceof Problem && error.status));
    """
    node = shutil.which("node") or absent("Node")
    ended = subprocess.run(
        [node, "--input-type=module"], input=program, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.stdout.splitlines() == ["This is what we say about contact us."] * 2 + ["404"], ended.stderr
