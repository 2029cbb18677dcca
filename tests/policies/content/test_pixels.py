from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from policies.content.pixels import MAX_BYTES, MAX_EDGE, clean, is_clean
from policies.content.problems import ContentError
from tests.policies.pictures import picture


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
def test_it_writes_every_known_form_anew(form):
    image = clean(picture(form=form))
    with Image.open(BytesIO(image.data)) as opened:
        assert (opened.format, opened.size) == ("WEBP", (40, 30))
    assert image.name.endswith("-40x30")
    assert is_clean(image.name, image.data)


def test_it_leaves_behind_what_the_file_carried():
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    sent = picture(form="JPEG", exif=exif, comment=b"secret comment") + b"<script>alert(1)</script>"
    assert b"secret" in sent
    image = clean(sent)
    assert b"secret" not in image.data
    assert b"script" not in image.data


def test_it_turns_pictures_upright_and_makes_large_ones_smaller():
    exif = Image.Exif()
    exif[0x0112] = 6  # Turn right.
    assert clean(picture(60, 20, "JPEG", exif=exif)).name.endswith("-20x60")
    assert clean(picture(3 * MAX_EDGE, MAX_EDGE)).width == MAX_EDGE


def test_it_keeps_what_is_see_through():
    with Image.open(BytesIO(clean(picture(mode="RGBA", colour="#00800080")).data)) as opened:
        assert opened.mode == "RGBA"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unknown_format"),
        (b"GIF89a", "unknown_format"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "unknown_format"),
        (picture(form="BMP"), "unknown_format"),
        (picture()[:50], "broken"),
        (picture(9000, 9000, mode="1", colour=0), "too_many_pixels"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_it_refuses_what_is_no_good_picture(data, code):
    with pytest.raises(ContentError) as error:
        clean(data)
    assert [(problem.field, problem.code) for problem in error.value.problems] == [("image", code)]


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_it_never_fails_in_another_way(place, noise):
    sent = picture(form="PNG")
    broken = sent[: place % len(sent)] + noise + sent[place % len(sent) + len(noise) :]
    with suppress(ContentError):
        clean(broken)


def test_it_knows_an_image_that_was_changed():
    image = clean(picture())
    assert not is_clean(image.name, clean(picture(colour="red")).data)
    assert not is_clean(image.name, image.data + b"more")
    assert not is_clean(image.name, b"nothing")
