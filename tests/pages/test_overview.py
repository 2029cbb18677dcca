"""The overview: every number is the length of the list that it leads to; files open safely; others see what they may."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.models import User
from django.urls import reverse

from kb.models import Comparison
from kb.overview.all import FIGURES
from policies.figures.coverage import counts_at, covering
from policies.models import Flag, OfferOutcome, Served, Subject
from policies.publishing import now
from policies.spreadsheets import csv_lines
from policies.trust.due import every_card, to_verify
from policies.trust.flags import flag, resolve_flag
from policies.trust.tally import tally
from policies.trust.verifying import doubt
from search.models import Question

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
LINK = re.compile(r'<a(?: class="([^"]*)")? href="(/desk/[^"]+)"[^>]*>\s*(\d+)\s*</a>')


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as moved:
        yield moved


@pytest.fixture
def full(clock, store, people):
    """Cards that are verified, due and overdue; answers, questions, flags and offers of the last weeks."""
    cancel = store.cancel_order()
    contact = store.card("contact-us", topic="service")
    lost = store.card(
        "lost-parcel", risk="high", rules=[{"key": "far", "when": {"order_stage": ["lost"]}, "outcome": "depends"}], **in_two()
    )
    clock.shift(100 * DAY)
    store.card("gift-wrap", risk="low")
    doubt(contact, by=people.max, reason="No.")
    for subject, kinds in ((cancel, "wrong outdated outdated".split()), (lost, ["unclear"])):
        for kind in kinds:
            flag(store.version(subject), kind, by=people.ana)
    resolve_flag(Flag.objects.filter(kind="wrong")[0], by=people.olivia, resolution="Mended.")
    add_answers(store, cancel, lost)
    add_questions()
    add_outcomes(store)
    return {"cancel": cancel, "lost": lost}


def in_two():
    english = {"title": "My parcel is lost", "short": "We look for it.", "texts": {"far": "We look for it."}}
    russian = {"title": "Посылка пропала", "short": "Мы её ищем.", "texts": {"far": "Мы её ищем."}}
    return {"languages": {"en": english, "ru": russian}}


def add_answers(store, cancel, lost):
    today = now().at.date()
    for back, channel, card, trust, count in (
        (0, "chatbot", cancel, "verified", 7),
        (3, "chatbot", cancel, "expired", 2),
        (3, "faq", lost, "due", 4),
        (40, "faq", lost, "verified", 9),
    ):
        version = store.version(card)
        Served.objects.create(
            day=today - back * DAY, channel=channel, version=version, trust=trust, status="answered", count=count
        )


def add_questions():
    for number, (back, language, channel, band) in enumerate(
        [
            (0, "en", "chatbot", "escalate"),
            (1, "ru", "chatbot", "escalate"),
            (1, "", "faq", "escalate"),
            (2, "ru", "faq", "answer"),
            (50, "en", "faq", "escalate"),
        ]
    ):
        asked_at, text = now().at - back * DAY, '=HYPERLINK("x")'
        fields = {"key": f"k{number}", "way": "ask", "text": text, "revision": 1, "asked_at": asked_at}
        Question.objects.create(language=language, channel=channel, band=band, **fields)


def add_outcomes(store):
    """Three accepted and are decided by now: one left. A fourth accepted lately, which says nothing yet."""
    version, at = store.version(Subject.objects.get(slug="free-shipping")), now().at
    made = {"offer_id": version.subject_id, "version": version, "channel": "chatbot"}
    accepted = [OfferOutcome.objects.create(kind="accepted", at=at - back * DAY, **made) for back in (40, 39, 38, 2)]
    OfferOutcome.objects.create(kind="cancelled", at=at - 35 * DAY, acceptance=accepted[0], **made)
    for kind in ("shown", "shown", "declined"):
        OfferOutcome.objects.create(kind=kind, at=at - DAY, **made)


def counted(client, address):
    """How much the list at this address holds, as its heading says and as its lines say."""
    response = client.get(address)
    assert response.status_code == 200, address
    context = response.context
    if address.startswith(reverse("trust_answers")):
        return sum(line["count"] for line in context["lines"])
    return context["page"].paginator.count


def test_every_number_leads_to_a_list_of_exactly_so_many(full, client_of, people):
    boss = client_of(people.max)
    page = boss.get(reverse("overview")).content.decode().replace("&amp;", "&")
    numbers = [(address, int(count)) for _name, address, count in LINK.findall(page)]
    numbers += [(key.url, key.count) for key in boss.get(reverse("overview")).context["keys"]]
    assert len(numbers) > 60
    pages = {urlsplit(address).path for address, _count in numbers}
    assert len(pages) == 8, pages
    wrong = {address: (count, found) for address, count in numbers if (found := counted(boss, address)) != count}
    assert wrong == {}


def test_the_figures_say_what_happened_in_the_days_asked_for(full, client_of, people):
    boss = client_of(people.max)

    def figures(query=""):
        context = boss.get(f"{reverse('overview')}{query}").context
        return {figure.name: {row.key: row for row in figure.rows} for figure in context["figures"]}

    month = figures()
    assert [month["answers"]["chatbot"].value(name) for name in ("verified", "expired", "all", "percent")] == [7, 2, 9, 77]
    assert [month["questions-by-language"]["ru"].value(name) for name in ("unanswered", "other", "percent")] == [1, 1, 50]
    assert [month["flagged"]["cancel-order"].value(name) for name in ("wrong", "outdated", "all", "open")] == [1, 2, 3, 2]
    assert [month["offers"]["free-shipping"].value(name) for name in ("saved", "lost", "percent", "accepted", "shown")] == [
        2,
        1,
        66,
        1,
        2,
    ]
    week, quarter = figures("?days=7"), figures("?days=90")
    assert week["offers"]["free-shipping"].value("percent") is None
    assert quarter["answers"]["faq"].value("all") == 13
    only = figures("?since=2026-04-20&until=2026-05-05")
    assert {name: set(only[name]) for name in ("answers", "questions-by-channel")} == {
        "answers": {"faq"},
        "questions-by-channel": {"faq"},
    }


def test_days_that_make_no_sense_are_said(client_of, people):
    boss = client_of(people.max)
    for query in ("days=8", "since=tomorrow", "since=2026-05-02&until=2026-05-01", "since=2020-01-01&until=2026-05-01"):
        assert boss.get(f"{reverse('overview')}?{query}").status_code == 400, query


def test_a_topic_lacks_what_no_card_says_for_a_stage_in_a_language(full, client_of, people, store):
    at = now()
    cancellation = store.topic().pk
    # cancel-order hands over what is lost; lost-parcel speaks of nothing else, and not in Portuguese.
    assert covering(at, "cancellation", "lost", "ru") == ["lost-parcel"]
    assert covering(at, "cancellation", "packed", "pt-BR") == ["cancel-order"]
    assert counts_at(at)[cancellation, "lost", "pt-BR"] == 0
    boss = client_of(people.max)
    (hole,) = boss.get(f"{reverse('overview_holes')}?topic=cancellation").context["page"]
    assert (hole.stage, hole.language, hole.elsewhere) == ("lost", "pt-BR", ("en", "ru"))
    shown = boss.get(reverse("overview")).content.decode()
    assert 'heat__cell--0" href="/desk/overview/holes/?topic=cancellation&amp;stage=lost&amp;language=pt-BR">none<' in shown


def test_an_outdated_translation_covers_nothing(full, store):
    content = store.text(full["lost"])
    content["languages"]["en"]["texts"]["far"] = "We give up."
    store.publish(full["lost"], content)
    assert covering(now(), "cancellation", "lost", "ru") == []


def test_counting_without_reading_says_the_same_as_reading(full, store, people, clock):
    store.fact(value=9)
    store.withdraw(Subject.objects.get(kind="offer"))
    for days in (0, 30, 400):
        clock.shift(days * DAY)
        at = now()
        read = {one.subject.slug: (one.state, one.basis.due_at, one.basis.expires_at) for one in every_card(at)}
        assert {one.slug: (one.state_at(at.at), one.due_at, one.expires_at) for one in tally(at)} == read
        assert [one.subject.slug for one in to_verify(people.max, at)] == [
            one.slug for one in sorted(tally(at), key=lambda one: (one.due_at, one.slug)) if one.due_at <= at.at + 14 * DAY
        ]


def test_files_hold_the_same_numbers_as_the_page(full, client_of, people):
    boss = client_of(people.max)
    context = boss.get(reverse("overview")).context
    figures = {figure.name: figure for figure in (*context["figures"], context["coverage"])}
    assert set(figures) == set(FIGURES)
    for name, figure in figures.items():
        response = boss.get(reverse("overview_file", args=[name]))
        assert response["Content-Type"].startswith("text/csv")
        body = b"".join(response.streaming_content).decode("utf-8")
        assert body.startswith("\ufeff")
        rows = list(csv.reader(body.removeprefix("\ufeff").splitlines()))
        assert len(rows) == len(figure.rows) + 1
        for row, written in zip(figure.rows, rows[1:], strict=True):
            cells = [row.value(column.key) for column in figure.columns]
            assert written[-len(cells) :] == ["" if cell is None else str(cell) for cell in cells]


def test_a_spreadsheet_computes_nothing_that_somebody_wrote():
    cells = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "a=1", -5, 3.5, None, ""]
    text = "".join(csv_lines([cells])).removeprefix("\ufeff")
    (row,) = csv.reader(io.StringIO(text, newline=""))
    assert row[:7] == [f"'{cell}" for cell in cells[:7]]
    assert row[7:] == ["a=1", "-5", "3.5", "", ""]


def test_a_name_that_is_a_formula_stays_a_name_in_the_file(full, client_of, people):
    User.objects.filter(pk=people.olivia.pk).update(first_name="=cmd|' /C calc'!A0")
    body = b"".join(client_of(people.max).get(reverse("overview_file", args=["trust-by-owner"])).streaming_content).decode()
    assert "\r\n\"'=cmd|" in body or "\r\n'=cmd|" in body


def test_others_see_what_they_may(full, client_of, people, client):
    ana = client_of(people.ana)
    page = ana.get(reverse("overview"))
    assert {figure.name for figure in page.context["figures"]} == {
        "trust-by-topic",
        "trust-by-owner",
        "answers",
        "flagged",
        "offers",
    }
    assert "HYPERLINK" not in page.content.decode()
    for address in (reverse("overview_questions"), reverse("overview_file", args=["questions-by-language"])):
        assert ana.get(address).status_code == 403
        assert client_of(people.marta).get(address).status_code == 200
    assert client_of(people.stranger).get(reverse("overview")).status_code == 403
    assert client.get(reverse("overview")).url.startswith("/accounts/login/")
    assert client_of(people.max).get(reverse("overview_file", args=["nothing"])).status_code == 404


def test_the_last_comparison_of_channels_stands_there(client_of, people, store):
    store.card()
    fields = {"revision": 1, "failures": 0, "seconds": 1.0, "report": {}, "text": ""}
    Comparison.objects.create(at=now().at, compared=1200, divergences=3, **fields)
    shown = client_of(people.ana).get(reverse("overview")).content.decode()
    assert "Differences: 3" in shown
    assert re.search(r'href="/desk/comparisons/\d+/"', shown)


def test_an_empty_store_says_what_will_stand_there(client_of, people):
    shown = client_of(people.max).get(reverse("overview"))
    assert shown.status_code == 200
    assert "Nothing to count in these days." in shown.content.decode()
