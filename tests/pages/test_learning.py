"""Gaps, proposed examples, the answer model and the words of dimensions on the desk; hints beside what an agent finds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from policies.models import Dimension, Version
from search.learned import CheckQuestion, Fit, Gap, ProposedExample
from search.models import Question

pytestmark = pytest.mark.django_db


@pytest.fixture
def gap(settings, store):
    settings.ANSWER_ENCODER = "none"
    card = store.card("contact-us", risk="low")
    now = timezone.now()
    gap = Gap.objects.create(topic=card.topic, space="letters", began_at=now, last_at=now)
    said = {"way": "ask", "channel": "chat", "language": "en", "band": "escalate", "revision": 1, "gap": gap}
    Question.objects.create(key="one", asked_at=now, text="do you have a <b>store</b>", is_learned=True, **said)
    return gap


@pytest.fixture
def proposal(gap):
    card, now = gap.topic.subjects.get(slug="contact-us").card, timezone.now() - timedelta(days=1)
    said = {"language": "en", "text": "how to get hold of you", "key": "k", "first_at": now, "last_at": now}
    return ProposedExample.objects.create(card=card, **said)


@pytest.mark.parametrize("language", ["en", "pt-br", "ru"])
def test_pages_can_be_read_in_every_language(gap, proposal, client_of, people, language):
    Fit.objects.create(audience="public", state="held", digest="d", schema="s", revision=1, fitted_at=timezone.now(), tried=9)
    max_ = client_of(people.max)
    max_.cookies["django_language"] = language
    for address in ("gaps/", f"gaps/{gap.pk}/", "gaps/?mine=1&state=dismissed", "examples/", "model/", "model/checks/"):
        page = max_.get(f"/desk/{address}")
        assert page.status_code == 200, address
        assert "<b>store" not in page.content.decode()
    assert "do you have a &lt;b&gt;store" in max_.get("/desk/gaps/").content.decode()


def test_they_are_for_those_who_write_and_the_model_for_managers(gap, client_of, people):
    ana, marta = client_of(people.ana), client_of(people.marta)
    for address in ("gaps/", f"gaps/{gap.pk}/", "examples/", "model/", "model/checks/"):
        assert ana.get(f"/desk/{address}").status_code == 403
    assert marta.get("/desk/gaps/").status_code == 200
    assert marta.get("/desk/model/").status_code == 403
    assert "Only who answers for it" in marta.get(f"/desk/gaps/{gap.pk}/").content.decode()
    assert marta.post(f"/desk/gaps/{gap.pk}/dismiss/", {"reason": "x"}).status_code == 403
    assert Gap.objects.get().state == "open"


def test_a_card_is_begun_from_a_gap(gap, client_of, people):
    max_ = client_of(people.max)
    given = {"slug": "store-visits", "title": "Is there a store?", "short": "Online only.", "language": "en", "risk": "low"}
    places = {"topic": gap.topic_id, "owner": people.olivia.pk}
    sent = max_.post(f"/desk/gaps/{gap.pk}/start-card/", {**given, **places})
    assert sent["Location"] == "/desk/card/store-visits/1/edit/"
    assert Version.objects.get(subject__slug="store-visits").content["languages"]["en"]["questions"]
    assert max_.post(f"/desk/gaps/{gap.pk}/start-card/", {**given, **places}).status_code == 422
    assert max_.post(f"/desk/gaps/{gap.pk}/add-to-card/", {"card": "nothing"}).status_code == 422
    added = max_.post(f"/desk/gaps/{gap.pk}/add-to-card/", {"card": "contact-us"})
    assert added["Location"] == "/desk/card/contact-us/2/edit/"


def test_a_gap_is_handed_on_dismissed_and_opened_again(gap, client_of, people):
    max_ = client_of(people.max)
    max_.post(f"/desk/gaps/{gap.pk}/assign/", {"person": people.pavel.pk})
    max_.post(f"/desk/gaps/{gap.pk}/dismiss/", {"reason": "Online only."})
    assert (Gap.objects.get().owner, Gap.objects.get().state) == (people.pavel, "dismissed")
    max_.post(f"/desk/gaps/{gap.pk}/reopen/")
    assert Gap.objects.get().state == "open"


def test_an_owner_takes_and_declines(proposal, client_of, people):
    olivia = client_of(people.olivia)
    assert olivia.post(f"/desk/examples/{proposal.pk}/accept/", {"text": "how do I reach you"}).status_code == 302
    assert CheckQuestion.objects.get().text == "how do I reach you"
    assert olivia.post(f"/desk/examples/{proposal.pk}/decline/").status_code == 409


def test_a_manager_keeps_check_questions(proposal, client_of, people):
    max_ = client_of(people.max)
    given = {"text": "call you", "language": "en", "card": "contact-us"}
    assert max_.post("/desk/model/checks/", given).status_code == 302
    check = CheckQuestion.objects.get()
    assert max_.post(f"/desk/model/checks/{check.pk}/", {**given, "text": ""}).status_code == 422
    assert max_.post(f"/desk/model/checks/{check.pk}/", {**given, "text": "ring you"}).status_code == 302
    assert client_of(people.olivia).post(f"/desk/model/checks/{check.pk}/remove/").status_code == 403
    max_.post(f"/desk/model/checks/{check.pk}/remove/")
    assert not CheckQuestion.objects.exists()


def test_a_manager_says_how_customers_say_it_and_tries_it(store, client_of, people):
    store.dimension()
    max_, address = client_of(people.max), "/desk/dimensions/order_stage/words/"
    assert max_.post(address, {"lost.en": "got lost\n vanished ", "lost.ru": "потеряли"}).status_code == 302
    assert Dimension.objects.get().words == {"lost": {"en": ["got lost", "vanished"], "ru": ["потеряли"]}}
    page = max_.get(address, {"try": "my parcel got lost"}).content.decode()
    assert "<strong>order_stage</strong>: lost" in page
    wrong = max_.post(address, {"lost.en": "gone {day}"})
    assert (wrong.status_code, Dimension.objects.get().words["lost"]["en"]) == (422, ["got lost", "vanished"])
    assert client_of(people.ana).post(address, {}).status_code == 403


def test_an_agent_confirms_a_hint_with_one_press(store, client_of, people, settings):
    settings.ANSWER_ENCODER = "none"
    stage = store.dimension()
    stage.words = {"in_transit": {"en": ["already shipped"]}}
    stage.save()
    store.cancel_order()
    ana, asked = client_of(people.ana), {"q": "is it too late to cancel my order, already shipped", "lang": "en"}
    page = ana.get("/", asked).content.decode()
    assert '<button class="hinted__take" name="order_stage" value="in_transit"' in page
    assert "can no longer be cancelled" not in page
    told = ana.get("/", {**asked, "order_stage": "in_transit"}).content.decode()
    assert "can no longer be cancelled" in told
    assert "hinted__take" not in told
