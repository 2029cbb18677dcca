from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from policies.content.images import address_of, markdown_of
from policies.content.problems import ContentError
from policies.errors import Refused
from policies.files.exports import export_to
from policies.images import add_image, image_for, remove_image
from policies.models import Event, Image
from policies.publishing import now
from policies.workflow import submit
from tests.policies.pictures import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def label(people):
    return add_image(picture(), title="Where the label goes", by=people.marta)


def text_with(image, alt="The label"):
    return {"en": {"title": "Labels", "short": f"Stick it on.\n\n![{alt}]({address_of(image.name)})"}}


def test_an_author_adds_one_and_it_is_kept_once(people, label):
    again = add_image(picture(), title="The same", by=people.olivia)
    assert again == label
    assert Event.objects.get(action="add_image").after == {
        "width": 40, "height": 30, "size": len(label.data), "title": "Where the label goes",
    }  # fmt: skip


def test_an_agent_may_not_and_is_told_why(people):
    with pytest.raises(Refused, match="Only authors"):
        add_image(picture(), title="A label", by=people.ana)
    assert not Image.objects.exists()


def test_a_text_shows_it_with_its_size_and_description(store, label):
    html = store.version(store.card("labels", languages=text_with(label))).rendered["en"]["short"]["html"]
    assert f'<img src="/images/{label.name}.webp" alt="The label" width="40" height="30" loading="lazy">' in html


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("![](/images/{name}.webp)", "undescribed_image"),
        ('<img src="/images/{name}.webp">', "undescribed_image"),
        ("![Label](/images/00000000000000000000000000000000-4x4.webp)", "unknown_image"),
        ("![Label](https://example.com/a.png)", "foreign_image"),
    ],
)
def test_a_text_cannot_be_handed_in_with(store, people, label, text, code):
    said = {"en": {"title": "Labels", "short": "Here: " + text.replace("{name}", label.name)}}
    draft = store.draft(store.card("labels"), {"source": "en", "languages": said})
    with pytest.raises(ContentError) as error:
        submit(draft, by=people.marta)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("languages.en.short", code)]


def test_strangers_see_only_what_a_public_text_shows(client, client_of, store, people, clock, label):
    address = reverse("image", args=[label.name])
    assert client.get(address).status_code == 404
    assert client_of(people.ana).get(address)["Cache-Control"] == "private, max-age=31536000, immutable"
    store.card("inside", audience="internal", languages=text_with(label))
    noted = text_with(label)["en"]
    store.card("noted", languages={"en": {"title": "Noted", "short": "Nothing", "notes": noted["short"]}})
    assert client.get(address).status_code == 404
    later = {"source": "en", "languages": text_with(label)}
    store.publish(store.card("later"), later, start=now().at + timedelta(hours=1))
    assert client.get(address).status_code == 404
    clock.shift(timedelta(hours=1))
    response = client.get(address)
    assert response.content == bytes(label.data)
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"


def test_it_stays_while_any_version_shows_it(store, people, label):
    other = add_image(picture(colour="red"), title="Unused", by=people.marta)
    store.card("labels", languages=text_with(label))
    with pytest.raises(Refused, match="A version shows"):
        remove_image(label, by=people.marta)
    with pytest.raises(Refused, match="Only who added it"):
        remove_image(other, by=people.olivia)
    remove_image(other, by=people.max)
    assert list(Image.objects.all()) == [label]


def test_the_database_refuses_to_change_one(label):
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Image.objects.filter(pk=label.pk).update(data=b"another")


def test_it_travels_with_the_files(store, people, label, tmp_path):
    store.card("labels", languages=text_with(label))
    export_to(tmp_path, now())
    with transaction.atomic():
        Image.objects.all().delete()
        call_command("import", str(tmp_path), by="marta")
        assert image_for(label.name, people.ana).title == "Where the label goes"
        Image.objects.all().delete()
    (tmp_path / "images" / f"{label.name}.webp").write_bytes(picture())
    with pytest.raises(Exception, match="not the picture that was exported"):
        call_command("import", str(tmp_path), by="marta")


def test_a_title_cannot_break_out_of_the_text(label):
    assert markdown_of("a](javascript:1) [b", label.name) == f"![a)(javascript:1) (b](/images/{label.name}.webp)"
