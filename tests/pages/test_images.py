import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from policies.images import add_image
from policies.models import Image
from tests.policies.pictures import picture

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/images/"


def sent(data=None, title="Where the label goes"):
    return {"image": SimpleUploadedFile("label.png", data or picture(), "image/png"), "title": title}


def test_an_author_adds_one_on_the_page(client_of, people):
    client = client_of(people.marta)
    response = client.post(ADDRESS, sent(), follow=True)
    image = Image.objects.get()
    assert response.redirect_chain == [(f"{ADDRESS}#{image.name}", 302)]
    html = response.content.decode()
    assert f'src="/images/{image.name}.webp" alt="Where the label goes"' in html
    assert f"![Where the label goes](/images/{image.name}.webp)" in html


def test_a_script_is_told_what_to_write(client_of, people):
    response = client_of(people.marta).post(ADDRESS, sent(), headers={"Accept": "application/json"})
    assert response.status_code == 201
    assert response.json()["markdown"] == f"![Where the label goes](/images/{Image.objects.get().name}.webp)"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (sent(b"no picture"), "This is no picture that we know"),
        (sent(title="  "), "This field is required"),
        ({"title": "No file"}, "This field is required"),
    ],
)
def test_what_is_wrong_stands_at_its_field(client_of, people, fields, said):
    client = client_of(people.marta)
    response = client.post(ADDRESS, fields)
    assert response.status_code == 422
    assert said in response.content.decode()
    for field in fields.values():
        if hasattr(field, "seek"):
            field.seek(0)
    answer = client.post(ADDRESS, fields, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["problems"][0][: len(said)]) == (400, said)


def test_an_agent_sees_them_and_adds_none(client_of, people):
    add_image(picture(), title="Where the label goes", by=people.marta)
    client = client_of(people.ana)
    html = client.get(ADDRESS).content.decode()
    assert "Where the label goes" in html
    assert "Add picture" not in html
    assert client.post(ADDRESS, sent()).status_code == 403
    assert client.post(f"{ADDRESS}{Image.objects.get().name}/remove/").status_code == 403


def test_who_added_one_removes_it(client_of, people):
    image = add_image(picture(), title="Where the label goes", by=people.marta)
    client = client_of(people.marta)
    assert client.post(f"{ADDRESS}{image.name}/remove/", follow=True).status_code == 200
    assert not Image.objects.exists()
    assert client.get(f"/images/{image.name}.webp").status_code == 404
